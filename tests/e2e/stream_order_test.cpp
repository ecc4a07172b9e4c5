// A stream's endpoint whose receiver goes away and comes back: nothing is lost, and the order is kept.

#include "tests/daemon/http/raw_client.h"
#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace satsrail::test;
using satsrail::http::RawClient;

namespace {

// Opens the stream and leaves it open; returns when the endpoint is there.
void listen(RawClient& stream, const SandboxFixture& sandbox, const json& endpoint) {
  // Nothing of what happens is shown: nobody reads here.
  const auto body =
      json{{"stream", {{"types", {"merchant.suspended"}}, {"endpoints", json::array({endpoint})}}}}.dump();
  stream.send("POST /_sandbox/stream HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(sandbox.ready().port) +
              "\r\nAuthorization: Bearer " + sandbox.ready().sk_test +
              "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
              body);
  const auto head = stream.receive_until("event: ready");
  REQUIRE(contains(head, "200 OK"));
}

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

TEST_CASE("webhook order: a receiver that is killed twice in the middle of 500 events gets all of them in order") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  std::vector<Reply> script(300);
  script.back() = Reply::held();  // taken, and its answer lost
  Receiver shop(script);
  RawClient stream(sandbox.ready().port);
  listen(stream, sandbox, {{"url", shop.url()}, {"events", {"*"}}});

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
}
