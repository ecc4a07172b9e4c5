// What the handlers write without a codec, and the small pieces that every schema is made of.

#include "core/limits.h"
#include "daemon/api/list.h"
#include "tests/daemon/api/contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace satsrail {

namespace {

using json = nlohmann::ordered_json;
using test::contract;
using test::holds;
using test::named;

const std::string k_token = "cs_" + std::string(30, 'a');
const std::string k_id = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a51";
const std::string k_number = "ORD-ABCDEF1234567890";
const store::PageRequest k_page{2, 1, false};

}  // namespace

// What handlers write themselves, as the sandbox once answered it.
TEST_CASE("response schemas: rates, clock, node, keys and status") {
  holds(named("rate"),
        R"({"object":"rate","base":"BTC","quote":"USD","rate":"100000.00","btc_usd":100000.00,"sats_per_usd":1000,
    "source":"sandbox","updated_at":"2026-01-31T12:00:00Z"})");
  const std::string yen =
      R"({"object":"rate","base":"BTC","quote":"JPY","rate":"15000000","btc_jpy":15000000,"source":"sandbox",
    "updated_at":"2026-01-31T12:00:01Z"})";
  holds(named("rate"), yen, {"btc_jpy"});
  const std::string walk =
      R"({"object":"rate_mode","mode":"walk","since":"2026-01-31T12:00:00Z","seed":1,"step":"1m","sigma_bp":50,
    "range_bp":2000})";
  holds(named("rate_mode"), walk);
  holds(named("rate_mode"), R"({"object":"rate_mode","mode":"error","since":"2026-01-31T12:00:00Z"})");
  holds(named("rate_mode"), R"({"object":"rate_mode","mode":"script","since":"2026-01-31T12:00:00Z",
    "script":{"JPY":[["2026-01-31T12:00:00Z","15000000"]],"USD":[["2026-01-31T12:10:00Z","95000.00"]]}})",
        {"JPY", "USD"});
  holds(named("rate.list"), api::list_json({yen}, k_page, 3, ",\"mode\":" + walk), {"btc_jpy"});
  auto mixed = json::parse(yen);
  mixed["sats_per_usd"] = 1000;
  CHECK_FALSE(contract().problems("rate", mixed.dump()).empty());
  const std::string clock =
      R"({"object":"clock","now":"2026-01-31T12:16:06Z","mode":"frozen","offset_seconds":-960,"ran":[
    {"at":"2026-01-31T12:15:03Z","job":"checkout_session.expire","id":")" +
      k_token + R"("},
    {"at":"2026-01-31T12:15:04Z","job":"webhook.attempt","id":"019c13ec-a9f9-72d2-af8d-1356dfb7bd5a","event_id":"evt_)" +
      std::string(30, 'b') + R"(","event_type":"order.created","url":"http://127.0.0.1:1/webhooks","attempt":2,
     "status":null,"error":"connection refused"}]})";
  holds(named("clock"), clock, {"ran"});
  holds(named("sandbox"),
        R"({"object":"sandbox","version":"0.1.0","pid":4242,"started_at":"2026-11-23T16:21:15Z","uptime_seconds":0,
    "base_url":"http://127.0.0.1:7287","port":7287,"dir":"/home/me/sandbox","database":":memory:","rate_limit_per_minute":null,
    "network":"regtest","counts":{"checkout_sessions":0,"orders":0,"invoices":0,"payments":0,"products":0,"webhook_endpoints":0,"events":0,
     "deliveries":0,"deliveries_pending":0,"event_streams":0},
    "clock":{"object":"clock","now":"2026-01-31T12:00:01Z","mode":"running","offset_seconds":0}})");
  holds(named("node"),
        R"({"object":"node","alias":"satsrail-sandbox","pubkey":"02)" + std::string(64, 'e') +
            R"(","network":"regtest","prefix":"lnbcrt","simulated":true,"block_height":100,
    "settings":{"offline":"off"},"balances":[{"owner":"merchant","balance_msat":0}],"payer":{"alias":"satsrail-payer",
    "pubkey":"02)" +
            std::string(64, 'f') + R"(","network":"regtest","prefix":"lnbcrt"},
    "lnd_rest":{"base_url":"http://127.0.0.1:7287/lnd","macaroon":"0102","macaroon_path":null},
    "lnurl":{"url":"http://127.0.0.1:7287/lnurlp/shop","lnurl":null}})",
        {"offline"});
  for (const auto* word : {"ok", "ready", "stopping", "reset"}) {
    holds(named("health"), json{{"status", word}}.dump());
  }
}

