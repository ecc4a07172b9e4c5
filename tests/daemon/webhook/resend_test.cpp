// Events sent once more, delivery modes, and deliveries that are only collected.

#include "daemon/service/webhook_headers.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <future>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";
const std::string k_other = "http://other.test/hooks";

std::string completed_event(SandboxWorld& world) {
  return world.list("/_sandbox/events?type=checkout.completed").at(0)["id"];
}

Response resend(SandboxWorld& world, const std::string& event, const json& body = nullptr) {
  return world.post("/_sandbox/events/" + event + "/resend", body);
}

void set_mode(SandboxWorld& world, const std::string& mode) {
  CHECK(world.patch("/_sandbox/delivery_mode", {{"mode", mode}}).content["mode"] == mode);
}

}  // namespace

TEST_CASE("event resend: a new delivery of the same bytes, to all who subscribe") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.create_webhook(k_other, {{"events", {"order.*"}}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const auto first = world.transport.attempts_at(k_shop).at(0);
  world.advance(1h);
  const auto answer = resend(world, completed_event(world), {{"times", 2}});
  CHECK(answer.status == 202);
  CHECK(answer.content["data"].size() == 2);
  CHECK(answer.content["data"][0]["state"] == "pending");
  world.settle();
  const auto attempts = world.transport.attempts_at(k_shop);
  REQUIRE(attempts.size() == 3);
  for (const auto& attempt : attempts) {
    CHECK(attempt.request.body == first.request.body);
    CHECK(attempt.header("X-Idempotency-Key") == first.header("X-Idempotency-Key"));
  }
  CHECK(attempts[1].header("X-Webhook-Delivery-ID") != first.header("X-Webhook-Delivery-ID"));
  CHECK(attempts[1].header("X-Webhook-Delivery-ID") != attempts[2].header("X-Webhook-Delivery-ID"));
}

TEST_CASE("event resend: the same delivery id repeats that of the endpoint's first delivery") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const std::string first = world.deliveries().at(0)["id"];
  const auto made = resend(world, completed_event(world), {{"delivery_id", "same"}}).content["data"].at(0);
  CHECK(made["id"] != first);
  CHECK(made["shown_id"] == first);
  world.settle();
  CHECK(world.transport.attempts().at(1).header("X-Webhook-Delivery-ID") == first);
}

TEST_CASE("event resend: works for an event that no endpoint had, in any dialect") {
  SandboxWorld world;
  world.pay(world.create_checkout(5000_cents));
  CHECK(world.deliveries().empty());
  CHECK(resend(world, completed_event(world)).status == 409);  // to nobody
  const std::string later = world.create_webhook(k_shop, {{"events", {"order.*"}}})["id"];
  world.create_webhook(k_other, {{"dialect", "stream"}, {"events", {"checkout.*"}}});
  CHECK(resend(world, completed_event(world), {{"webhook_id", later}}).status == 202);
  CHECK(resend(world, completed_event(world)).content["data"].size() == 1);
  world.settle();
  const auto seed = json::parse(world.transport.attempts_at(k_shop).at(0).request.body);
  CHECK(seed["event"] == "checkout.completed");
  CHECK(seed["amount_usd"] == "50.00");
  const auto stream = json::parse(world.transport.attempts_at(k_other).at(0).request.body);
  CHECK(stream["payload"]["payment_hash"] == seed["payment_hash"]);
}

TEST_CASE("event resend: what cannot be done is refused") {
  SandboxWorld world;
  const std::string id = world.create_webhook(k_shop)["id"];
  world.pay(world.create_checkout(5000_cents));
  const auto event = completed_event(world);
  CHECK(resend(world, "evt_unknown").status == 404);
  CHECK(resend(world, event, {{"webhook_id", "unknown"}}).status == 404);
  CHECK(resend(world, event, {{"times", 0}}).status == 422);
  CHECK(resend(world, event, {{"times", 101}}).status == 422);
  CHECK(resend(world, event, {{"delivery_id", "old"}}).status == 422);
  CHECK(world.post("/_sandbox/events/" + event + "/resend", nullptr, world.keys().sk_live).status == 404);
  world.patch("/api/v1/m/webhooks/" + id, {{"webhook", {{"active", false}}}});
  CHECK(resend(world, event, {{"webhook_id", id}}).status == 409);
}

