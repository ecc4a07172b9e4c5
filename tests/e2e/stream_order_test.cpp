// A receiver that goes away and comes back while `listen` forwards to it: nothing is lost, and the order is kept.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace satsrail::test;

namespace {

void pay_checkouts(HttpClient& api, int count) {
  for (int i = 0; i < count; ++i) {
    pay_checkout(api, create_checkout(api));
  }
}

std::vector<std::string> event_ids(const std::vector<json>& events) {
  std::vector<std::string> ids;
  for (const auto& event : events) {
    ids.push_back(event.at("id"));
  }
  return ids;
}

std::vector<std::string> arrivals(const Receiver& shop) {
  std::vector<std::string> ids;
  for (const auto& request : shop.requests()) {
    ids.push_back(request.header("X-Idempotency-Key"));
  }
  return ids;
}

}  // namespace

TEST_CASE("listen: a receiver that is killed twice in the middle of 500 events gets all of them in order") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  std::vector<Reply> script(300);
  script.back() = Reply::held();  // taken, and its answer lost
  Receiver shop(script);
  const auto listener = sandbox.cli_start({"listen", "--forward-to", shop.url(), "--events", "*", "--json"});
  listener->wait_for_stdout("\"ready\"");

  pay_checkouts(api, 24);
  shop.wait_for(100);
  shop.stop();
  pay_checkouts(api, 24);  // to nobody
  shop.start();
  pay_checkouts(api, 24);
  shop.wait_for(300);
  shop.stop();
  shop.start();

  const auto all = event_ids(list_all(api, "/_sandbox/events", "order=asc"));
  REQUIRE(all.size() >= 500);
  auto got = arrivals(shop);
  while (std::set<std::string>(got.begin(), got.end()).size() < all.size()) {
    shop.wait_for(got.size() + 1);
    got = arrivals(shop);
  }
  const auto repeats = got.size() - all.size();
  got.erase(std::unique(got.begin(), got.end()), got.end());  // what came twice came twice in a row
  CHECK(got == all);
  CHECK(repeats <= 2);  // one for each answer that was lost
  CHECK(listener->running());
}