TEST_CASE("response schemas: a checkout's status tells what its state promises") {
  const auto judge = named("checkout_status");
  const json pending{{"status", "pending"},   {"payment_request", "lnbcrt500u1p"},
                     {"time_remaining", 899}, {"amount_sats", 50'000},
                     {"amount_cents", 5000},  {"currency", "usd"}};
  const json completed{{"status", "completed"},   {"time_remaining", 0}, {"amount_sats", 50'000},
                       {"amount_cents", 5000},    {"currency", "usd"},   {"items", json::array()},
                       {"redirect_url", nullptr}, {"order_id", k_id},    {"order_number", k_number}};
  const json expired{{"status", "expired"},
                     {"time_remaining", 0},
                     {"amount_sats", nullptr},
                     {"amount_cents", 5000},
                     {"currency", "usd"}};
  const auto with = [](json status, const std::string& name, const json& value) {
    status[name] = value;
    return status.dump();
  };
  holds(judge, pending.dump());
  holds(judge, completed.dump());
  holds(judge, with(completed, "redirect_url", "https://shop.test/?checkout_id=cs_1"));
  auto bought = completed;
  bought["items"] = json::array({{{"order_item_id", k_id}, {"key", std::string(43, 'k')}}});
  bought["access_token"] = "eyJfcmFpbHMi--" + std::string(64, '0');
  bought["access_duration_seconds"] = 60;
  holds(judge, bought.dump(), {"access_token", "access_duration_seconds"});
  holds(judge, expired.dump());
  holds(judge, with(expired, "status", "cancelled"));
  for (const auto& contradiction : {
           with(pending, "amount_sats", nullptr),
           with(pending, "order_id", k_id),
           with(pending, "access_token", bought["access_token"]),
           with(expired, "access_token", bought["access_token"]),
           with(pending, "status", "expired"),
           with(pending, "status", "completed"),
           with(completed, "status", "pending"),
           with(completed, "status", "expired"),
           with(completed, "amount_sats", nullptr),
           with(completed, "time_remaining", 1),
           with(completed, "payment_request", "lnbcrt500u1p"),
           with(expired, "status", "completed"),
           with(expired, "status", "pending"),
           with(expired, "time_remaining", 1),
           with(expired, "time_remaining", -1),
           with(expired, "payment_request", "lnbcrt500u1p"),
           with(expired, "order_id", k_id),
       }) {
    INFO(contradiction);
    CHECK_FALSE(judge(contradiction).empty());
  }
}

TEST_CASE("response schemas: what only looks like an id, a time or an amount is refused") {
  struct Lookalikes {
    std::string schema;
    json good;
    std::vector<json> bad;
  };
  const auto& id = k_id;
  const std::string tail(30, 'a');
  for (const auto& [schema, good, bad] : std::vector<Lookalikes>{
           {"uuid", id, {"", id + "0", id.substr(1), "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A51", "cs_" + tail}},
           {"uuid_or_null", nullptr, {"", id + "0"}},
           {"timestamp",
            "2026-01-31T12:00:00Z",
            {"", "2026-01-31", "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00+00:00"}},
           {"timestamp_or_null", nullptr, {"", "2026-01-31"}},
           {"checkout_token", "cs_" + tail, {"cs_", "cs_" + tail + "a", "cs_" + tail.substr(1), "evt_" + tail, id}},
           {"event_id", "evt_" + tail, {"evt_", "evt_" + tail + "a", "cs_" + tail, id}},
           {"order_number", k_number, {"ORD-1234", "ord-abcdef1234567890", k_number + "0"}},
           {"hash", std::string(64, '0'), {"", std::string(63, '0'), std::string(65, '0'), std::string(64, 'A')}},
           {"bolt11", "lnbcrt1", {"", "bc1q", "LNBCRT1", "lightning:lnbcrt1"}},
           {"sats", limits::sats_max, {0, -1, limits::sats_max + 1, "1", 1.5}},
           {"cents", limits::amount_cents_max, {-1, limits::amount_cents_max + 1, "1", 0.5}},
           {"decimal", "100000.00", {"", ".5", "5.", "-5", "1e5", "1,000.00", 5}},
           {"usd", "50.00", {"", "50", "50.0", "50.000", "$50.00", 50}},
           {"metadata", {{"key", "value"}}, {{{"key", 1}}, {{"key", nullptr}}, json::array()}},
       }) {
    INFO(schema);
    CHECK(contract().problems(schema, good.dump()).empty());
    for (const auto& value : bad) {
      INFO(value.dump());
      CHECK_FALSE(contract().problems(schema, value.dump()).empty());
    }
  }
}

}  // namespace satsrail
