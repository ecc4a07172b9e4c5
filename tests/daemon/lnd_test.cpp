// A payer's wallet, driven as clients of LND drive it.

#include "core/lightning/bolt11.h"
#include "core/lightning/payment_hash.h"
#include "core/limits.h"
#include "core/util/base64.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "daemon/api/route.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <set>
#include <sstream>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

struct Wallet {
  SandboxWorld world;
  std::string macaroon = world.get("/_sandbox/node").content["lnd_rest"]["macaroon"];

  http::Request request(const std::string& method, const std::string& path) {
    auto request = world.request(method, "/lnd" + path, no_key);
    request.headers.emplace_back("grpc-metadata-macaroon", macaroon);
    return request;
  }
  Response get(const std::string& path) { return world.send(request("GET", path)); }
  Response post(const std::string& path, const json& body) {
    auto asked = request("POST", path);
    asked.body = body.dump();
    return world.send(std::move(asked));
  }

  std::string bolt11_of(const json& fields) { return world.invoice_of(world.open_checkout(fields)["token"])["bolt11"]; }
  std::string bolt11() { return bolt11_of({{"amount_cents", 5000}}); }
  std::string bolt11_with(const std::string& outcome) {
    return bolt11_of({{"amount_cents", 5000}, {"metadata", {{"satsrail_outcome", outcome}}}});
  }
  Response send(const std::string& payment_request, json more = json::object()) {
    more["payment_request"] = payment_request;
    more["timeout_seconds"] = 60;
    return post("/v2/router/send", more);
  }
  Response send_sync(const std::string& payment_request, json more = json::object()) {
    more["payment_request"] = payment_request;
    return post("/v1/channels/transactions", more);
  }
  std::int64_t balance_msat() {
    return std::stoll(get("/v1/balance/channels").content["local_balance"]["msat"].get<std::string>());
  }
  json add_invoice(const json& body) {
    const auto added = post("/v1/invoices", body);
    REQUIRE(added.status == 200);
    return added.content;
  }
  std::string status_of_session() { return world.list("/api/v1/checkout_sessions").at(0)["status"]; }
};

std::string hash_of(const std::string& payment_request) {
  return to_hex(bolt11::decode(payment_request).value().payment_hash);
}

// Every line begins as clients look for it, and is JSON.
std::vector<json> lines(const std::string& text) {
  std::vector<json> found;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    INFO(line);
    CHECK(line.rfind("{\"result\":{", 0) == 0);
    found.push_back(json::parse(line)["result"]);
  }
  CHECK((text.empty() || text.back() == '\n'));
  return found;
}

// What an open stream tells now.
std::vector<json> news(const Response& answer) {
  std::string text;
  answer.stream->next(text);
  return lines(text);
}

bool proves(const std::string& preimage_hex, const std::string& payment_request) {
  return proves_payment(from_hex_array<32>(preimage_hex).value(), bolt11::decode(payment_request).value().payment_hash);
}

}  // namespace

TEST_CASE("lnd: only the wallet's macaroon opens it, and refusals are LND's") {
  std::size_t rows = 0;
  for (const auto& route : api::routes()) {
    if (route.auth != api::Auth::macaroon) {
      continue;
    }
    ++rows;
    SandboxWorld world;
    INFO(route.path);
    auto request = world.request(std::string(api::to_string(route.verb)), std::string(route.path));
    const bool in_lines = route.surface == api::Surface::lnd_lines;
    const auto status = [&](const Response& answer) { return in_lines ? answer.content["error"] : answer.content; };
    const auto without = world.send(request);  // it has a secret key
    CHECK(without.status == 401);
    CHECK(status(without) == json{{"code", 16}, {"message", "expected 1 macaroon, got 0"}, {"details", json::array()}});
    std::string macaroon = world.get("/_sandbox/node").content["lnd_rest"]["macaroon"];
    for (const std::string& wrong : {std::string("00"), std::string("zz"), macaroon.substr(2), macaroon + "00"}) {
      auto tried = request;
      tried.headers.emplace_back("grpc-metadata-macaroon", wrong);
      CHECK(world.send(tried).status == 401);
    }
    macaroon.back() = macaroon.back() == '0' ? '1' : '0';
    request.headers.emplace_back("grpc-metadata-macaroon", macaroon);
    const auto forged = world.send(std::move(request));
    CHECK(forged.status == 401);
    CHECK(status(forged)["message"] == "verification failed: signature mismatch after caveat verification");
  }
  CHECK(rows == 12);
}