TEST_CASE("delivery mode: collect keeps deliveries and sends none but by hand") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"secret_key", "whsec_of_the_shop"}});
  CHECK(world.get("/_sandbox/delivery_mode").content == json{{"object", "delivery_mode"}, {"mode", "async"}});
  set_mode(world, "collect");
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(world.advance(24h).empty());
  CHECK(world.transport.count() == 0);
  const std::string id = world.list("/_sandbox/deliveries?state=collected").at(0)["id"];
  const auto kept = world.delivery(id);
  CHECK(kept["next_attempt_at"].is_null());
  CHECK(kept["attempts"].empty());
  CHECK(json::parse(kept["body"].get<std::string>())["event"] == "checkout.completed");
  CHECK(kept["headers"]["X-SatsRail-Signature"] ==
        "sha256=" + service::webhooks::sign("whsec_of_the_shop", kept["body"].get<std::string>()));
  CHECK(kept["headers"]["X-Webhook-Delivery-ID"] == id);

  CHECK(world.post("/_sandbox/deliveries/" + id + "/retry").content["state"] == "pending");
  world.settle();
  CHECK(world.transport.attempts().at(0).request.body == kept["body"]);
  CHECK(world.delivery(id)["state"] == "delivered");
  CHECK(world.delivery(id)["headers"].is_null());
  CHECK(resend(world, completed_event(world)).content["data"][0]["state"] == "collected");
}

TEST_CASE("delivery mode: it is the merchant's and mode's own, and a reset ends it") {
  SandboxWorld world;
  set_mode(world, "collect");
  CHECK(world.get("/_sandbox/delivery_mode", world.keys().sk_live).content["mode"] == "async");
  CHECK(world.get("/_sandbox/delivery_mode", world.add_merchant("Other")).content["mode"] == "async");
  CHECK(world.patch("/_sandbox/delivery_mode", {{"mode", "later"}}).status == 422);
  CHECK(world.patch("/_sandbox/delivery_mode", json::object()).status == 422);
  world.post("/_sandbox/reset", nullptr, world.keys().control);
  CHECK(world.get("/_sandbox/delivery_mode").content["mode"] == "async");
}

TEST_CASE("delivery mode: sync answers a call when the first attempts of what it caused are made") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"*"}}});
  set_mode(world, "sync");
  const auto token = world.create_checkout(5000_cents);
  CHECK(world.transport.count() == 1);
  world.transport.always(k_shop, 500);
  const auto paid = world.pay(token);
  CHECK(paid.status == 201);
  CHECK_FALSE(paid.has_header("Satsrail-Sandbox-Deliveries"));
  CHECK(world.transport.count() == 7);
  for (const auto& delivery : world.deliveries()) {
    CHECK(delivery["attempt_count"] == 1);  // retries are not waited for
  }
}

TEST_CASE("delivery mode: a sync answer waits for a receiver that is slow") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"order.created"}}});
  set_mode(world, "sync");
  world.transport.hold(k_shop);
  auto created = std::async(std::launch::async, [&world] { return world.create_checkout(5000_cents); });
  world.transport.wait_for(1);
  CHECK(created.wait_for(0s) == std::future_status::timeout);
  world.transport.release(k_shop);
  CHECK(created.get().starts_with("cs_"));
}

TEST_CASE("delivery mode: a sync answer does not wait for an endpoint that is deleted meanwhile") {
  SandboxWorld world;
  world.create_webhook(k_other, {{"events", {"order.created"}}});
  const std::string id = world.create_webhook(k_shop, {{"events", {"order.created"}}})["id"];
  world.transport.hold(k_shop);
  world.create_checkout(5000_cents);
  set_mode(world, "sync");
  world.transport.wait_for(2);
  auto created = std::async(std::launch::async, [&world] { return world.create_checkout(5000_cents); });
  world.transport.wait_for(3);  // the other has its second; the shop's waits behind its first
  CHECK(world.del("/api/v1/m/webhooks/" + id).status == 204);
  CHECK(created.get().starts_with("cs_"));
  world.transport.release(k_shop);
}
