// How the node behaves: its settings, its own invoices, its log, and the chain.

#include "core/domain/node_settings.h"
#include "core/lightning/bolt11.h"
#include "core/util/hex.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <future>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

Response set(SandboxWorld& world, const json& settings) {
  return world.patch("/_sandbox/node", settings);
}

json balances(SandboxWorld& world) {
  json by_owner;
  const auto node = world.get("/_sandbox/node").content;
  for (const auto& balance : node["balances"]) {
    by_owner[balance["owner"].get<std::string>()] = balance["balance_msat"];
  }
  return by_owner;
}

}  // namespace

TEST_CASE("node: it is another identity than its payers") {
  SandboxWorld world;
  const auto node = world.get("/_sandbox/node").content;
  CHECK(node["pubkey"] != node["payer"]["pubkey"]);
  const std::string bolt11 = world.invoice_of(world.create_checkout(5000_cents))["bolt11"];
  CHECK(to_hex(bolt11::decode(bolt11)->payee) == node["pubkey"]);
}

TEST_CASE("node: every setting can be set by its name, is shown, and comes back after a restart") {
  SandboxWorld world;
  const std::map<std::string, json> values{
      {"offline", true},      {"latency", "2s"},       {"inbound", 100'000},     {"fee", 10},
      {"fee_ppm", 500},       {"session_ttl", "1m"},   {"api_lag", "10s"},       {"autopay", "3s"},
      {"clock_skew", "-10m"}, {"webhook_skew", "+6m"}, {"invoice_expiry", "1h"}, {"webln", "on"},
      {"keep_invoices", "on"}};
  for (const auto& info : node_setting_table()) {
    const std::string name(info.name);
    INFO(name);
    REQUIRE(values.count(name) == 1);
    const auto answer = set(world, {{name, values.at(name)}});
    INFO(answer);
    REQUIRE(answer.status == 200);
    CHECK(answer.content["settings"][name] != text_of(NodeSettings{}, name));
    CHECK(answer.content == world.get("/_sandbox/node").content);
  }
  // Another mode is another node.
  CHECK(world.get("/_sandbox/node", world.keys().sk_live).content["settings"]["offline"] == "off");
}

TEST_CASE("node: a setting that is none is refused and changes nothing") {
  SandboxWorld world;
  const std::vector<std::pair<json, std::string>> wrong{{{{"offlin", true}}, "offline"},
                                                        {{{"offline", "maybe"}}, "on or off"},
                                                        {{{"latency", "soon"}}, "500ms"},
                                                        {{{"inbound", -1}}, "whole number"},
                                                        {{{"fee", 1.5}}, "whole number"},
                                                        {{{"session_ttl", "0s"}}, "at least 1s"},
                                                        {{{"clock_skew", "900d"}}, "at most"},
                                                        {json::object(), "at least one setting"},
                                                        {{{"webln", "maybe"}}, "on, reject or off"},
                                                        {{{"latency", {1, 2}}}, "string, number or boolean"}};
  for (const auto& [body, hint] : wrong) {
    const auto answer = set(world, body);
    INFO(body << " " << answer);
    CHECK(answer.status == 422);
    CHECK(answer.body.find(hint) != std::string::npos);
  }
  // All or nothing.
  CHECK(set(world, {{"fee", 5}, {"latency", "soon"}}).status == 422);
  CHECK(world.get("/_sandbox/node").content["settings"]["fee"] == "0");
}

TEST_CASE("node: offline it makes no invoice, and nothing is half-made") {
  SandboxWorld world;
  set(world, {{"offline", true}});
  const json body = {{"checkout_session", {{"amount_cents", 5000}}}, {"generate_invoice", true}};
  const auto answer = world.post("/api/v1/checkout_sessions", body);
  CHECK(answer.status == 503);
  CHECK(answer.code() == "wallet_unavailable");
  CHECK(world.events().empty());
  CHECK(world.list("/api/v1/checkout_sessions").empty());
  // Without an invoice a session can be made; its page says what is wrong.
  const auto token = world.create_checkout(5000_cents);
  CHECK(world.get("/checkout/" + token, no_key).status == 503);
  CHECK(world.get("/checkout/" + token + "/status", no_key).code() == "wallet_unavailable");
  CHECK(world.pay(token).status == 503);
  set(world, {{"offline", false}});
  CHECK(world.post("/api/v1/checkout_sessions", body).status == 201);
  const auto seen = world.create_checkout(5000_cents);
  world.invoice_of(seen);
  set(world, {{"offline", "on"}});
  const auto unreachable = world.pay(seen);
  CHECK(unreachable.status == 402);
  CHECK(unreachable.content["node_payment"]["failure_reason"] == "no_route");
}

TEST_CASE("node: slow it answers late, and too slow it is not waited for") {
  const json body = {{"checkout_session", {{"amount_cents", 5000}}}, {"generate_invoice", true}};
  for (const auto& [latency, status, waits] :
       std::vector<std::tuple<std::string, int, Duration>>{{"2s", 201, 2s}, {"5s", 503, 5s}, {"1h", 503, 5s}}) {
    SandboxWorld world;
    INFO(latency);
    set(world, {{"latency", latency}});
    auto asked = std::async(std::launch::async, [&] { return world.post("/api/v1/checkout_sessions", body); });
    // The request is parked on the sandbox clock: no real second passes.
    json ran;
    while (ran.empty()) {
      ran = world.advance(0s);
      if (world.waiting_requests() > 0) {
        CHECK(world.advance(waits - 1ms).empty());
        ran = world.advance(1ms);
      }
    }
    CHECK(ran.at(0)["job"] == "node.answer");
    const auto answer = asked.get();
    CHECK(answer.status == status);
    CHECK(world.list("/api/v1/checkout_sessions").size() == (status == 201 ? 1 : 0));
  }
}

TEST_CASE("node: session and invoice are two clocks") {
  SECTION("the invoice ends first, and a new one takes the new rate") {
    SandboxWorld world;
    set(world, {{"invoice_expiry", "5m"}});
    const auto token = world.create_checkout(5000_cents);
    const auto first = world.invoice_of(token);
    CHECK(first["amount_sats"] == 50'000);
    world.post("/_sandbox/rates", {{"rate", "50000.00"}}, world.keys().control);
    CHECK(world.invoice_of(token) == first);  // locked
    world.advance(6min);
    CHECK(world.event_types() ==
          std::vector<std::string>{"order.created", "invoice.created", "invoice.expired", "order.updated"});
    CHECK(world.read_session(token)["status"] == "pending");
    const auto second = world.invoice_of(token);
    CHECK(second["id"] != first["id"]);
    CHECK(second["amount_sats"] == 100'000);
    CHECK(world.pay(token).content["amount_sats"] == 100'000);
  }
  SECTION("the session ends first, and the money comes late") {
    SandboxWorld world;
    set(world, {{"invoice_expiry", "1h"}, {"keep_invoices", true}, {"session_ttl", "1m"}});
    const auto token = world.create_checkout(5000_cents);
    const std::string bolt11 = world.invoice_of(token)["bolt11"];
    world.advance(2min);
    CHECK(world.read_session(token)["status"] == "expired");
    const auto paid = world.pay(bolt11);
    CHECK(paid.status == 201);
    CHECK(paid.content["exception"] == "late");
    CHECK(world.read_session(token)["status"] == "expired");
  }
  SECTION("nobody pays the invoice that was kept") {
    SandboxWorld world;
    set(world, {{"invoice_expiry", "1h"}, {"keep_invoices", true}});
    world.invoice_of(world.create_checkout(5000_cents));
    world.advance(2h);
    CHECK(world.event_types() ==
          std::vector<std::string>{"order.created", "invoice.created", "order.updated", "invoice.expired"});
    CHECK(world.events().back()["created_at"] == "2024-01-15T11:00:00Z");
  }
}

TEST_CASE("node: fees are the payer's, and no sat is made or lost") {
  SandboxWorld world;
  set(world, {{"fee", 10}, {"fee_ppm", 1000}});
  const auto token = world.create_checkout(5000_cents);
  const auto dear = world.post("/_sandbox/pay", {{"target", token}, {"fee_limit_sats", 59}});
  CHECK(dear.status == 402);
  CHECK(dear.content["node_payment"]["failure_reason"] == "no_route");
  const auto paid = world.post("/_sandbox/pay", {{"target", token}, {"fee_limit_sats", 60}});
  CHECK(paid.status == 201);
  CHECK(paid.content["amount_sats"] == 50'000);
  const auto owned = balances(world);
  CHECK(owned["merchant"] == 50'000'000);
  CHECK(owned["routers"] == 60'000);
  CHECK(owned["alice"] == 1'000'000'000'000'000 - 50'060'000);
}

TEST_CASE("node: inbound liquidity is used up") {
  SandboxWorld world;
  set(world, {{"inbound", 70'000}});
  CHECK(world.pay(world.create_checkout(5000_cents)).status == 201);
  const auto second = world.pay(world.create_checkout(5000_cents));
  CHECK(second.status == 402);
  CHECK(second.body.find("20000 more sats") != std::string::npos);
  set(world, {{"inbound", "off"}});
  CHECK(world.pay(world.create_checkout(5000_cents)).status == 201);
}

TEST_CASE("node: with autopay test-mode invoices pay themselves, and live ones do not") {
  SandboxWorld world;
  set(world, {{"autopay", "3s"}});
  world.patch("/_sandbox/node", {{"autopay", "3s"}}, world.keys().sk_live);
  const auto token = world.create_checkout(5000_cents);
  world.get("/checkout/" + token + "/status", no_key);
  world.advance(3s);
  CHECK(world.read_session(token)["status"] == "completed");
  const auto live =
      world.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}}, world.keys().sk_live);
  const std::string live_token = live.content["token"];
  world.get("/checkout/" + live_token + "/status", no_key);
  world.advance(1min);
  CHECK(world.get("/checkout/" + live_token + "/status", no_key).content["status"] == "pending");
}

TEST_CASE("node: an invoice of its own is paid without any merchant") {
  SandboxWorld world;
  const auto any = world.post("/_sandbox/node/invoices", {{"any_amount", true}, {"description", "tips"}});
  REQUIRE(any.status == 201);
  CHECK(any.content["amount_msat"].is_null());
  CHECK(bolt11::decode(any.content["bolt11"].get<std::string>())->description == "tips");
  const std::string text = any.content["bolt11"];
  CHECK(world.pay(text).status == 422);  // how much?
  const auto paid = world.post("/_sandbox/pay", {{"target", text}, {"amount_sats", 21}});
  CHECK(paid.status == 201);
  CHECK(paid.content["object"] == "node_payment");
  CHECK(
      world.get("/_sandbox/node/invoices/" + any.content["payment_hash"].get<std::string>()).content["received_msat"] ==
      21'000);
  CHECK(world.events().empty());
  CHECK(world.post("/_sandbox/node/invoices", {{"any_amount", true}, {"amount_sats", 1}}).status == 422);
  CHECK(world.post("/_sandbox/node/invoices", json::object()).status == 422);
}

TEST_CASE("node: the payers' log belongs to one merchant and mode") {
  SandboxWorld world;
  world.pay(world.create_checkout(5000_cents));
  const std::string id = world.list("/_sandbox/node/payments").at(0)["id"];
  CHECK(world.get("/_sandbox/node/payments/" + id).status == 200);
  CHECK(world.get("/_sandbox/node/payments/" + id, world.keys().sk_live).status == 404);
  const auto other = world.add_merchant("Other");
  CHECK(world.get("/_sandbox/node/payments/" + id, other).status == 404);
  CHECK(world.list("/_sandbox/node/payments", other).empty());
}

TEST_CASE("node: on-chain money is pending until it has its confirmations") {
  for (const std::string method : {"onchain", "usdt"}) {
    SandboxWorld world;
    INFO(method);
    const auto session = world.open_checkout({{"amount_cents", 5000}});
    const auto invoice =
        world.post("/api/v1/m/invoices/generate",
                   {{"order_id", session["order_id"]}, {"payment_method", method}, {"required_confirmations", 3}});
    REQUIRE(invoice.status == 201);
    const std::string address = invoice.content["payment_address"];
    CHECK(address.starts_with(method == "onchain" ? "bcrt1q" : "USDT-SANDBOX-"));
    const std::string id = invoice.content["id"];
    const auto seen = world.pay(id);
    CHECK(seen.status == 201);
    CHECK(seen.content["status"] == "pending");
    CHECK(seen.content["confirmed_at"].is_null());
    CHECK(world.pay(id).content == seen.content);  // paying again answers the payment there is
    CHECK(world.event_types().back() == "payment.received");
    // Seen in time: the deadline waits for the blocks.
    world.advance(20min);
    CHECK(world.post("/_sandbox/node/mine", {{"blocks", 2}}).content["confirmed_payments"].empty());
    CHECK(world.get("/api/v1/m/invoices/" + id).content["confirmations"] == 2);
    CHECK(world.read_session(session["token"])["status"] == "pending");
    const auto mined = world.post("/_sandbox/node/mine");
    CHECK(mined.content["confirmed_payments"] == json::array({seen.content["id"]}));
    CHECK(world.read_session(session["token"])["status"] == "completed");
    CHECK(world.event_types() == std::vector<std::string>{"order.created", "invoice.created", "payment.received",
                                                          "payment.confirmed", "invoice.paid", "order.updated",
                                                          "checkout.completed"});
    CHECK(world.get("/api/v1/m/invoices/" + id + "/status").content["paid"] == true);
  }
}

TEST_CASE("node: an address that nobody pays expires with its session") {
  SandboxWorld world;
  const auto session = world.open_checkout({{"amount_cents", 5000}});
  const auto invoice =
      world.post("/api/v1/m/invoices/generate", {{"order_id", session["order_id"]}, {"payment_method", "onchain"}});
  world.advance(16min);
  CHECK(world.get("/api/v1/m/invoices/" + invoice.content["id"].get<std::string>()).content["status"] == "expired");
  CHECK(world.pay(session["token"]).status == 410);
}

TEST_CASE("node: the time headers of webhooks can be wrong") {
  SandboxWorld world;
  world.create_webhook("http://shop.test/hooks", {{"events", {"*"}}});
  const auto stamp = [&world] {
    world.create_checkout(5000_cents);
    world.settle();
    return std::stoll(world.transport.attempts().back().header("X-SatsRail-Timestamp"));
  };
  const auto now = to_unix_seconds(world.real.now());
  CHECK(stamp() == now);
  set(world, {{"webhook_skew", "-6m"}});
  CHECK(stamp() == now - 360);  // a receiver that allows five minutes must refuse it
  set(world, {{"webhook_skew", "5m1s"}});
  CHECK(stamp() == now + 301);
}

TEST_CASE("node: the clock of its invoices can be wrong") {
  SandboxWorld world;
  set(world, {{"clock_skew", "-20m"}});
  const std::string slow = world.invoice_of(world.create_checkout(5000_cents))["bolt11"];
  CHECK(bolt11::decode(slow)->timestamp == to_unix_seconds(world.now()) - 20 * 60);
  const auto answer = world.pay(slow);
  CHECK(answer.status == 402);
  CHECK(answer.body.find("invoice expired. Valid until 2024-01-15T09:55:00Z") != std::string::npos);
}

TEST_CASE("node: a payer's attempt is followed until it is over") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto held = world.post("/_sandbox/pay", {{"target", token}, {"hold", true}});
  REQUIRE(held.status == 202);
  const std::string id = held.content["id"];
  const auto answer = world.get("/_sandbox/node/payments/" + id + "/stream");
  REQUIRE(answer.stream != nullptr);
  CHECK(answer.stream->beats);
  std::string told;
  CHECK(answer.stream->next(told));
  CHECK(told.find("event: node_payment\n") == 0);
  told.clear();
  CHECK(answer.stream->next(told));
  CHECK(told.empty());  // nothing has changed
  world.post("/_sandbox/node/invoices/" + token + "/settle");
  CHECK_FALSE(answer.stream->next(told));
  CHECK(told.find("event: settled\n") == 0);
  CHECK(told.find("\"status\":\"succeeded\"") != std::string::npos);
  CHECK(world.get("/_sandbox/node/payments/01900000-0000-7000-8000-000000000000/stream").status == 404);
}