TEST_CASE("lnd: each merchant and mode has a wallet of its own") {
  Wallet wallet;
  const auto of = [&](const std::string& key) { return wallet.world.get("/_sandbox/node", key).content["lnd_rest"]; };
  const auto test = of(wallet.world.keys().sk_test);
  const auto live = of(wallet.world.keys().sk_live);
  const auto other = of(wallet.world.add_merchant("Elsewhere"));
  CHECK(test["base_url"] == "http://127.0.0.1:7287/lnd");
  CHECK(test["macaroon_path"] == "/a/sandbox/payer.macaroon");
  CHECK(live["macaroon_path"].is_null());
  CHECK(other["macaroon_path"].is_null());
  CHECK(of(wallet.world.keys().control) == test);
  CHECK(std::set<std::string>{test["macaroon"], live["macaroon"], other["macaroon"]}.size() == 3);

  const auto bolt11 = wallet.bolt11();
  for (const auto& elsewhere : {live, other}) {
    wallet.macaroon = elsewhere["macaroon"];
    const auto before = wallet.balance_msat();
    const auto tried = lines(wallet.send(bolt11).body).back();
    CHECK(tried["failure_reason"] == "FAILURE_REASON_NO_ROUTE");
    CHECK(wallet.balance_msat() == before);
  }
  CHECK(wallet.status_of_session() == "pending");
}

TEST_CASE("lnd: a path that is not served is refused in LND's words too") {
  Wallet wallet;
  const auto nothing = wallet.get("/v1/channels");
  CHECK(nothing.status == 404);
  CHECK(nothing.content["code"] == 5);
  const auto wrong_verb = wallet.get("/v2/router/send");
  CHECK(wrong_verb.status == 405);
  CHECK(wrong_verb.content["code"] == 12);
  const auto no_json = wallet.post("/v1/invoices", "no object");
  CHECK(no_json.status == 400);
  CHECK(no_json.content["code"] == 3);
}

TEST_CASE("lnd: the wallet's node is not the merchant's") {
  Wallet wallet;
  const auto info = wallet.get("/v1/getinfo").content;
  const auto node = wallet.world.get("/_sandbox/node").content;
  CHECK(info["identity_pubkey"] == node["payer"]["pubkey"]);
  CHECK(info["identity_pubkey"] != node["pubkey"]);
  CHECK(info["chains"] == json::parse(R"([{"chain":"bitcoin","network":"regtest"}])"));
  CHECK(info["uris"][0].get<std::string>().rfind(info["identity_pubkey"].get<std::string>() + "@", 0) == 0);
  CHECK(info["block_height"] == 100);
  const auto read = wallet.get("/v1/payreq/" + wallet.bolt11()).content;
  CHECK(read["destination"] == node["pubkey"]);
  CHECK(read["num_satoshis"] == "50000");
  CHECK(read["num_msat"] == "50000000");
  CHECK(read["features"]["14"]["is_required"] == true);
  const auto garbage = wallet.get("/v1/payreq/lnbcrt1nonsense");
  CHECK(garbage.status == 500);
  CHECK(garbage.content["code"] == 2);
}

