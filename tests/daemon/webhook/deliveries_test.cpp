// Deliveries: retried on schedule, in order, once each.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

using Offsets = std::vector<Duration>;

const std::string k_shop = "http://shop.test/hooks";
const std::string k_other = "http://other.test/hooks";

std::vector<std::string> types_at(const SandboxWorld& world, const std::string& url) {
  std::vector<std::string> types;
  for (const auto& attempt : world.transport.attempts_at(url)) {
    types.push_back(attempt.header("X-SatsRail-Event"));
  }
  return types;
}

}  // namespace

TEST_CASE("webhook delivery: a failing endpoint is retried on schedule, then given up") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.transport.fail_next(5);
  world.pay(world.create_checkout(5000_cents));
  world.advance(3h);
  CHECK(world.transport.attempt_offsets() == Offsets{0min, 1min, 6min, 36min, 156min});
  const auto delivery = world.deliveries().at(0);
  CHECK(delivery["state"] == "failed");
  CHECK(delivery["attempt_count"] == 5);
  CHECK(delivery["last_status"] == 500);
  CHECK(delivery["next_attempt_at"].is_null());
  // Given up for good.
  CHECK(world.advance(24h * 30).empty());
  CHECK(world.transport.count() == 5);
}

TEST_CASE("webhook delivery: every attempt carries the same bytes and the same identity") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.transport.fail_next(5);
  world.pay(world.create_checkout(5000_cents));
  world.advance(3h);
  const auto attempts = world.transport.attempts();
  REQUIRE(attempts.size() == 5);
  for (const auto& attempt : attempts) {
    CHECK(attempt.request.body == attempts[0].request.body);
    for (const auto* name : {"X-SatsRail-Signature", "X-Webhook-Delivery-ID", "X-Idempotency-Key"}) {
      CHECK(attempt.header(name) == attempts[0].header(name));
      CHECK_FALSE(attempt.header(name).empty());
    }
  }
}

TEST_CASE("webhook delivery: advance lists every attempt at its time and returns when all are recorded") {
  SandboxWorld world;
  const auto webhook = world.create_webhook(k_shop);
  world.transport.fail_next(1, 503);
  WebhookResponse refused;
  refused.error = "connection refused";
  world.transport.answer_next(refused);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const std::string id = world.deliveries().at(0)["id"];
  CHECK(world.delivery(id)["next_attempt_at"] == "2024-01-15T10:01:00Z");

  const auto ran = world.advance(10min);
  REQUIRE(ran.size() == 2);
  CHECK(ran[0] == json{{"at", "2024-01-15T10:01:00Z"},
                       {"job", "webhook.attempt"},
                       {"id", id},
                       {"event_id", world.deliveries()[0]["event_id"]},
                       {"event_type", "checkout.completed"},
                       {"url", k_shop},
                       {"attempt", 2},
                       {"status", nullptr},
                       {"error", "connection refused"}});
  CHECK(ran[1]["at"] == "2024-01-15T10:06:00Z");
  CHECK(ran[1]["attempt"] == 3);
  CHECK(ran[1]["status"] == 200);

  // No wait in between: it is all there.
  const auto delivery = world.delivery(id);
  CHECK(delivery["state"] == "delivered");
  const auto& attempts = delivery["attempts"];
  REQUIRE(attempts.size() == 3);
  CHECK(attempts[0]["at"] == "2024-01-15T10:00:00Z");
  CHECK(attempts[0]["response"]["status"] == 503);
  CHECK(attempts[0]["response"]["body"] == "answer 503");
  CHECK(attempts[0]["response"]["headers"] == json{{"content-type", "text/plain"}});
  CHECK(attempts[0]["duration_ms"] == 3);
  CHECK(attempts[1]["response"].is_null());
  CHECK(attempts[1]["error"] == "connection refused");
  CHECK(attempts[2]["number"] == 3);
  CHECK(attempts[2]["request"]["body"] == delivery["body"]);
  CHECK(attempts[2]["request"]["headers"]["X-Webhook-Delivery-ID"] == id);
}

