// `events wait`, `events assert` and `events resend`: what a test suite asks of the log of events.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

TEST_CASE("events wait: ends when it happens, and at once when it has happened") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto token = create_checkout(api, {{"amount_cents", 5000}, {"metadata", {{"order_id", "ORD-1"}}}});
  const std::vector<std::string> wait{"events", "wait", "checkout.completed", "--where", "metadata.order_id=ORD-1",
                                      "--json"};
  const auto waiting = sandbox.cli_start(wait);
  pay_checkout(api, create_checkout(api));  // of another order
  pay_checkout(api, token);
  CHECK(waiting->wait().code == 0);
  const auto event = json::parse(waiting->stdout_text());
  CHECK(event.at("data").at("object").at("token") == token);
  CHECK(event.at("type") == "checkout.completed");

  // The same question once more, too late for the event.
  const auto again = sandbox.cli(wait);
  CHECK(again.exit_code == 0);
  CHECK(json::parse(again.out) == event);

  const auto from_now = sandbox.cli({"events", "wait", "checkout.completed", "--since", "now", "--timeout", "1ms"});
  CHECK(from_now.exit_code == 6);
  CHECK(from_now.out.empty());

  const auto two = sandbox.cli({"events", "wait", "checkout.*", "--count", "2", "--json"});
  CHECK(json::parse(two.out).size() == 2);
}

TEST_CASE("events wait: what came near is told when time is up") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  pay_checkout(api, create_checkout(api));
  const auto late =
      sandbox.cli({"events", "wait", "checkout.completed", "--where", "amount_cents=7000", "--timeout", "1ms"});
  CHECK(late.exit_code == 6);
  CHECK(contains(late.err, "no checkout.completed with amount_cents=7000 within 1ms"));
  CHECK(contains(late.err, "amount_cents is 5000, not 7000"));
  const auto never = sandbox.cli({"events", "wait", "invoice.expired", "--timeout", "1ms"});
  CHECK(never.exit_code == 6);
  CHECK(contains(never.err, "1 checkout.completed"));
  CHECK(sandbox.cli({"events", "wait", "checkout.completed", "--where", "amuont_cents=1", "--timeout", "1ms"})
            .exit_code == 2);
}

TEST_CASE("events assert: so many, at least one, none, since when") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  freeze_at(sandbox, "2026-01-01T00:00:00Z");
  pay_checkout(api, create_checkout(api));
  advance(sandbox, "1h");
  create_checkout(api);
  const auto check = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"events", "assert"});
    return sandbox.cli(words).exit_code;
  };
  CHECK(check({"checkout.completed"}) == 0);
  CHECK(check({"order.created", "--count", "2"}) == 0);
  CHECK(check({"order.created", "--count", "1"}) == 6);
  CHECK(check({"order.created", "--count", "1", "--since", "10m"}) == 0);
  CHECK(check({"invoice.expired", "--count", "0"}) == 0);
  CHECK(check({"checkout.completed", "--where", "status=completed", "--where", "amount_cents>4999"}) == 0);
  const auto wrong = sandbox.cli({"events", "assert", "checkout.completed", "--where", "status=expired"});
  CHECK(wrong.exit_code == 6);
  CHECK(contains(wrong.err, "expected at least 1 checkout.completed with status=expired, found none"));
  CHECK(contains(wrong.err, "status is completed, not expired"));
}

TEST_CASE("events resend: reaches endpoints and listeners, with a new id or the same, and can be waited for") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver shop;
  Receiver at_hand;
  const auto endpoint = register_endpoint(api, shop.url());
  pay_checkout(api, create_checkout(api));
  const auto first = shop.wait_for(1).at(0);
  const auto event = first.header("X-Idempotency-Key");

  const auto listener = sandbox.cli_start({"listen", "--forward-to", at_hand.url(), "--json"});
  listener->wait_for_stdout("\"ready\"");
  const auto resent = sandbox.cli({"events", "resend", event, "--times", "2", "--wait"});
  CHECK(resent.exit_code == 0);
  CHECK(contains(resent.err, "delivered 4 of 4"));
  CHECK(at_hand.wait_for(2).at(0).body == first.body);
  CHECK(shop.wait_for(3).at(2).header("X-Webhook-Delivery-ID") != first.header("X-Webhook-Delivery-ID"));

  const auto same =
      cli_json(sandbox, {"events", "resend", event, "--endpoint", endpoint.at("id"), "--delivery-id", "same"});
  CHECK(same.at("data").size() == 1);
  CHECK(shop.wait_for(4).at(3).header("X-Webhook-Delivery-ID") == first.header("X-Webhook-Delivery-ID"));
  CHECK(at_hand.count() == 2);

  CHECK(sandbox.cli({"events", "resend", "evt_000000000000000000000000000000"}).exit_code == 1);
}

TEST_CASE("events resend --wait: exit 1 when nobody asked for the event, and when it is given up") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver broken;
  broken.always(Reply::fail(500));
  pay_checkout(api, create_checkout(api));
  const auto event = list_all(api, "/_sandbox/events", "type=checkout.completed").at(0).at("id").get<std::string>();
  const auto nobody = sandbox.cli({"events", "resend", event, "--wait"});
  CHECK(nobody.exit_code == 1);
  CHECK(contains(nobody.err, "No active webhook endpoint subscribes to checkout.completed"));
  CHECK(contains(nobody.err, "--endpoint ID"));
  expect(api.post("/api/v1/webhooks", {{"webhook", {{"url", broken.url()}, {"retry", "off"}}}}), 201);
  const auto failed = sandbox.cli({"events", "resend", event, "--wait"});
  CHECK(failed.exit_code == 1);
  CHECK(contains(failed.err, "resent, but 0 of 1 webhooks were delivered"));
}
