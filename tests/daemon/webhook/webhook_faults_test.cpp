// Faults on webhook attempts: recorded as if the receiver had done so, and nothing is sent.

#include "tests/daemon/fault_story.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";

std::string add(SandboxWorld& world, json match, json action, json more = json::object()) {
  return add_fault(world, "webhook", std::move(match), std::move(action), std::move(more));
}

// The attempts of the only delivery.
json attempts(SandboxWorld& world) {
  const auto all = world.deliveries();
  REQUIRE(all.size() == 1);
  return world.delivery(all[0]["id"])["attempts"];
}

}  // namespace

TEST_CASE("webhook faults: the next four attempts are answered 500, and the fifth arrives") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  const auto id = add(world, json::object(), {{"status", 500}, {"body", "out of memory"}}, {{"next", 4}});
  world.pay(world.create_checkout(5000_cents));
  world.advance(3h);
  CHECK(world.transport.count() == 1);
  const auto made = attempts(world);
  REQUIRE(made.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(made[i]["response"]["status"] == 500);
    CHECK(made[i]["response"]["body"] == "out of memory");
    CHECK(made[i]["response"]["headers"]["Satsrail-Sandbox-Fault"] == id);
    CHECK_FALSE(made[i]["request"]["headers"].empty());
  }
  CHECK(made[4]["response"]["status"] == 200);
  CHECK(world.deliveries().at(0)["state"] == "delivered");
  CHECK(fault_counts(world, id) == json{4, 4, "spent"});
}

TEST_CASE("webhook faults: no answer and a torn connection are told as the real ones are") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  add(world, json::object(), {{"timeout", true}}, {{"next", 1}});
  add(world, json::object(), {{"reset", true}}, {{"next", 1}});
  world.pay(world.create_checkout(5000_cents));
  world.advance(3h);
  const auto made = attempts(world);
  REQUIRE(made.size() == 3);
  CHECK(made[0]["error"] == "timed out after 10 s");
  CHECK(made[0]["response"].is_null());
  CHECK(made[1]["error"] == "connection reset");
  CHECK(made[2]["response"]["status"] == 200);
}

TEST_CASE("webhook faults: matched by event and by endpoint, each merchant's own") {
  SandboxWorld world;
  const std::string shop = world.create_webhook(k_shop, {{"events", {"*"}}})["id"];
  world.create_webhook("http://other.test/hooks", {{"events", {"*"}}});
  add(world, {{"event", "order.*"}, {"endpoint", shop}}, {{"status", 503}});
  add(world, {{"event", json::array({"payment.received"})}, {"endpoint", "http://other.test/*"}}, {{"status", 503}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  std::vector<std::string> pending;
  for (const auto& delivery : world.deliveries()) {
    if (delivery["state"] == "pending") {
      pending.push_back(delivery["event_type"].get<std::string>() + " " + delivery["url"].get<std::string>());
    }
  }
  std::sort(pending.begin(), pending.end());
  CHECK(pending == std::vector<std::string>{"order.created " + k_shop, "order.updated " + k_shop,
                                            "payment.received http://other.test/hooks"});
}

TEST_CASE("webhook faults: a delay puts an attempt off on the sandbox clock, once, and then it goes out or fails") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  const auto id = add(world, json::object(), {{"delay", "20s"}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(world.transport.count() == 0);
  CHECK(world.deliveries().at(0)["state"] == "pending");
  CHECK(world.deliveries().at(0)["next_attempt_at"] == "2024-01-15T10:00:20Z");
  const auto ran = world.advance(19s);
  CHECK(ran.empty());
  CHECK(world.transport.count() == 0);
  world.advance(1s);
  CHECK(world.transport.count() == 1);
  CHECK(fault_counts(world, id) == json{1, 1, "active"});
  CHECK(attempts(world).size() == 1);
  CHECK(attempts(world)[0]["at"] == "2024-01-15T10:00:20Z");
  world.del("/_sandbox/faults");

  add(world, json::object(), {{"delay", "1m"}, {"status", 500}}, {{"next", 1}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  world.advance(1min);
  CHECK(world.transport.count() == 1);
  world.advance(1min);
  CHECK(world.transport.count() == 2);
}

TEST_CASE("webhook faults: a delayed event does not hold up the ones behind it") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"*"}}});
  add(world, {{"event", "order.created"}}, {{"delay", "1h"}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const auto before = world.transport.count();
  CHECK(before > 3);
  world.advance(1h);
  CHECK(world.transport.count() == before + 1);
  CHECK(world.transport.attempts().back().header("X-SatsRail-Event") == "order.created");
}

TEST_CASE("webhook faults: what makes no sense for a receiver is refused") {
  SandboxWorld world;
  const auto refused = [&](const json& match, const json& action) {
    return world.post("/_sandbox/faults", {{"fault", {{"on", "webhook"}, {"match", match}, {"action", action}}}})
               .status == 422;
  };
  CHECK(refused(json::object(), {{"body", "x"}}));
  CHECK(refused(json::object(), {{"outcome", "no_route"}}));
  CHECK(refused({{"event", "order.craeted"}}, {{"status", 500}}));
  CHECK(refused({{"route", "/x"}}, {{"status", 500}}));
}
