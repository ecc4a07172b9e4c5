#pragma once
// A merchant's backend and a tester at a terminal: the steps that the stories of this folder are made of.

#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "tests/support/http_client.h"
#include "tests/support/receiver.h"
#include "tests/support/sandbox_fixture.h"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::test {

using nlohmann::json;

// The request body of the published example, byte for byte: a $50.00 order.
inline constexpr std::string_view k_published_request =
    R"({"checkout_session":{"amount_cents":5000,"currency":"usd","customer_email":"buyer@example.com",)"
    R"("success_url":"https://store.com/success","cancel_url":"https://store.com/cart",)"
    R"("metadata":{"order_id":"ORD-1234"}}})";

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What the signature header of a webhook has to say.
inline std::string signature_of(std::string_view body, std::string_view secret) {
  return "sha256=" + to_hex(crypto::hmac_sha256(secret, body));
}

// The answer, if it has this status. Throws with the body otherwise: the story cannot go on.
inline json expect(const HttpReply& reply, int status) {
  if (reply.status != status) {
    throw std::runtime_error("status " + std::to_string(reply.status) + " instead of " + std::to_string(status) + ": " +
                             reply.body);
  }
  return reply.body.empty() ? json() : reply.json();
}

inline std::string create_checkout(HttpClient& api, json fields = {{"amount_cents", 5000}}) {
  return expect(api.post("/api/v1/checkout_sessions", {{"checkout_session", std::move(fields)}}), 201).at("token");
}

inline std::string create_checkout(HttpClient&& api) {
  return create_checkout(api);
}

// Paid by this call, not earlier.
inline json pay_checkout(HttpClient& api, const std::string& token) {
  return expect(api.post("/_sandbox/pay", {{"target", token}}), 201);
}

// The endpoint with its `secret_key`. Without `events` it gets checkout.completed alone.
inline json register_endpoint(HttpClient& api, const std::string& url, const std::vector<std::string>& events = {}) {
  json fields{{"url", url}};
  if (!events.empty()) {
    fields["events"] = events;
  }
  return expect(api.post("/api/v1/webhooks", {{"webhook", fields}}), 201);
}

// Every object of a list, over all its pages. `path` has no query yet.
inline std::vector<json> list_all(HttpClient& api, const std::string& path, const std::string& filter = "") {
  std::vector<json> all;
  for (int page = 1;; ++page) {
    const auto list = expect(
        api.get(path + "?per_page=100&page=" + std::to_string(page) + (filter.empty() ? "" : "&" + filter)), 200);
    for (const auto& object : list.at("data")) {
      all.push_back(object);
    }
    if (page >= list.at("meta").at("total_pages").get<int>()) {
      return all;
    }
  }
}

// A command that has to succeed; its JSON.
inline json cli_json(const SandboxFixture& sandbox, std::vector<std::string> words) {
  words.emplace_back("--json");
  const auto ran = sandbox.cli(words);
  if (ran.exit_code != 0) {
    throw std::runtime_error("satsrail " + words.front() + " ended with " + std::to_string(ran.exit_code) + ": " +
                             ran.err);
  }
  return json::parse(ran.out);
}

// Time stands still at this instant. Only for a sandbox without a past.
inline void freeze_at(const SandboxFixture& sandbox, const std::string& time) {
  cli_json(sandbox, {"clock", "freeze"});
  cli_json(sandbox, {"clock", "set", time});
}

// Moves time on with `satsrail clock advance`; what fell due on the way.
inline json advance(const SandboxFixture& sandbox, const std::string& duration) {
  return cli_json(sandbox, {"clock", "advance", duration}).at("ran");
}

}  // namespace satsrail::test
