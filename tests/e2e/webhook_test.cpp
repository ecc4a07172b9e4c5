// Webhooks as a merchant's receiver meets them, good and bad.

#include "tests/e2e/shop.h"
#include "tests/support/https_receiver.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

using namespace satsrail::test;

namespace {

// The one delivery of this endpoint, with its attempts.
json only_delivery(HttpClient& api, const json& endpoint) {
  const auto all = list_all(api, "/_sandbox/deliveries", "webhook_id=" + endpoint.at("id").get<std::string>());
  if (all.size() != 1) {
    throw std::runtime_error("one delivery was expected, not " + std::to_string(all.size()));
  }
  return expect(api.get("/_sandbox/deliveries/" + all[0].at("id").get<std::string>()), 200);
}

std::vector<std::string> checkout_ids(const std::vector<ReceivedRequest>& requests) {
  std::vector<std::string> ids;
  for (const auto& request : requests) {
    ids.push_back(json::parse(request.body).at("checkout_id"));
  }
  return ids;
}

std::vector<std::string> without_repeats(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

}  // namespace

TEST_CASE("webhook: a failing endpoint is tried again after 1, 5, 30 and 120 minutes, then given up") {
  SandboxFixture sandbox;
  freeze_at(sandbox, "2030-01-01T00:00:00Z");
  auto api = sandbox.client();
  Receiver elsewhere;
  // The fourth meets a connection that is kept from the third: it must not be sent twice because of that.
  Receiver shop(
      {Reply::reset(), Reply::fail(500, "boom"), Reply::redirect(elsewhere.url()), Reply::close(), Reply::fail(404)});
  const auto endpoint = register_endpoint(api, shop.url("/hooks?shop=1"));
  pay_checkout(api, create_checkout(api));
  shop.wait_for(1);

  struct Retry {
    const char* until_just_before;
    const char* at;
    json status;
  };
  const std::array schedule{Retry{"59s", "2030-01-01T00:01:00Z", 500}, Retry{"4m59s", "2030-01-01T00:06:00Z", 302},
                            Retry{"29m59s", "2030-01-01T00:36:00Z", nullptr},
                            Retry{"1h59m59s", "2030-01-01T02:36:00Z", 404}};
  std::size_t attempts = 1;
  for (const auto& retry : schedule) {
    CAPTURE(retry.at);
    advance(sandbox, retry.until_just_before);
    CHECK(shop.count() == attempts);
    const auto ran = advance(sandbox, "1s");
    ++attempts;
    CHECK(shop.count() == attempts);
    REQUIRE(ran.size() == 1);
    CHECK(ran[0].at("job") == "webhook.attempt");
    CHECK(ran[0].at("at") == retry.at);
    CHECK(ran[0].at("attempt") == attempts);
    CHECK(ran[0].at("status") == retry.status);
    CHECK(ran[0].at("error").is_null() == !retry.status.is_null());
  }
  CHECK(advance(sandbox, "3d").empty());
  CHECK(shop.count() == 5);
  CHECK(elsewhere.count() == 0);

  const auto delivery = only_delivery(api, endpoint);
  CHECK(delivery.at("state") == "failed");
  CHECK(delivery.at("attempt_count") == 5);
  CHECK(delivery.at("next_attempt_at").is_null());
  CHECK(delivery.at("attempts")[0].at("at") == "2030-01-01T00:00:00Z");
  CHECK(delivery.at("attempts")[0].at("error") == "connection reset");
  CHECK(delivery.at("attempts")[1].at("response").at("body") == "boom");
  CHECK(delivery.at("attempts")[3].at("error") == "connection closed without an answer");

  // Five times the same bytes under the same signature; a receiver can tell that it is one delivery.
  const auto requests = shop.requests();
  for (const auto& request : requests) {
    CHECK(request.target == "/hooks?shop=1");
    CHECK(request.body == delivery.at("body").get<std::string>());
    CHECK(request.header("X-SatsRail-Signature") ==
          signature_of(request.body, endpoint.at("secret_key").get<std::string>()));
    CHECK(request.header("X-Webhook-Delivery-ID") == delivery.at("id").get<std::string>());
    CHECK(request.header("X-Idempotency-Key") == delivery.at("event_id").get<std::string>());
  }

  // The shop is mended, and somebody asks for it once more.
  cli_json(sandbox, {"deliveries", "retry", delivery.at("id")});
  CHECK(shop.wait_for(6).back().body == requests.front().body);
  advance(sandbox, "1s");
  CHECK(only_delivery(api, endpoint).at("state") == "delivered");
}

TEST_CASE("webhook: what is signed are the bytes that are sent, whatever is in them") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver shop;
  const auto endpoint = register_endpoint(api, shop.url());
  const json metadata{
      {"name", "Zoë \"Z\" O'Größe / 日本 🚀"}, {"path", "C:\\x\ty"}, {"html", "</script>&amp;"}, {"empty", ""}};
  pay_checkout(api, create_checkout(api, {{"amount_cents", 1}, {"metadata", metadata}}));
  const auto request = shop.wait_for(1).at(0);
  CHECK(request.header("X-SatsRail-Signature") ==
        signature_of(request.body, endpoint.at("secret_key").get<std::string>()));
  CHECK(json::parse(request.body).at("metadata") == metadata);
  CHECK(json::parse(request.body).at("amount_sats") == 10);
  CHECK(json::parse(request.body).at("amount_usd") == "0.01");
}

