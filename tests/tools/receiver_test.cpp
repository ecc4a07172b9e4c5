#include "tests/support/http_client.h"
#include "tests/support/process.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

// The published example of a webhook, and its HMAC-SHA256 under this secret.
constexpr auto k_secret = "whsec_test_0123456789abcdef";
constexpr auto k_body =
    R"({"event":"checkout.completed","checkout_id":"cs_abc123","payment_hash":"abc123","amount_sats":50000,)"
    R"("amount_usd":"50.00","metadata":{"order_id":"ORD-1234"},"timestamp":"2024-01-15T10:02:30Z"})";
constexpr auto k_signature = "sha256=07ffa435e1f4d1feb2dc57548b149fd278b74c3d46eb3909239b2ba8beebee01";

// "http://127.0.0.1:40123" from "http://127.0.0.1:40123/webhooks\n".
std::string base_url(const std::string& printed) {
  return printed.substr(0, printed.find("/webhooks"));
}

}  // namespace

TEST_CASE("demo receiver: a webhook with the right signature is accepted and ends it with 0") {
  Process receiver({{program("satsrail-demo-receiver").string()}, {{"SATSRAIL_WEBHOOK_SECRET", k_secret}}});
  HttpClient sender(base_url(receiver.wait_for_stdout("/webhooks\n")));
  CHECK(sender.send("POST", "/webhooks", k_body, {{"X-SatsRail-Signature", k_signature}}).status == 200);
  CHECK(receiver.wait().code == 0);
  CHECK(receiver.stdout_text().find("verified: checkout.completed  cs_abc123  50000 sats  $50.00\n") !=
        std::string::npos);
}

TEST_CASE("demo receiver: one changed byte is refused and ends it with 1, whatever follows") {
  Process receiver({{program("satsrail-demo-receiver").string(), "--count", "2"},
                    {{"SATSRAIL_WEBHOOK_SECRET", std::nullopt}},
                    {},
                    {},
                    true});
  const auto url = base_url(receiver.wait_for_stdout("/webhooks\n"));
  receiver.write_stdin(std::string(k_secret) + "\n");
  auto changed = std::string(k_body);
  changed[changed.find("50000")] = '6';
  CHECK(HttpClient(url).send("POST", "/webhooks", changed, {{"X-SatsRail-Signature", k_signature}}).status == 401);
  CHECK(HttpClient(url).send("POST", "/webhooks", k_body, {{"X-SatsRail-Signature", k_signature}}).status == 200);
  CHECK(receiver.wait().code == 1);
}