TEST_CASE("lnd: router/send pays a checkout, tells it in lines, and proves it") {
  Wallet wallet;
  wallet.world.create_webhook("http://shop.test/hooks");
  const auto before = wallet.balance_msat();
  const auto bolt11 = wallet.bolt11();
  const auto answer = wallet.send(bolt11);
  CHECK(answer.status == 200);
  const auto told = lines(answer.body);
  REQUIRE(told.size() == 2);
  CHECK(told[0]["status"] == "IN_FLIGHT");
  CHECK(told[0]["payment_preimage"] == std::string(64, '0'));
  CHECK(told[1]["status"] == "SUCCEEDED");
  CHECK(told[1]["failure_reason"] == "FAILURE_REASON_NONE");
  CHECK(told[1]["payment_hash"] == hash_of(bolt11));
  CHECK(told[1]["value_msat"] == "50000000");
  CHECK(told[1]["fee_msat"] == "0");
  CHECK(told[1]["htlcs"][0]["status"] == "SUCCEEDED");
  CHECK(proves(told[1]["payment_preimage"], bolt11));
  CHECK(wallet.balance_msat() == before - 50'000'000);
  CHECK(wallet.status_of_session() == "completed");
  wallet.world.settle();
  CHECK(wallet.world.transport.count() == 1);

  const auto listed = wallet.get("/v1/payments").content;
  REQUIRE(listed["payments"].size() == 1);
  CHECK(listed["payments"][0] == told[1]);
  CHECK(listed["last_index_offset"] == told[1]["payment_index"]);
}

TEST_CASE("lnd: whoever wants no updates gets the last line alone") {
  Wallet wallet;
  const auto told = lines(wallet.send(wallet.bolt11(), {{"no_inflight_updates", true}}).body);
  REQUIRE(told.size() == 1);
  CHECK(told[0]["status"] == "SUCCEEDED");
}

TEST_CASE("lnd: paying twice is refused by the wallet's own node, in the words that clients look for") {
  Wallet wallet;
  const auto paid = wallet.bolt11();
  wallet.send(paid);
  const auto again = wallet.send(paid);
  CHECK(again.status == 409);
  CHECK(again.body == "{\"error\":{\"code\":6,\"message\":\"invoice is already paid\",\"details\":[]}}\n");
  const auto sync = wallet.send_sync(paid);
  CHECK(sync.status == 200);
  CHECK(sync.content["payment_error"] == "invoice is already paid");
  CHECK(sync.content["payment_preimage"] == "");

  const auto held = wallet.bolt11_with("held");
  wallet.send(held);
  const auto meanwhile = wallet.send(held);
  CHECK(meanwhile.status == 409);
  CHECK(meanwhile.content["error"]["message"] == "payment is in transition");
}

TEST_CASE("lnd: the outcome that a checkout asks for reaches LND's clients, and not the merchant") {
  const std::vector<std::pair<std::string, std::string>> outcomes{
      {"no_route", "NO_ROUTE"},
      {"no_inbound", "NO_ROUTE"},
      {"fee_limit", "NO_ROUTE"},
      {"insufficient_balance", "INSUFFICIENT_BALANCE"},
      {"after_cancel", "INCORRECT_PAYMENT_DETAILS"},
  };
  for (const auto& [outcome, reason] : outcomes) {
    INFO(outcome);
    Wallet wallet;
    const auto before = wallet.balance_msat();
    const auto bolt11 = wallet.bolt11_with(outcome);
    const auto told = lines(wallet.send(bolt11).body);
    REQUIRE(told.size() == 2);
    CHECK(told[1]["status"] == "FAILED");
    CHECK(told[1]["failure_reason"] == "FAILURE_REASON_" + reason);
    CHECK(told[1]["payment_preimage"] == std::string(64, '0'));
    CHECK(wallet.balance_msat() == before);
    CHECK(wallet.get("/v1/payments").content["payments"].empty());
    CHECK(wallet.get("/v1/payments?include_incomplete=True").content["payments"].size() == 1);
    for (const auto& type : wallet.world.event_types()) {
      CHECK(type != "payment.received");
    }
    CHECK(lines(wallet.get("/v2/router/track/" + hash_of(bolt11)).body).back()["status"] == "FAILED");
  }
  Wallet wallet;
  const auto sync = wallet.send_sync(wallet.bolt11_with("no_route"));
  CHECK(sync.status == 200);
  CHECK(sync.content["payment_error"] == "no_route");
}

