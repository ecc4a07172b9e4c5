// What is owed is in the database: a sandbox that stops and starts again goes on where it was.

#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <map>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";

}  // namespace

TEST_CASE("restart: a delivery that was under way is made once more") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  std::string delivery;
  std::string body;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    world.create_webhook(k_shop);
    world.transport.hold(k_shop);
    world.pay(world.create_checkout(5000_cents));
    body = world.transport.wait_for(1).at(0).request.body;
    delivery = world.deliveries().at(0)["id"];
    CHECK(world.delivery(delivery)["attempt_count"] == 0);
  }
  options.seed = 2;
  SandboxWorld world(options);
  const auto attempt = world.transport.wait_for(1).at(0);
  CHECK(attempt.request.body == body);
  CHECK(attempt.header("X-Webhook-Delivery-ID") == delivery);
  world.settle();
  CHECK(world.delivery(delivery)["state"] == "delivered");
  CHECK(world.delivery(delivery)["attempt_count"] == 1);
  world.advance(24h);
  CHECK(world.transport.count() == 1);
}

TEST_CASE("restart: the schedule of retries goes on where it was") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    world.create_webhook(k_shop);
    world.transport.always(k_shop, 500);
    world.pay(world.create_checkout(5000_cents));
    world.advance(2min);
    REQUIRE(world.transport.count() == 2);
  }
  options.seed = 2;
  SandboxWorld world(options);
  world.transport.always(k_shop, 500);
  world.advance(3h);
  std::vector<Duration> offsets;
  for (const auto& attempt : world.transport.attempts()) {
    offsets.push_back(attempt.at - world.options().start);
  }
  CHECK(offsets == std::vector<Duration>{6min, 36min, 156min});
  CHECK(world.deliveries().at(0)["state"] == "failed");
}

TEST_CASE("restart: nothing that was acknowledged is lost") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  std::vector<json> events;
  json session;
  json payment;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    const auto token = world.create_checkout(5000_cents);
    payment = world.pay(token).content;
    session = world.read_session(token);
    events = world.events();
  }
  options.seed = 2;
  SandboxWorld world(options);
  CHECK(world.events() == events);
  CHECK(world.read_session(session["token"]) == session);
  CHECK(world.pay(session["token"]).content == payment);
  CHECK(world.keys().sk_test == options.keys.sk_test);
}

TEST_CASE("restart: with many endpoints on a file every delivery is made exactly once") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  SandboxWorld world(options);
  constexpr std::size_t k_endpoints = 40;
  for (std::size_t i = 0; i < k_endpoints; ++i) {
    world.create_webhook("http://shop" + std::to_string(i) + ".test/", {{"events", {"*"}}});
  }
  for (int i = 0; i < 5; ++i) {
    world.pay(world.create_checkout(5000_cents));
  }
  world.settle();
  std::map<std::string, int> attempts;
  for (const auto& attempt : world.transport.attempts()) {
    ++attempts[attempt.header("X-Webhook-Delivery-ID")];
  }
  CHECK(attempts.size() == k_endpoints * 35);
  int repeated = 0;
  for (const auto& [id, count] : attempts) {
    repeated += count - 1;
  }
  CHECK(repeated == 0);
}
