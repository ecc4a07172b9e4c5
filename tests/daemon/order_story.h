#pragma once
// What the stories of orders begin with.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace satsrail::test {

using Types = std::vector<std::string>;

inline const std::string k_orders = "/api/v1/m/orders";

inline json create_order(SandboxWorld& world, const json& order, json beside = json::object()) {
  beside["order"] = order;
  const auto made = world.post(k_orders, beside);
  INFO(made);
  REQUIRE(made.status == 201);
  return made.content;
}

inline std::string path(const json& order) {
  return k_orders + "/" + order["id"].get<std::string>();
}

inline json read(SandboxWorld& world, const json& order, const std::string& query = "") {
  return world.get(path(order) + query).content;
}

// With an invoice that asks for it.
inline json invoiced(SandboxWorld& world, std::int64_t cents = 5000) {
  return create_order(world, {{"total_amount_cents", cents}}, {{"generate_invoice", true}});
}

inline json in_cash(SandboxWorld& world) {
  return create_order(world, {{"total_amount_cents", 5000}, {"tender_type", "cash"}});
}

inline Response change(SandboxWorld& world, const json& order, const json& fields) {
  return world.patch(path(order), {{"order", fields}});
}

inline json details(const Response& refused) {
  CHECK(refused.status == 422);
  CHECK(refused.code() == "validation_error");
  return refused.content["error"]["details"];
}

// What happened after the first `known` events.
inline Types since(SandboxWorld& world, std::size_t known) {
  auto types = world.event_types();
  types.erase(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(known));
  return types;
}

}  // namespace satsrail::test
