// A session ends fifteen minutes after it began: by the timer, or by whoever looks first.

#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

TEST_CASE("expiry: the timer ends a session at its exact second however far the clock is moved") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto invoice = world.invoice_of(token);
  const auto ran = world.advance(24h);
  CHECK(ran == json::array({{{"at", "2024-01-15T10:15:00Z"}, {"job", "checkout_session.expire"}, {"id", token}}}));

  const auto events = world.events();
  REQUIRE(world.event_types() ==
          std::vector<std::string>{"order.created", "invoice.created", "invoice.expired", "order.updated"});
  CHECK(events[2]["created_at"] == "2024-01-15T10:15:00Z");
  CHECK(events[2]["data"]["object"]["id"] == invoice["id"]);
  CHECK(events[2]["data"]["object"]["status"] == "expired");
  CHECK(events[3]["created_at"] == "2024-01-15T10:15:00Z");
  CHECK(events[3]["data"]["object"]["status"] == "cancelled");
  CHECK(events[3]["data"]["object"]["cancelled_at"] == "2024-01-15T10:15:00Z");
  const auto session = world.read_session(token);
  CHECK(session["status"] == "expired");
  CHECK(session["updated_at"] == "2024-01-15T10:15:00Z");
}

TEST_CASE("expiry: a second before it nothing happens") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  CHECK(world.advance(15min - 1s).empty());
  CHECK(world.get("/api/v1/checkout_sessions/" + token).content["status"] == "pending");
  CHECK(world.get("/checkout/" + token + "/status", no_key).content["time_remaining"] == 1);
  CHECK(world.advance(1s).size() == 1);
  CHECK(world.get("/api/v1/checkout_sessions/" + token).status == 410);
}

TEST_CASE("expiry: sessions end in the order of their deadlines each at its own") {
  SandboxWorld world;
  std::vector<json> expected;
  for (int i = 0; i < 4; ++i) {
    const auto token = world.create_checkout(5000_cents);
    const std::string minute = std::to_string(15 + i);
    expected.push_back({{"at", "2024-01-15T10:" + minute + ":00Z"}, {"job", "checkout_session.expire"}, {"id", token}});
    world.advance(1min);
  }
  CHECK(world.advance(1h) == json(expected));
}

TEST_CASE("expiry: more sessions than one transaction takes all end at once") {
  SandboxWorld world;
  for (int i = 0; i < 450; ++i) {
    world.create_checkout(100_cents);
  }
  const auto ran = world.advance(15min);
  CHECK(ran.size() == 450);
  CHECK(world.list("/api/v1/checkout_sessions?q[status_eq]=expired").size() == 450);
}

TEST_CASE("expiry: whoever looks first finds the session over, the timer or not") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto page = world.create_checkout(5000_cents);
  const auto polled = world.create_checkout(5000_cents);
  const auto listed = world.create_checkout(5000_cents);
  world.invoice_of(token);
  // No timer runs in this world: time passes and nobody tells.
  world.real_time_passes(16min);
  CHECK(world.event_types().size() == 5);

  const auto read = world.get("/api/v1/checkout_sessions/" + token);
  CHECK(read.status == 410);
  CHECK(read.content["checkout_session"]["expires_at"] == "2024-01-15T10:15:00Z");
  CHECK(world.event_types().size() == 7);
  CHECK(world.events().back()["created_at"] == "2024-01-15T10:16:00Z");  // when it was found out

  CHECK(world.get("/checkout/" + page, no_key).status == 410);
  CHECK(world.get("/checkout/" + polled + "/status", no_key).content["status"] == "expired");
  CHECK(world.event_types().size() == 9);
  CHECK(world.read_session(listed)["status"] == "expired");
  CHECK(world.event_types().size() == 10);
  // The announcements were made once: the timer finds nothing left.
  CHECK(world.advance(1h).empty());
  CHECK(world.event_types().size() == 10);
}

TEST_CASE("expiry: what looks at an overdue session cannot cancel or invoice it") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  world.real_time_passes(15min);
  CHECK(world.post("/_sandbox/checkout_sessions/" + token + "/invoice").code() == "checkout_session_expired");
  CHECK(world.post("/_sandbox/checkout_sessions/" + token + "/cancel").status == 409);
  CHECK(world.read_session(token)["status"] == "expired");
  CHECK(world.event_types() == std::vector<std::string>{"order.created", "order.updated"});
}

TEST_CASE("expiry: a refused cancel of an overdue session leaves it expired") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  world.real_time_passes(15min);
  CHECK(world.post("/_sandbox/checkout_sessions/" + token + "/cancel").status == 409);
  CHECK(world.read_session(token)["status"] == "expired");
}

TEST_CASE("expiry: the running timer does it when real time passes") {
  WorldOptions options;
  options.run_timers = true;
  SandboxWorld world(options);
  world.create_webhook("http://shop.test/hooks", {{"events", {"order.updated"}}});
  world.create_checkout(5000_cents);
  world.real_time_passes(15min);
  const auto attempts = world.transport.wait_for(1);
  CHECK(attempts[0].at == world.options().start + 15min);
  CHECK(attempts[0].header("X-SatsRail-Event") == "order.updated");
  CHECK(world.event_types() == std::vector<std::string>{"order.created", "order.updated"});
}

TEST_CASE("expiry: it survives a restart") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  std::string token;
  {
    SandboxWorld world(options);
    token = world.create_checkout(5000_cents);
    options.keys = world.keys();
  }
  options.start += 1h;
  options.seed = 2;
  SandboxWorld world(options);
  const auto ran = world.advance(0s);
  REQUIRE(ran.size() == 1);
  CHECK(ran[0]["id"] == token);
  CHECK(world.get("/api/v1/checkout_sessions/" + token).status == 410);
}
