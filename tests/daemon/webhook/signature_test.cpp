// The bytes of a webhook: its body, its signature, its headers.

#include "core/util/hex.h"
#include "core/util/time_format.h"
#include "core/wire/webhook_json.h"
#include "daemon/service/webhook_headers.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

// The published vector.
const std::string k_body =
    R"({"event":"checkout.completed","checkout_id":"cs_abc123","payment_hash":"abc123","amount_sats":50000,)"
    R"("amount_usd":"50.00","metadata":{"order_id":"ORD-1234"},"timestamp":"2024-01-15T10:02:30Z"})";
const std::string k_secret = "whsec_test_0123456789abcdef";
const std::string k_signature = "07ffa435e1f4d1feb2dc57548b149fd278b74c3d46eb3909239b2ba8beebee01";

std::string seed_body(std::string_view type, const wire::WebhookFacts& facts, Time at) {
  Event event;
  event.type = type;
  event.payload_json = wire::payload_json(type, facts, at);
  return wire::webhook_body(Dialect::seed, event);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto found = text.find(from);
  REQUIRE(found != std::string::npos);
  return text.replace(found, from.size(), to);
}

}  // namespace

TEST_CASE("webhook signature: the published body has the published signature") {
  REQUIRE(k_body.size() == 191);
  CHECK(service::webhooks::sign(k_secret, k_body) == k_signature);
  CHECK(service::webhooks::sign(k_secret, k_body + "\n") != k_signature);
  CHECK(service::webhooks::sign("test_0123456789abcdef", k_body) != k_signature);  // the prefix belongs to the key
}

TEST_CASE("webhook body: it is the published one byte for byte") {
  wire::WebhookFacts facts;
  facts.checkout_token = "cs_abc123";
  facts.payment_hash = PaymentHash{0xab, 0xc1, 0x23};
  facts.amount_sats = Sat{50'000};
  facts.usd = FiatCents{5000};
  facts.metadata_json = R"({"order_id":"ORD-1234"})";
  facts.order_id = "not in this event";
  const auto body = seed_body("checkout.completed", facts, parse_iso("2024-01-15T10:02:30Z").value().time);
  // A real payment hash has 64 characters; the published one was shortened for print.
  const auto printed = replaced(body, to_hex(*facts.payment_hash), "abc123");
  CHECK(printed == k_body);
  CHECK(service::webhooks::sign(k_secret, printed) == k_signature);
}

TEST_CASE("webhook body: what an event does not have is null") {
  wire::WebhookFacts facts;
  facts.order_id = "0190a1b2";
  CHECK(seed_body("order.created", facts, parse_iso("2024-01-15T10:02:30Z").value().time) ==
        R"({"event":"order.created","checkout_id":null,"order_id":"0190a1b2","payment_hash":null,"amount_sats":null,)"
        R"("amount_usd":null,"metadata":{},"timestamp":"2024-01-15T10:02:30Z"})");
}

TEST_CASE("webhook: a paid checkout arrives as published and signed") {
  WorldOptions options;
  options.start += 700ms;
  SandboxWorld world(options);
  world.create_webhook("http://shop.test/hooks", {{"secret_key", k_secret}});
  const std::string token =
      world.open_checkout({{"amount_cents", 5000}, {"metadata", {{"order_id", "ORD-1234"}}}})["token"];
  world.advance(150s);
  const auto payment = world.pay(token).content;
  const auto attempt = world.transport.wait_for(1).at(0);

  const std::string hash = payment["payment_hash"];
  CHECK(replaced(replaced(attempt.request.body, hash, "abc123"), token, "cs_abc123") == k_body);
  CHECK(attempt.request.url == "http://shop.test/hooks");
  CHECK(attempt.request.timeout == 10s);

  // Every header once, whatever dialect its reader speaks.
  const auto signature = service::webhooks::sign(k_secret, attempt.request.body);
  const auto real_now = std::to_string(to_unix_seconds(world.real.now()));
  const auto delivery = world.deliveries().at(0);
  const HeaderList expected{{"Content-Type", "application/json"},
                            {"User-Agent", "SatsRail-Webhook/1.0"},
                            {"X-SatsRail-Signature", "sha256=" + signature},
                            {"X-SatsRail-Timestamp", real_now},
                            {"X-SatsRail-Event", "checkout.completed"},
                            {"X-Webhook-Signature", signature},
                            {"X-Webhook-Timestamp", real_now},
                            {"X-Webhook-Event", "checkout.completed"},
                            {"X-Webhook-Delivery-ID", delivery["id"]},
                            {"X-Idempotency-Key", delivery["event_id"]}};
  CHECK(attempt.request.headers == expected);
  CHECK(payment["event_ids"].back() == delivery["event_id"]);
}

TEST_CASE("webhook: its body speaks sandbox time and its headers real time") {
  SandboxWorld world;
  world.create_webhook("http://shop.test/hooks");
  world.advance(24h * 400);
  world.pay(world.create_checkout(5000_cents));
  const auto attempt = world.transport.wait_for(1).at(0);
  CHECK(json::parse(attempt.request.body)["timestamp"] == "2025-02-18T10:00:00Z");
  CHECK(attempt.header("X-SatsRail-Timestamp") == std::to_string(to_unix_seconds(world.options().start)));
}

TEST_CASE("webhook: metadata with every kind of character is signed and sent as it is stored") {
  SandboxWorld world;
  world.create_webhook("http://shop.test/hooks", {{"secret_key", k_secret}});
  const json metadata = {
      {"quote\"and\\slash", "line\nbreak\ttab"}, {"名前", "€ 😀"}, {"html", "</script>&"}, {"", "empty"}};
  const std::string token = world.open_checkout({{"amount_cents", 5000}, {"metadata", metadata}})["token"];
  world.pay(token);
  const auto attempt = world.transport.wait_for(1).at(0);
  CHECK(json::parse(attempt.request.body)["metadata"] == metadata);
  CHECK(attempt.header("X-Webhook-Signature") == service::webhooks::sign(k_secret, attempt.request.body));
}
