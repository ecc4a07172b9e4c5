// q[s]: lists in another order than their own.

#include "tests/daemon/ledger_story.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

using Which = std::vector<int>;
using Names = std::vector<std::string>;

Names names(SandboxWorld& world, const std::string& target, const char* field) {
  Names found;
  const auto answer = world.get(target);
  for (const auto& item : answer.content["data"]) {
    found.push_back(item[field].is_null() ? "" : item[field].get<std::string>());
  }
  return found;
}

}  // namespace

TEST_CASE("sorting: payments and transactions by time and amount, up and down") {
  Ledger ledger;
  ledger.world.advance(1h);
  ledger.sell({{"amount_cents", 500}});
  const std::vector<std::pair<std::string, Which>> table{
      {"q[s]=amount_sats", {3, 0, 1, 2}},
      {"q[s]=amount_sats+asc", {3, 0, 1, 2}},
      {"q[s]=amount_sats%20desc", {2, 1, 0, 3}},
      {"q%5Bs%5D=amount_cents+DESC", {2, 1, 0, 3}},
      {"q[s]=confirmed_at+asc", {0, 1, 2, 3}},
      {"q[s]=confirmed_at+desc", {3, 2, 1, 0}},
      {"q[s]=created_at", {0, 1, 2, 3}},
      {"q[s]=id+desc", {3, 2, 1, 0}},
      {"q[s]=++amount_sats++desc++", {2, 1, 0, 3}},
      {"q[s]=amount_sats+desc,created_at+asc", {2, 1, 0, 3}},
      // It decides, whatever stands beside it.
      {"order=asc&q[s]=amount_sats+desc", {2, 1, 0, 3}},
      {"q[s]=amount_sats+desc&q[currency_eq]=usd", {2, 0, 3}},
      {"q[s]=amount_sats&per_page=2&page=2", {1, 2}},
      {"q[s]=amount_sats&per_page=3&page=2", {2}},
      // What is not known is ignored.
      {"q[s]=", {3, 2, 1, 0}},
      {"q[s]=+", {3, 2, 1, 0}},
      {"q[s]=preimage", {3, 2, 1, 0}},
      {"q[s]=amount_sats;DROP+TABLE+payments", {3, 2, 1, 0}},
      {"q[s]=(SELECT+1)&order=asc", {0, 1, 2, 3}},
      {"q[s]=amount_sats+sideways", {3, 0, 1, 2}},
  };
  for (const auto& [query, expected] : table) {
    for (const std::string list : {"/api/v1/m/payments?", "/api/v1/transactions?"}) {
      INFO(list << query);
      CHECK(ledger.found(list + query) == expected);
    }
  }
}

TEST_CASE("sorting: what is equal stays in the order in which it was made") {
  SandboxWorld world;
  Names made;
  for (int i = 0; i < 5; ++i) {
    made.push_back(world.pay(world.create_checkout(100_cents)).content["id"]);
  }
  CHECK(names(world, "/api/v1/m/payments?q[s]=amount_sats", "id") == made);
  Names pages;
  for (int page = 1; page <= 3; ++page) {
    const auto here = names(world, "/api/v1/m/payments?q[s]=amount_sats&per_page=2&page=" + std::to_string(page), "id");
    pages.insert(pages.end(), here.begin(), here.end());
  }
  CHECK(pages == made);
  std::reverse(made.begin(), made.end());
  CHECK(names(world, "/api/v1/m/payments?q[s]=amount_sats+desc", "id") == made);
}

TEST_CASE("sorting: products by what a shop looks at") {
  SandboxWorld world;
  world.create_product({{"name", "beta"}, {"slug", "c"}, {"price_cents", 300}, {"sku", "S-2"}});
  world.create_product({{"name", "Alpha"}, {"slug", "b"}, {"price_cents", 100}, {"status", "inactive"}});
  world.create_product({{"name", "Gamma"}, {"slug", "a"}, {"price_cents", 200}, {"sku", "S-1"}});
  const auto slugs = [&world](const std::string& sort) {
    return names(world, "/api/v1/m/products?q[s]=" + sort, "slug");
  };
  CHECK(slugs("name") == Names{"b", "c", "a"});  // in no case the capitals first
  CHECK(slugs("price_cents+desc") == Names{"c", "a", "b"});
  CHECK(slugs("slug") == Names{"a", "b", "c"});
  CHECK(slugs("sku+desc") == Names{"c", "a", "b"});  // what has none comes last
  CHECK(slugs("status") == Names{"c", "a", "b"});
  CHECK(slugs("created_at+asc") == Names{"c", "b", "a"});
  CHECK(slugs("colour") == Names{"a", "b", "c"});
}

TEST_CASE("sorting: orders by time, total and status") {
  SandboxWorld world;
  Names made;
  for (const int cents : {300, 100, 200}) {
    made.push_back(world.post("/api/v1/m/orders", {{"order", {{"total_amount_cents", cents}}}}).content["id"]);
    world.real_time_passes(1min);
  }
  world.del("/api/v1/m/orders/" + made[0]);
  const auto ids = [&world](const std::string& sort) { return names(world, "/api/v1/m/orders?q[s]=" + sort, "id"); };
  CHECK(ids("total_amount_cents") == Names{made[1], made[2], made[0]});
  CHECK(ids("total_amount_cents+desc&status=pending") == Names{made[2], made[1]});
  CHECK(ids("created_at+asc") == made);
  CHECK(ids("status+asc") == Names{made[0], made[1], made[2]});
  CHECK(ids("order_number+asc") == made);
  CHECK(ids("metadata") == Names{made[2], made[1], made[0]});
}

TEST_CASE("sorting: checkout sessions and webhook endpoints") {
  SandboxWorld world;
  const auto dear = world.create_checkout(900_cents);
  world.real_time_passes(1min);
  const auto cheap = world.create_checkout(100_cents);
  world.real_time_passes(1min);
  const auto paid = world.create_checkout(500_cents);
  world.pay(paid);
  const auto tokens = [&world](const std::string& sort) {
    return names(world, "/api/v1/m/checkout_sessions?q[s]=" + sort, "token");
  };
  CHECK(tokens("amount_cents+asc") == Names{cheap, paid, dear});
  CHECK(tokens("amount_cents+asc&q[status_eq]=pending") == Names{cheap, dear});
  CHECK(tokens("expires_at") == Names{dear, cheap, paid});
  CHECK(tokens("status") == Names{paid, dear, cheap});
  CHECK(tokens("completed_at+desc") == Names{paid, cheap, dear});
  CHECK(tokens("updated_at+desc").front() == paid);
  CHECK(tokens("customer_email") == Names{paid, cheap, dear});

  world.create_webhook("http://b.test/hooks");
  world.create_webhook("http://a.test/hooks", {{"active", false}});
  CHECK(names(world, "/api/v1/m/webhooks?q[s]=url", "url") == Names{"http://a.test/hooks", "http://b.test/hooks"});
  CHECK(names(world, "/api/v1/m/webhooks?q[s]=active+desc", "url").front() == "http://b.test/hooks");
  CHECK(names(world, "/api/v1/m/webhooks?q[s]=secret", "url").front() == "http://a.test/hooks");
}
