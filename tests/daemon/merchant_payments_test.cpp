// Payments as the merchant's API lists and shows them.

#include "tests/daemon/ledger_story.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

using Which = std::vector<int>;
const std::string k_list = "/api/v1/m/payments";

}  // namespace

TEST_CASE("payments: each is shown as it was when it was paid") {
  Ledger ledger;
  auto paid = ledger.payments[0];
  paid.erase("event_ids");  // what the settlement announced is told once
  const auto shown = ledger.world.get(k_list + "/" + paid["id"].get<std::string>());
  REQUIRE(shown.status == 200);
  CHECK(shown.content == paid);
  CHECK(shown.content["object"] == "payment");
  CHECK(shown.content["status"] == "completed");
  CHECK(shown.content["metadata"] == json{{"cart", "1"}});
  CHECK(ledger.world.list(k_list).at(2) == shown.content);
}

TEST_CASE("payments: the list is an envelope under every name that it goes by") {
  Ledger ledger;
  const auto list = ledger.world.get(k_list + "?per_page=2").content;
  CHECK(list["object"] == "list");
  CHECK(list["data"].size() == 2);
  CHECK(list["meta"]["total_count"] == 3);
  CHECK(list["meta"]["next_page"] == 2);
  for (const std::string path : {"/api/v1/payments", "/m/payments", "/api/v1/merchant/payments",
                                 "/api/v1/m/merchant/payments", "/m/merchant/payments"}) {
    INFO(path);
    CHECK(ledger.world.get(path + "?per_page=2").content == list);
  }
  WorldOptions strict;
  strict.aliases = http::Aliases::left_out;
  SandboxWorld production(strict);
  CHECK(production.get(k_list).status == 200);
  CHECK(production.get("/api/v1/payments").status == 404);
  CHECK(production.get("/api/v1/m/merchant/payments").status == 404);
}

TEST_CASE("payments: every documented filter finds what it says") {
  Ledger ledger;
  const std::vector<std::pair<std::string, Which>> table{
      {"", {2, 1, 0}},
      {"?q[confirmed_at_gteq]=2024-01-15T11:00:00Z", {2, 1}},
      {"?q[confirmed_at_gteq]=2024-01-15T11:00:01Z", {2}},
      {"?q[confirmed_at_lteq]=2024-01-15", {1, 0}},
      {"?q[confirmed_at_lteq]=2024-01-15T10:59:59Z", {0}},
      {"?q[confirmed_at_gteq]=2024-01-15T10:30:00Z&q[confirmed_at_lteq]=2024-01-15", {1}},
      {"?start_date=2024-01-16", {2}},
      {"?end_date=2024-01-15", {1, 0}},
      {"?start_date=2024-01-15&end_date=2024-01-15", {1, 0}},
      {"?start_date=2024-01-17", {}},
      {"?q[amount_sats_eq]=50000", {1}},
      {"?q[amount_sats_gteq]=50000", {2, 1}},
      {"?q[amount_sats_lteq]=50000", {1, 0}},
      {"?q[amount_sats_gteq]=10001&q[amount_sats_lteq]=89999", {1}},
      {"?q[currency_eq]=USD", {2, 0}},
      {"?q%5Bcurrency_eq%5D=eur", {1}},
      {"?q[currency_eq]=usd&q[amount_sats_gteq]=50000", {2}},
      // What is empty, unknown or cannot be read is no filter.
      {"?q[currency_eq]=&start_date=&q[amount_sats_gteq]=", {2, 1, 0}},
      {"?q[amount_sats_gteq]=many&q[confirmed_at_lteq]=later&start_date=15.01.2024", {2, 1, 0}},
      {"?q[payer_eq]=alice&q[amount_sats_not_eq]=50000&q[]=1&q=2", {2, 1, 0}},
  };
  for (const auto& [query, expected] : table) {
    INFO(query);
    CHECK(ledger.found(k_list + query) == expected);
  }
}

TEST_CASE("payments: money on-chain is read by its id at once, and listed when it is confirmed") {
  SandboxWorld world;
  const auto paid = pay_on_chain(world, 1);
  const auto path = k_list + "/" + paid["id"].get<std::string>();
  CHECK(world.get(path).content["status"] == "pending");
  CHECK(world.get(path).content["confirmed_at"].is_null());
  CHECK(world.get(k_list).content["meta"]["total_count"] == 0);
  CHECK(world.list(k_list + "?status=pending").empty());

  // A payment of later that is confirmed sooner is the older one of the list.
  world.real_time_passes(1min);
  const std::string lightning = world.pay(world.create_checkout(100_cents)).content["id"];
  world.real_time_passes(1min);
  world.post("/_sandbox/node/mine");
  const auto listed = world.list(k_list);
  REQUIRE(listed.size() == 2);
  CHECK(listed[0]["id"] == paid["id"]);
  CHECK(listed[0]["status"] == "completed");
  CHECK(listed[1]["id"] == lightning);
  CHECK(world.list(k_list + "?q[s]=created_at+desc").at(0)["id"] == lightning);
}

TEST_CASE("payments: what is not the merchant's is not there") {
  Ledger ledger;
  auto& world = ledger.world;
  const auto path = k_list + "/" + ledger.payments[0]["id"].get<std::string>();
  const auto other = world.add_merchant("Other");
  for (const auto& key : {other, world.keys().sk_live}) {
    CHECK(world.get(path, key).code() == "not_found");
    CHECK(world.list(k_list, key).empty());
  }
  CHECK(world.get(path, world.keys().pk_test).status == 403);
  CHECK(world.get(k_list + "/" + ledger.tokens[0]).status == 404);
  CHECK(world.get(k_list + "/" + ledger.payments[0]["order_id"].get<std::string>()).status == 404);
  CHECK(world.post(k_list, {{"payment", {{"amount_cents", 100}}}}).status == 404);  // read-only
}