TEST_CASE("lnd: a held payment stays in flight until it is settled, for all who follow it") {
  Wallet wallet;
  const auto bolt11 = wallet.bolt11_with("held");
  const auto sending = wallet.send(bolt11);
  REQUIRE(sending.stream != nullptr);
  CHECK(sending.status == 200);
  CHECK(lines(sending.stream->preamble).at(0)["status"] == "IN_FLIGHT");
  CHECK(news(sending).empty());
  const auto tracking = wallet.get("/v2/router/track/" + hash_of(bolt11));
  REQUIRE(tracking.stream != nullptr);
  CHECK(lines(tracking.stream->preamble).at(0)["htlcs"][0]["status"] == "IN_FLIGHT");
  const auto balance = wallet.get("/v1/balance/channels").content;
  CHECK(balance["unsettled_local_balance"]["sat"] == "50000");
  CHECK(wallet.status_of_session() == "pending");

  wallet.world.post("/_sandbox/node/invoices/" + hash_of(bolt11) + "/settle");
  for (const auto& stream : {sending, tracking}) {
    std::string text;
    CHECK_FALSE(stream.stream->next(text));
    const auto last = lines(text).at(0);
    CHECK(last["status"] == "SUCCEEDED");
    CHECK(proves(last["payment_preimage"], bolt11));
  }
  CHECK(wallet.status_of_session() == "completed");
}

TEST_CASE("lnd: a held payment that comes back fails, and a call that waits for one is answered") {
  Wallet wallet;
  const auto bolt11 = wallet.bolt11_with("held");
  const auto waiting = wallet.send_sync(bolt11);
  REQUIRE(waiting.stream != nullptr);
  CHECK(waiting.stream->preamble.empty());
  std::string text;
  CHECK(waiting.stream->next(text));
  CHECK(text.empty());
  wallet.world.post("/_sandbox/node/invoices/" + hash_of(bolt11) + "/cancel");
  CHECK_FALSE(waiting.stream->next(text));
  CHECK(json::parse(text)["payment_error"] == "incorrect_payment_details");
}

TEST_CASE("lnd: a set that never gets complete fails on the sandbox clock") {
  Wallet wallet;
  const auto sending = wallet.send(wallet.bolt11_with("mpp_partial"));
  REQUIRE(sending.stream != nullptr);
  CHECK(news(sending).empty());
  wallet.world.advance(61s);
  CHECK(news(sending).at(0)["failure_reason"] == "FAILURE_REASON_TIMEOUT");
}

TEST_CASE("lnd: no more than so many answers go on at once, and one that ends makes room") {
  Wallet wallet;
  const auto first = wallet.get("/v1/invoices/subscribe");
  for (int i = 1; i < limits::wallet_streams_max; ++i) {
    CHECK(wallet.get("/v1/invoices/subscribe").stream != nullptr);
  }
  const auto refused = wallet.get("/v1/invoices/subscribe");
  CHECK(refused.status == 429);
  CHECK(refused.content["error"]["code"] == 8);
  first.stream->on_close();
  CHECK(wallet.get("/v1/invoices/subscribe").stream != nullptr);
}

TEST_CASE("lnd: a reset ends a stream whose payment is gone") {
  Wallet wallet;
  const auto sending = wallet.send(wallet.bolt11_with("held"));
  wallet.world.post("/_sandbox/reset", json::object(), wallet.world.keys().control);
  std::string text;
  CHECK_FALSE(sending.stream->next(text));
  CHECK(text.empty());
}