TEST_CASE("webhook: an endpoint that never answers is given up after ten seconds, and delays no other") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver silent({Reply::held()});
  Receiver good;
  const auto silent_endpoint = register_endpoint(api, silent.url());
  register_endpoint(api, good.url());
  std::vector<std::string> tokens;
  for (int payments = 0; payments < 30; ++payments) {
    tokens.push_back(create_checkout(api));
    pay_checkout(api, tokens.back());
  }
  // In the order of the payments, and long before the silent one has been given up.
  CHECK(checkout_ids(good.wait_for(30)) == tokens);
  CHECK(silent.count() == 1);

  // Its turn is over: the other 29 go out, and a minute later the first one again.
  auto requests = silent.wait_for(30);
  CHECK(requests[1].arrived - requests[0].arrived > std::chrono::seconds(9));
  advance(sandbox, "1m");
  requests = silent.wait_for(31);
  CHECK(checkout_ids(requests).back() == tokens.front());
  CHECK(checkout_ids({requests.begin(), requests.begin() + 30}) == tokens);
  const auto deliveries =
      list_all(api, "/_sandbox/deliveries", "webhook_id=" + silent_endpoint.at("id").get<std::string>());
  const auto first = expect(api.get("/_sandbox/deliveries/" + deliveries.back().at("id").get<std::string>()), 200);
  CHECK(first.at("state") == "delivered");
  CHECK(first.at("attempts")[0].at("error") == "timed out after 10 s");
  CHECK(first.at("attempts")[0].at("response").is_null());
  CHECK(good.count() == 30);
}

TEST_CASE("webhook: what was owed when the daemon was killed is delivered after its restart") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver shop({Reply::held()});  // the first attempt is under way for ever, so that the others wait behind it
  const auto secret = register_endpoint(api, shop.url()).at("secret_key").get<std::string>();
  std::vector<std::string> tokens;
  for (int payments = 0; payments < 20; ++payments) {
    tokens.push_back(create_checkout(api));
    pay_checkout(api, tokens.back());
  }
  shop.wait_for(1);
  sandbox.kill_hard();
  CHECK(shop.count() == 1);

  sandbox.start();
  const auto requests = shop.wait_for(21);
  // At least once: the one that was under way is repeated, byte for byte.
  CHECK(requests[1].body == requests[0].body);
  CHECK(checkout_ids({requests.begin() + 1, requests.end()}) == tokens);
  for (const auto& request : requests) {
    CHECK(request.header("X-SatsRail-Signature") == signature_of(request.body, secret));
  }
  advance(sandbox, "3h");
  CHECK(shop.count() == 21);
  auto reborn = sandbox.client();
  CHECK(list_all(reborn, "/_sandbox/deliveries", "state=delivered").size() == 20);
  CHECK(without_repeats(checkout_ids(shop.requests())).size() == 20);
}

TEST_CASE("webhook: nobody is listening, and the payment is none the worse for it") {
  SandboxFixture sandbox;
  freeze_at(sandbox, "2030-01-01T00:00:00Z");
  auto api = sandbox.client();
  std::string nobody;
  {
    const Receiver gone;
    nobody = gone.url();
  }
  const auto endpoint = register_endpoint(api, nobody);
  const auto token = create_checkout(api);
  pay_checkout(api, token);
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "completed");
  advance(sandbox, "10s");
  const auto delivery = only_delivery(api, endpoint);
  CHECK(delivery.at("attempts")[0].at("error") == "connection refused");
  CHECK(delivery.at("next_attempt_at") == "2030-01-01T00:01:00Z");
  // An endpoint that is deleted takes what it was owed with it.
  expect(api.del("/api/v1/webhooks/" + endpoint.at("id").get<std::string>()), 204);
  CHECK(advance(sandbox, "3h").empty());
}

TEST_CASE("webhook: https with a certificate that nobody vouches for is refused, and accepted with --webhook-ca") {
  HttpsReceiver shop;
  SandboxFixture sandbox;
  freeze_at(sandbox, "2030-01-01T00:00:00Z");
  auto api = sandbox.client();
  const auto endpoint = register_endpoint(api, shop.url());
  pay_checkout(api, create_checkout(api));
  advance(sandbox, "10s");
  const auto refused = only_delivery(api, endpoint);
  CHECK(refused.at("state") == "pending");
  const auto error = refused.at("attempts")[0].at("error").get<std::string>();
  CAPTURE(error);
  CHECK(error.substr(0, 25) == "certificate not trusted: ");
  CHECK(contains(error, "self"));  // "self-signed certificate", as OpenSSL words it
  CHECK(shop.bodies().empty());

  sandbox.stop();
  sandbox.start({"--webhook-ca", shop.certificate().string()});
  const auto ran = advance(sandbox, "1m");
  REQUIRE(ran.size() == 1);
  CHECK(ran[0].at("status") == 200);
  CHECK(shop.bodies() == std::vector{refused.at("body").get<std::string>()});
}