TEST_CASE("webhook delivery: an expiry on the way is announced at its own time before later retries") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"order.updated", "order.created"}}});
  world.transport.fail_next(3);
  world.create_checkout(5000_cents);
  std::vector<std::pair<std::string, std::string>> seen;
  for (const auto& job : world.advance(40min)) {
    seen.emplace_back(job["at"].get<std::string>().substr(11, 5), job["job"]);
  }
  using Seen = decltype(seen);
  // The first attempt is made with the commit, or by `advance` itself if that comes first.
  if (!seen.empty() && seen.front().first == "10:00") {
    seen.erase(seen.begin());
  }
  CHECK(seen == Seen{{"10:01", "webhook.attempt"},
                     {"10:06", "webhook.attempt"},
                     {"10:15", "checkout_session.expire"},
                     {"10:15", "webhook.attempt"},
                     {"10:36", "webhook.attempt"}});
}

TEST_CASE("webhook delivery: success ends the retries") {
  for (const int status : {200, 201, 204, 299}) {
    SandboxWorld world;
    world.create_webhook(k_shop);
    world.transport.fail_next(1);
    world.transport.fail_next(1, status);  // no failure at all
    world.pay(world.create_checkout(5000_cents));
    world.advance(24h);
    INFO(status);
    CHECK(world.transport.attempt_offsets() == Offsets{0min, 1min});
    CHECK(world.deliveries()[0]["state"] == "delivered");
    CHECK(world.deliveries()[0]["last_status"] == status);
  }
}

TEST_CASE("webhook delivery: everything else is a failure, redirects included") {
  for (const int status : {199, 300, 301, 304, 307, 400, 404, 410, 429, 500, 599}) {
    SandboxWorld world;
    world.create_webhook(k_shop);
    world.transport.fail_next(1, status);
    world.pay(world.create_checkout(5000_cents));
    world.settle();
    INFO(status);
    CHECK(world.deliveries()[0]["state"] == "pending");
    CHECK(world.deliveries()[0]["last_status"] == status);
    CHECK(world.deliveries()[0]["next_attempt_at"] == "2024-01-15T10:01:00Z");
  }
}

TEST_CASE("webhook delivery: a receiver that hangs delays no other") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"*"}}});
  world.create_webhook(k_other, {{"events", {"*"}}});
  world.transport.hold(k_shop);
  world.pay(world.create_checkout(5000_cents));
  // All seven arrive there while the first hangs here.
  world.transport.wait_for(8);
  CHECK(types_at(world, k_other) == world.event_types());
  CHECK(types_at(world, k_shop) == std::vector<std::string>{"order.created"});
  world.transport.release(k_shop);
  world.settle();
  CHECK(types_at(world, k_shop) == world.event_types());
}

TEST_CASE("webhook delivery: first attempts come in the order of their events, one at a time") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"*"}}});
  for (int i = 0; i < 10; ++i) {
    world.pay(world.create_checkout(5000_cents));
  }
  world.settle();
  std::vector<std::string> sent;
  for (const auto& attempt : world.transport.attempts()) {
    sent.push_back(attempt.header("X-Idempotency-Key"));
  }
  std::vector<std::string> happened;
  for (const auto& event : world.events()) {
    happened.push_back(event["id"]);
  }
  CHECK(happened.size() == 70);
  CHECK(sent == happened);
}

TEST_CASE("webhook delivery: a retry that is owed blocks no later event") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"*"}}});
  world.transport.fail_next(1);
  world.create_checkout(5000_cents);
  world.settle();
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(types_at(world, k_shop) == world.event_types());
  CHECK(world.deliveries()[0]["state"] == "pending");
  world.advance(1min);
  CHECK(world.deliveries()[0]["state"] == "delivered");
  CHECK(world.transport.count() == world.events().size() + 1);
}