TEST_CASE("lnd: without a fee limit only free routes are taken, and the limit is kept") {
  Wallet wallet;
  wallet.world.patch("/_sandbox/node", {{"fee", 10}});
  const auto bolt11 = wallet.bolt11();
  CHECK(lines(wallet.send(bolt11).body).back()["failure_reason"] == "FAILURE_REASON_NO_ROUTE");
  CHECK(lines(wallet.send(bolt11, {{"fee_limit_sat", "9"}}).body).back()["status"] == "FAILED");
  const auto paid = lines(wallet.send(bolt11, {{"fee_limit_msat", 10'000}}).body).back();
  CHECK(paid["status"] == "SUCCEEDED");
  CHECK(paid["fee_sat"] == "10");
  CHECK(wallet.send_sync(wallet.bolt11(), {{"fee_limit", {{"fixed", "9"}}}}).content["payment_error"] == "no_route");
  const auto sync = wallet.send_sync(wallet.bolt11());  // 5 percent of 50,000 sats
  CHECK(sync.content["payment_error"] == "");
  CHECK(sync.content["payment_route"]["total_fees"] == "10");
  CHECK(wallet.send(bolt11, {{"fee_limit_sat", 1}, {"fee_limit_msat", 1}}).status == 500);
}

TEST_CASE("lnd: an amount is given where the invoice has none, and nowhere else") {
  Wallet wallet;
  const std::string any = wallet.world.post("/_sandbox/node/invoices", {{"any_amount", true}}).content["bolt11"];
  const auto missing = wallet.send(any);
  CHECK(missing.status == 500);
  CHECK(missing.content["error"]["message"] == "amount must be specified when paying a zero amount invoice");
  CHECK(lines(wallet.send(any, {{"amt_msat", "1500"}}).body).back()["value_msat"] == "1500");
  const auto extra = wallet.send(wallet.bolt11(), {{"amt", 5}});
  CHECK(extra.content["error"]["message"] == "amount must not be specified when paying a non-zero amount invoice");
  CHECK(wallet.send(wallet.bolt11(), {{"amt", "-5"}}).status == 400);
}

TEST_CASE("lnd: what is no invoice, is over, or is none of ours") {
  Wallet wallet;
  CHECK(wallet.send("").status == 400);
  CHECK(wallet.send("lnbcrt1nonsense").content["error"]["code"] == 2);
  CHECK(wallet.send_sync("lnbcrt1nonsense").content["code"] == 2);
  const auto bolt11 = wallet.bolt11();
  wallet.world.advance(16min);
  const auto late = wallet.send(bolt11).content["error"];
  CHECK(late["message"].get<std::string>().rfind("invoice expired. Valid until 2024-01-15T10:15:00", 0) == 0);
  CHECK(wallet.get("/v2/router/track/" + hash_of(bolt11)).status == 404);
  CHECK(wallet.get("/v2/router/track/xyz").status == 400);
  CHECK(wallet.get("/v1/invoice/" + hash_of(bolt11)).status == 404);  // the merchant's, not the wallet's
}

TEST_CASE("lnd: an invoice of the wallet's own is paid by another wallet") {
  Wallet wallet;
  const auto added = wallet.add_invoice({{"value", "1000"}, {"memo", "for the tea"}, {"expiry", "600"}});
  const std::string bolt11 = added["payment_request"];
  const auto read = bolt11::decode(bolt11).value();
  CHECK(read.description == "for the tea");
  CHECK(read.amount == Msat{1'000'000});
  CHECK(read.expiry_seconds == 600);
  CHECK(to_hex(read.payee) == wallet.world.get("/_sandbox/node").content["payer"]["pubkey"]);
  CHECK(added["r_hash"] == to_base64(read.payment_hash));
  CHECK(added["payment_addr"] == to_base64(read.payment_secret));

  // To oneself it is not paid, unless one insists.
  CHECK(wallet.send(bolt11).content["error"]["message"] == "self-payments not allowed");
  CHECK(wallet.world.post("/_sandbox/pay", {{"target", bolt11}}).status == 409);

  const auto before = wallet.balance_msat();
  const auto paid = wallet.world.post("/_sandbox/pay", {{"target", bolt11}, {"payer", "bob"}});
  CHECK(paid.status == 201);
  CHECK(paid.content["status"] == "succeeded");
  CHECK(wallet.balance_msat() == before + 1'000'000);
  const auto shown = wallet.get("/v1/invoice/" + to_hex(read.payment_hash)).content;
  CHECK(shown["settled"] == true);
  CHECK(shown["state"] == "SETTLED");
  CHECK(shown["amt_paid_sat"] == "1000");
  CHECK(shown["htlcs"][0]["state"] == "SETTLED");
  const auto preimage = from_base64(shown["r_preimage"].get<std::string>()).value();
  CHECK(crypto::sha256(std::span<const std::uint8_t>(preimage)) == read.payment_hash);
  CHECK(wallet.world.events().empty());  // no merchant hears of it

  const std::string own = wallet.add_invoice({{"value_msat", 5000}})["payment_request"];
  CHECK(lines(wallet.send(own, {{"allow_self_payment", true}}).body).back()["status"] == "SUCCEEDED");
  CHECK(wallet.balance_msat() == before + 1'000'000);
  CHECK(wallet.get("/v1/invoices").content["invoices"].size() == 2);
  CHECK(wallet.get("/v1/invoices?pending_only=true").content["invoices"].empty());
  CHECK(wallet.get("/v1/invoices?reversed=true&num_max_invoices=1").content["invoices"][0]["payment_request"] == own);
}

TEST_CASE("lnd: what an invoice may ask for") {
  Wallet wallet;
  const auto preimage = crypto::sha256("chosen");
  const auto hash = crypto::sha256("a description somewhere else");
  const auto added =
      wallet.add_invoice({{"value", 21}, {"r_preimage", to_base64(preimage)}, {"description_hash", to_base64(hash)}});
  const auto read = bolt11::decode(added["payment_request"].get<std::string>()).value();
  CHECK(read.payment_hash == payment_hash_of(preimage));
  CHECK(read.description_hash == hash);
  CHECK(read.expiry_seconds == 86'400);
  const auto refused = [&](const json& body, const std::string& message) {
    const auto answer = wallet.post("/v1/invoices", body);
    INFO(answer);
    CHECK(answer.status == 500);
    CHECK(answer.content["message"].get<std::string>().find(message) != std::string::npos);
  };
  refused({{"value", 21}, {"r_preimage", to_base64(preimage)}}, "invoice with payment hash already exists");
  refused({{"value", 1}, {"value_msat", 1000}}, "amount in both sat and msat");
  refused({{"memo", std::string(640, 'x')}}, "memo too large");
  refused({{"value", 1}, {"expiry", 31'536'001}}, "greater than max");
  refused({{"value", 1}, {"description_hash", "AAAA"}}, "32 bytes");
  refused({{"value", 1}, {"r_preimage", "AAAA"}}, "32 bytes");
  CHECK(wallet.post("/v1/invoices", {{"value", "many"}}).status == 400);
  CHECK(wallet.post("/v1/invoices", {{"r_preimage", "???"}}).status == 400);
  CHECK(wallet.add_invoice(json::object())["payment_request"].get<std::string>().rfind("lnbcrt1", 0) == 0);
}

TEST_CASE("lnd: a subscriber hears of each invoice when it is made and when it is settled") {
  Wallet wallet;
  const std::string old = wallet.add_invoice({{"value", 1}})["payment_request"];
  const auto subscription = wallet.get("/v1/invoices/subscribe");
  REQUIRE(subscription.stream != nullptr);
  CHECK(news(subscription).empty());
  const auto added = wallet.add_invoice({{"value", 2}});
  wallet.bolt11();  // the merchant's are none of the wallet's business
  auto told = news(subscription);
  REQUIRE(told.size() == 1);
  CHECK(told[0]["payment_request"] == added["payment_request"]);
  CHECK(told[0]["settled"] == false);
  CHECK(told[0]["add_index"] == added["add_index"]);
  CHECK(news(subscription).empty());
  for (const auto& target : {old, added["payment_request"].get<std::string>()}) {
    wallet.world.post("/_sandbox/pay", {{"target", target}, {"payer", "bob"}});
  }
  told = news(subscription);
  REQUIRE(told.size() == 2);
  CHECK(told[0]["payment_request"] == old);
  CHECK(told[1]["state"] == "SETTLED");
  CHECK(news(subscription).empty());
  // From an index on, what was made since is told once more.
  const auto resumed = wallet.get("/v1/invoices/subscribe?add_index=1");
  CHECK(news(resumed).size() == 2);
  wallet.world.post("/_sandbox/reset", json::object(), wallet.world.keys().control);
  wallet.add_invoice({{"value", 3}});
  CHECK(news(subscription).size() == 1);
}
