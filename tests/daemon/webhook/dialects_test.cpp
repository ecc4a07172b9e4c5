// The three dialects: bodies, the one header that they use differently, default events and schedules.

#include "core/wire/webhook_json.h"
#include "daemon/service/webhook_headers.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";

std::vector<std::string> default_events(const json& fields) {
  SandboxWorld world;
  return world.create_webhook(k_shop, fields)["events"];
}

// The body of that event, in the dialect.
std::string body_of(SandboxWorld& world, const std::string& type) {
  for (const auto& attempt : world.transport.attempts()) {
    if (attempt.header("X-SatsRail-Event") == type) {
      return attempt.request.body;
    }
  }
  return {};
}

std::vector<Duration> offsets_of_failures(const json& fields) {
  SandboxWorld world;
  auto all = fields;
  all["events"] = {"checkout.completed"};
  world.create_webhook(k_shop, all);
  world.transport.always(k_shop, 500);
  world.pay(world.create_checkout(5000_cents));
  world.advance(24h);
  const auto delivery = world.deliveries().at(0);
  CHECK(delivery["state"] == "failed");
  CHECK(delivery["attempt_count"] == delivery["attempts_max"]);
  return world.transport.attempt_offsets();
}

}  // namespace

TEST_CASE("webhook dialect: each has its own events by default, and explicit ones go before them") {
  using Names = std::vector<std::string>;
  CHECK(default_events(json::object()) == Names{"checkout.completed"});
  CHECK(default_events({{"dialect", "docs"}}) == Names{"order.created", "order.updated", "invoice.created",
                                                       "invoice.paid", "invoice.expired", "payment.received",
                                                       "payment.confirmed"});
  CHECK(default_events({{"metadata", {{"dialect", "stream"}}}}) ==
        Names{"product.key_rotated", "merchant.plan_changed", "merchant.suspended"});
  CHECK(default_events({{"dialect", "docs"}, {"events", {"*"}}}) == Names{"*"});
}

TEST_CASE("webhook dialect: the metadata names it for clients that cannot send extra keys") {
  SandboxWorld world;
  const auto webhook = world.create_webhook(k_shop, {{"metadata", {{"dialect", "docs"}}}});
  CHECK(webhook["dialect"] == "docs");
  const std::string path = "/api/v1/m/webhooks/" + webhook["id"].get<std::string>();
  CHECK(world.patch(path, {{"webhook", {{"metadata", {{"dialect", "stream"}}}}}}).content["dialect"] == "stream");
  CHECK(world.patch(path, {{"webhook", {{"metadata", {{"team", "a"}}}}}}).content["dialect"] == "stream");
  CHECK(
      world.patch(path, {{"webhook", {{"dialect", "seed"}, {"metadata", {{"dialect", "docs"}}}}}}).content["dialect"] ==
      "seed");
}

TEST_CASE("webhook dialect: docs wraps the object as the event has it") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"dialect", "docs"}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const auto body = json::parse(body_of(world, "payment.confirmed"));
  auto event = world.list("/_sandbox/events?type=payment.confirmed").at(0);
  CHECK(body == json{{"id", event["id"]},
                     {"event", "payment.confirmed"},
                     {"type", "payment.confirmed"},
                     {"livemode", false},
                     {"created_at", event["created_at"]},
                     {"data", event["data"]}});
  const auto attempt = world.transport.attempts().at(0);
  CHECK(attempt.header("X-SatsRail-Signature") == "sha256=" + attempt.header("X-Webhook-Signature"));
}

TEST_CASE("webhook dialect: stream says what seed says, in a payload, under a bare signature") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"dialect", "stream"}, {"events", {"checkout.completed", "order.created"}}});
  world.create_webhook("http://seed.test/", {{"events", {"checkout.completed"}}});
  world.open_checkout({{"amount_cents", 5000}, {"metadata", {{"order_id", "ORD-1"}}}});
  const auto token = world.list("/api/v1/checkout_sessions").at(0)["token"].get<std::string>();
  world.pay(token);
  world.settle();
  const auto seed = json::parse(world.transport.attempts_at("http://seed.test/").at(0).request.body);
  const auto told = world.transport.attempts_at(k_shop);
  REQUIRE(told.size() == 2);
  auto payload = seed;
  payload.erase("event");
  const auto event = world.list("/_sandbox/events?type=checkout.completed").at(0);
  CHECK(json::parse(told[1].request.body) ==
        json{{"id", event["id"]}, {"type", "checkout.completed"}, {"payload", payload}});
  CHECK(json::parse(told[0].request.body)["payload"]["metadata"]["order_id"] == "ORD-1");
  const auto signature = told[1].header("X-SatsRail-Signature");
  CHECK(signature == told[1].header("X-Webhook-Signature"));
  CHECK(signature.size() == 64);
}

TEST_CASE("webhook dialect: an event of a product or merchant carries its own payload in each") {
  Event event;
  event.id = "evt_1";
  event.type = "product.key_rotated";
  event.object_json = R"({"object":"product","id":"p"})";
  event.created_at = from_millis(1'705'312'800'000);
  wire::WebhookFacts facts;
  facts.payload_json = R"({"product_id":"p"})";
  event.payload_json = wire::payload_json(event.type, facts, event.created_at);
  CHECK(wire::webhook_body(Dialect::stream, event) ==
        R"({"id":"evt_1","type":"product.key_rotated","payload":{"product_id":"p"}})");
  CHECK(wire::webhook_body(Dialect::seed, event) ==
        R"({"event":"product.key_rotated","product_id":"p","timestamp":"2024-01-15T10:00:00Z"})");
  CHECK(json::parse(wire::webhook_body(Dialect::docs, event))["data"]["object"]["id"] == "p");
}

TEST_CASE("webhook dialect: the schedule of retries follows it, fast or not at all") {
  using Offsets = std::vector<Duration>;
  CHECK(offsets_of_failures(json::object()) == Offsets{0min, 1min, 6min, 36min, 156min});
  CHECK(offsets_of_failures({{"dialect", "stream"}}) == Offsets{0min, 1min, 6min, 36min, 156min});
  CHECK(offsets_of_failures({{"dialect", "docs"}}) == Offsets{0s, 30s, 330s, 2130s});
  CHECK(offsets_of_failures({{"retry", "fast"}}) == Offsets{0s, 1s, 3s, 7s, 15s});
  CHECK(offsets_of_failures({{"retry", "fast"}, {"dialect", "docs"}}) == Offsets{0s, 1s, 3s, 7s});
  CHECK(offsets_of_failures({{"retry", "off"}}) == Offsets{0s});
}
