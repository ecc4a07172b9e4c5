// Transactions: the merchant's ledger, and each documented filter on it.

#include "tests/daemon/ledger_story.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

using Which = std::vector<int>;

}  // namespace

TEST_CASE("transaction: it is the payment as the ledger shows it") {
  Ledger ledger;
  const auto& payment = ledger.payments[0];
  const auto shown = ledger.world.get("/api/v1/transactions/" + payment["id"].get<std::string>());
  REQUIRE(shown.status == 200);
  CHECK(shown.content["object"] == "transaction");
  CHECK(shown.content["type"] == "payment");
  CHECK(shown.content["status"] == "completed");
  CHECK(shown.content["payment_id"] == payment["id"]);
  CHECK(shown.content["timestamp"] == payment["confirmed_at"]);
  for (const auto* name : {"amount_sats", "amount_cents", "amount_usd", "currency", "exchange_rate", "payment_hash",
                           "payment_method", "checkout_id", "order_id", "order_number", "invoice_id", "product_id",
                           "metadata", "confirmed_at", "created_at"}) {
    INFO(name);
    CHECK(shown.content[name] == payment[name]);
  }
  CHECK_FALSE(shown.content.contains("preimage"));
  CHECK(ledger.world.list("/api/v1/transactions").at(2) == shown.content);
  CHECK(ledger.world.get("/api/v1/transactions/" + payment["order_id"].get<std::string>()).status == 404);
}

TEST_CASE("transaction: every documented filter finds what it says") {
  Ledger ledger;
  const std::string hash = ledger.payments[1]["payment_hash"];
  const std::vector<std::pair<std::string, Which>> table{
      {"", {2, 1, 0}},
      {"?q[status_eq]=completed", {2, 1, 0}},
      {"?q[status_eq]=COMPLETED", {2, 1, 0}},
      {"?q[status_eq]=pending", {}},
      {"?status=completed", {2, 1, 0}},
      {"?status=refunded", {}},
      {"?q[currency_eq]=usd", {2, 0}},
      {"?q[currency_eq]=EUR", {1}},
      {"?currency=eur", {1}},
      {"?q[amount_sats_eq]=50000", {1}},
      {"?q[amount_sats_eq]=50001", {}},
      {"?q[amount_sats_gteq]=50000", {2, 1}},
      {"?q[amount_sats_lteq]=50000", {1, 0}},
      {"?q[amount_sats_gteq]=10001&q[amount_sats_lteq]=89999", {1}},
      {"?q[amount_cents_eq]=4000", {1}},
      {"?q[amount_cents_gteq]=4000", {2, 1}},
      {"?q[amount_cents_lteq]=3999", {0}},
      {"?q[created_at_gteq]=2024-01-15T11:00:00Z", {2, 1}},
      {"?q[created_at_lteq]=2024-01-15T10:59:59Z", {0}},
      {"?q[created_at_lteq]=2024-01-15", {1, 0}},
      {"?q[confirmed_at_gteq]=2024-01-16", {2}},
      {"?q[confirmed_at_lteq]=2024-01-15T11:00:00Z", {1, 0}},
      {"?start_date=2024-01-16", {2}},
      {"?end_date=2024-01-15", {1, 0}},
      {"?start_date=2024-01-15&end_date=2024-01-15", {1, 0}},
      {"?q[payment_hash_eq]=" + hash, {1}},
      {"?q[payment_hash_eq]=" + std::string(64, '0'), {}},
      {"?q[checkout_id_eq]=" + ledger.tokens[2], {2}},
      {"?q[checkout_id_eq]=cs_unknown", {}},
      {"?q[currency_eq]=usd&q[amount_cents_gteq]=2000", {2}},
      // What cannot be read is no filter.
      {"?q[amount_sats_eq]=many", {2, 1, 0}},
      {"?q[payment_hash_eq]=nonsense", {2, 1, 0}},
      {"?q[confirmed_at_gteq]=soon", {2, 1, 0}},
      {"?q[metadata_eq]=x", {2, 1, 0}},
      {"?order=asc", {0, 1, 2}},
  };
  for (const auto& [query, expected] : table) {
    INFO(query);
    CHECK(ledger.found("/api/v1/transactions" + query) == expected);
  }
  CHECK(ledger.found("/api/v1/transactions?q%5Bcurrency_eq%5D=usd&q%5Bamount_cents_gteq%5D=2000") == Which{2});
}

TEST_CASE("transaction: what is not paid is not in the ledger") {
  SandboxWorld world;
  world.create_checkout(5000_cents);
  world.invoice_of(world.create_checkout(5000_cents));
  world.advance(1h);
  CHECK(world.list("/api/v1/transactions").empty());
}

TEST_CASE("transaction: on-chain money stands there while it waits for confirmations") {
  SandboxWorld world;
  const auto paid = pay_on_chain(world, 2);
  const auto ids = [&world](const std::string& query) {
    std::vector<json> found;
    for (const auto& item : world.list("/api/v1/transactions" + query)) {
      found.push_back(item["id"]);
    }
    return found;
  };
  CHECK(world.list("/api/v1/transactions").at(0)["status"] == "pending");
  CHECK(ids("?status=pending") == std::vector{paid["id"]});
  CHECK(ids("?status=completed").empty());
  CHECK(ids("?q[created_at_gteq]=2024-01-15") == std::vector{paid["id"]});
  CHECK(ids("?start_date=2024-01-15").empty());  // it has no time of confirmation yet
  world.post("/_sandbox/node/mine", {{"blocks", 2}});
  CHECK(ids("?q[status_eq]=Completed&start_date=2024-01-15") == std::vector{paid["id"]});
  CHECK(ids("?status=pending").empty());
}