TEST_CASE("webhook delivery: a burst of retries comes to a receiver four at a time") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"order.created"}}});
  world.transport.fail_next(12);
  for (int i = 0; i < 12; ++i) {
    world.create_checkout(5000_cents);
  }
  world.settle();
  REQUIRE(world.transport.count() == 12);
  world.transport.hold(k_shop);
  // The clock passes the retries' time, and `advance` waits for the receiver: the timer of real time does not.
  world.real_time_passes(1min);
  world.create_webhook(k_other, {{"events", {"order.created"}}});
  world.create_checkout(5000_cents);
  world.transport.wait_for(12 + 4 + 1 + 1);
  CHECK(world.transport.attempts_at(k_other).size() == 1);
  CHECK(world.transport.attempts_at(k_shop).size() == 12 + 4 + 1);
  world.transport.release(k_shop);
  world.settle();
  CHECK(world.transport.attempts_at(k_shop).size() == 12 + 12 + 1);
  for (const auto& delivery : world.deliveries()) {
    CHECK(delivery["state"] == "delivered");
  }
}

TEST_CASE("webhook delivery: a failed one is tried once more by hand and stays failed if that fails") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.transport.always(k_shop, 500);
  world.pay(world.create_checkout(5000_cents));
  world.advance(3h);
  const std::string id = world.deliveries().at(0)["id"];
  REQUIRE(world.delivery(id)["state"] == "failed");

  const auto answer = world.post("/_sandbox/deliveries/" + id + "/retry");
  CHECK(answer.status == 202);
  CHECK(answer.content["state"] == "pending");
  CHECK(answer.content["next_attempt_at"] == "2024-01-15T13:00:00Z");
  world.settle();
  CHECK(world.delivery(id)["state"] == "failed");
  CHECK(world.delivery(id)["attempt_count"] == 6);
  CHECK(world.advance(24h).empty());

  world.transport.always(k_shop, 200);
  world.post("/_sandbox/deliveries/" + id + "/retry");
  world.settle();
  CHECK(world.delivery(id)["state"] == "delivered");
  CHECK(world.delivery(id)["attempts"].size() == 7);
}

TEST_CASE("webhook delivery: a delivered one is sent once more by hand and stays delivered whatever comes") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const std::string id = world.deliveries().at(0)["id"];
  world.transport.fail_next(1);
  world.advance(1h);
  CHECK(world.post("/_sandbox/deliveries/" + id + "/retry").status == 202);
  world.settle();
  CHECK(world.transport.attempt_offsets() == Offsets{0min, 60min});
  CHECK(world.transport.attempts()[1].request.body == world.transport.attempts()[0].request.body);
  CHECK(world.delivery(id)["state"] == "delivered");
  CHECK(world.delivery(id)["last_status"] == 500);
  CHECK(world.advance(24h).empty());
}

TEST_CASE("webhook delivery: a pending one is tried at once by hand and its schedule counts from there") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.transport.always(k_shop, 500);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const std::string id = world.deliveries().at(0)["id"];
  world.advance(30s);
  world.post("/_sandbox/deliveries/" + id + "/retry");
  world.settle();
  CHECK(world.transport.attempt_offsets() == Offsets{0s, 30s});
  // It was the second attempt of five: five minutes to the third.
  CHECK(world.delivery(id)["next_attempt_at"] == "2024-01-15T10:05:30Z");
  world.advance(24h);
  CHECK(world.transport.count() == 5);
  CHECK(world.delivery(id)["state"] == "failed");
}

TEST_CASE("webhook delivery: lists are filtered by event, endpoint and state") {
  SandboxWorld world;
  const std::string first = world.create_webhook(k_shop, {{"events", {"*"}}})["id"];
  const std::string second = world.create_webhook(k_other)["id"];
  world.transport.always(k_other, 500);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const auto count = [&world](const std::string& query) { return world.list("/_sandbox/deliveries" + query).size(); };
  CHECK(count("") == 8);
  CHECK(count("?webhook_id=" + first) == 7);
  CHECK(count("?webhook_id=" + second) == 1);
  CHECK(count("?state=pending") == 1);
  CHECK(count("?state=delivered") == 7);
  CHECK(count("?state=failed") == 0);
  const auto events = world.events();
  CHECK(count("?event_id=" + events.back()["id"].get<std::string>()) == 2);
  CHECK(count("?event_id=" + events.front()["id"].get<std::string>() + "&webhook_id=" + second) == 0);
  CHECK(count("?event_id=evt_unknown") == 0);
  CHECK(world.list("/_sandbox/events?type=invoice.paid").size() == 1);
}
