#pragma once
// Requests that the routes of payments answer with their plain success (routes_test.cpp).

#include "tests/daemon/route_example.h"

namespace satsrail::test {

inline std::map<std::string, Example> ledger_route_examples() {
  const auto list = [](const std::string& path) {
    return [=](SandboxWorld& world) {
      world.pay(world.create_checkout(5000_cents));
      return world.request("GET", path);
    };
  };
  return {
      {"GET /api/v1/m/payments", list("/api/v1/m/payments")},
      {"GET /api/v1/m/payments/{id}",
       [](SandboxWorld& world) {
         const std::string id = world.pay(world.create_checkout(5000_cents)).content["id"];
         return world.request("GET", "/api/v1/m/payments/" + id);
       }},
      {"GET /api/v1/m/merchant/payments", list("/api/v1/m/merchant/payments")},
  };
}

}  // namespace satsrail::test
