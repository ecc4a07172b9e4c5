// The order of first attempts: of registered endpoints, and of a stream's whose target goes away.

#include "daemon/webhook/lane.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://localhost:3000/hooks";

void listen(SandboxWorld& world, json fields = json::object()) {
  fields["url"] = k_shop;
  fields.emplace("events", json::array({"*"}));
  const auto opened = world.post("/_sandbox/stream", {{"stream", {{"endpoints", json::array({fields})}}}});
  REQUIRE(opened.status == 200);
}

// Ids of events in the order in which their attempts of that number arrived.
std::vector<std::string> arrivals(const SandboxWorld& world) {
  std::vector<std::string> ids;
  for (const auto& attempt : world.transport.attempts_at(k_shop)) {
    ids.push_back(attempt.header("X-Idempotency-Key"));
  }
  return ids;
}

std::vector<std::string> event_ids(SandboxWorld& world) {
  std::vector<std::string> ids;
  for (const auto& event : world.events()) {
    ids.push_back(event["id"]);
  }
  return ids;
}

WebhookResponse broken() {
  WebhookResponse response;
  response.error = "connection reset";
  response.no_answer = NoAnswer::broken;
  return response;
}

void wait_until_delivered(SandboxWorld& world, std::size_t attempts) {
  world.transport.wait_for(attempts);
  world.settle();
}

}  // namespace

TEST_CASE("webhook order: a stream's endpoint stands still while its target is away, and goes on in order") {
  SandboxWorld world;
  listen(world);
  world.transport.go_away(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(arrivals(world).size() == 1);  // the first found nobody; the rest wait behind it
  world.transport.wait_for_probes(2);
  world.settle();
  CHECK(arrivals(world).size() == 1);
  world.transport.come_back(k_shop);
  wait_until_delivered(world, 8);
  auto all = event_ids(world);
  all.insert(all.begin(), all.front());
  CHECK(arrivals(world) == all);
  for (const auto& delivery : world.deliveries()) {
    CHECK(delivery["state"] == "delivered");
  }
}

TEST_CASE("webhook order: the schedule goes on while the target is away, and lets go in the end") {
  SandboxWorld world;
  listen(world);
  world.transport.go_away(k_shop);
  world.create_checkout(5000_cents);
  world.create_checkout(5000_cents);
  world.settle();
  CHECK(world.transport.count() == 1);
  world.advance(156min);  // the real schedule of the first, and then the first attempt of the second
  CHECK(world.deliveries()[0]["state"] == "failed");
  CHECK(world.deliveries()[0]["attempt_count"] == 5);
  CHECK(world.deliveries()[1]["attempt_count"] == 1);
  world.transport.come_back(k_shop);
  wait_until_delivered(world, 7);
  CHECK(world.deliveries()[1]["state"] == "delivered");
}

TEST_CASE("webhook order: an answer of any status lets the next one go") {
  SandboxWorld world;
  listen(world);
  world.transport.fail_next(1, 503);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(arrivals(world) == event_ids(world));
  CHECK(world.deliveries()[0]["state"] == "pending");
}

TEST_CASE("webhook order: a connection that broke is repeated once at once, and then the schedule decides") {
  SandboxWorld world;
  listen(world);
  for (int i = 0; i < 3; ++i) {
    world.transport.answer_next(broken());
  }
  world.create_checkout(5000_cents);
  world.create_checkout(5000_cents);
  world.transport.wait_for(2);  // without being seen away
  world.transport.wait_for_probes(4);
  world.settle();
  CHECK(world.transport.count() == 2);
  CHECK(world.deliveries()[0]["attempt_count"] == 2);
  CHECK(world.deliveries()[1]["attempt_count"] == 0);
  world.advance(5min);  // after two failures; it breaks once more
  CHECK(world.transport.count() == 3);
  world.advance(30min);
  CHECK(world.deliveries()[0]["state"] == "delivered");
  CHECK(world.deliveries()[1]["state"] == "delivered");
}

TEST_CASE("webhook order: who wants no order gets none held up for it") {
  for (const json& fields : std::vector<json>{{{"concurrency", 2}}, {{"shuffle", true}}}) {
    SandboxWorld world;
    listen(world, fields);
    world.transport.go_away(k_shop);
    world.pay(world.create_checkout(5000_cents));
    world.settle();
    CHECK(world.transport.count() == 7);
  }
  SandboxWorld world;
  world.create_webhook(k_shop,
                       {{"events", {"*"}}});  // a registered one: first attempts in order, whatever comes of them
  world.transport.go_away(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(arrivals(world) == event_ids(world));
}

TEST_CASE("webhook order: nothing is tried again where nothing is to be tried again") {
  SandboxWorld world;
  listen(world, {{"retry", "off"}});
  world.transport.go_away(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(arrivals(world) == event_ids(world));
  for (const auto& delivery : world.deliveries()) {
    CHECK(delivery["state"] == "failed");
  }
}

TEST_CASE("webhook order: a reset frees a lane that stood still") {
  SandboxWorld world;
  listen(world);
  world.transport.go_away(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  world.post("/_sandbox/reset", nullptr, world.keys().control);
  listen(world);
  world.transport.come_back(k_shop);
  const auto before = world.transport.count();
  world.create_checkout(5000_cents);
  wait_until_delivered(world, before + 1);
  CHECK(world.deliveries()[0]["state"] == "delivered");
}

TEST_CASE("webhook order: a sync answer does not wait for a target that is away") {
  SandboxWorld world;
  listen(world);
  world.transport.go_away(k_shop);
  world.patch("/_sandbox/delivery_mode", {{"mode", "sync"}});
  world.create_checkout(5000_cents);
  const auto answer = world.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}});
  CHECK(answer.status == 201);
  CHECK(answer.header("Satsrail-Sandbox-Deliveries") == "pending");
}

TEST_CASE("webhook order: a stop looks at its target every so often, and knows when to try again") {
  using webhook::Stop;
  const Stop::TimePoint start{};
  Stop stop(1, DeliveryId(), k_shop);
  stop.failed(NoAnswer::unreachable, start);
  CHECK(stop.next_look() == start + limits::target_probe_interval);
  stop.looking();
  CHECK_FALSE(stop.next_look());
  CHECK_FALSE(stop.looked(false, start));
  CHECK(stop.looked(true, start));
  CHECK_FALSE(stop.next_look());  // an attempt is on its way
  stop.failed(NoAnswer::broken, start);
  CHECK_FALSE(stop.looked(true, start));  // repeated once already
  CHECK_FALSE(stop.looked(false, start));
  CHECK(stop.looked(true, start));  // it was away in between
}
