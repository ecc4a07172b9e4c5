// Where exchange rates come from: a script, a walk, or nowhere.

#include "core/util/time_format.h"
#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <set>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

Response set_mode(SandboxWorld& world, const std::string& body) {
  return world.post_text("/_sandbox/rates/mode", body, world.keys().control);
}

std::string rate(SandboxWorld& world, const std::string& currency = "usd") {
  return world.get("/api/v1/rates?currency=" + currency).content["rate"];
}

std::string updated_at(SandboxWorld& world) {
  return world.get("/api/v1/rates").content["updated_at"];
}

// As whole cents.
std::int64_t minor(const std::string& rate) {
  return parse_minor(rate, 2).value();
}

// What a mode's request was refused for, about this field.
std::string complaint(SandboxWorld& world, const std::string& body, const std::string& field) {
  const auto before = world.get("/_sandbox/rates").body;
  const auto refused = set_mode(world, body);
  INFO(body << " " << refused);
  REQUIRE(refused.status == 422);
  REQUIRE(refused.content["error"]["fields"].contains(field));
  CHECK(world.get("/_sandbox/rates").body == before);
  return refused.content["error"]["fields"][field][0];
}

bool says(const std::string& sentence, const std::string& words) {
  INFO(sentence);
  return sentence.find(words) != std::string::npos;
}

const std::string k_walk = R"({"mode":"walk","seed":7,"step":"1m","sigma_bp":50,"range_bp":2000})";

}  // namespace

TEST_CASE("rates: a script changes them as the clock passes its entries") {
  SandboxWorld world;
  const auto set = set_mode(world, R"({"mode":"script","script":{"usd":[["5m","95000.00"],["10m","50000.00"]],)"
                                   R"("eur":[["2024-01-15T10:07:00Z","80000.00"]]}})");
  CHECK(set.body == R"({"object":"rate_mode","mode":"script","since":"2024-01-15T10:00:00Z","script":)"
                    R"({"EUR":[["2024-01-15T10:07:00Z","80000.00"]],)"
                    R"("USD":[["2024-01-15T10:05:00Z","95000.00"],["2024-01-15T10:10:00Z","50000.00"]]}})");
  CHECK(world.get("/_sandbox/rates").content["mode"] == set.content);
  // Before its first entry a currency has its fixed rate.
  CHECK(rate(world) == "100000.00");
  CHECK(world.get("/api/v1/rates").content["source"] == "sandbox:script");
  CHECK(updated_at(world) == "2024-01-15T10:00:00Z");

  const auto early = world.create_checkout(5000_cents);
  CHECK(world.invoice_of(early)["amount_sats"] == 50'000);
  world.advance(5min - 1ms);
  CHECK(rate(world) == "100000.00");
  world.advance(1ms);
  CHECK(rate(world) == "95000.00");
  CHECK(updated_at(world) == "2024-01-15T10:05:00Z");
  CHECK(rate(world, "eur") == "92000.00");
  world.advance(2min);
  CHECK(rate(world, "eur") == "80000.00");
  world.advance(5min);
  CHECK(rate(world) == "50000.00");
  CHECK(updated_at(world) == "2024-01-15T10:10:00Z");
  CHECK(rate(world, "gbp") == "79000.00");

  // The rate is locked by the invoice: an old one keeps its amount, a new one takes the new rate.
  const auto late = world.create_checkout(5000_cents);
  CHECK(world.invoice_of(late)["amount_sats"] == 100'000);
  CHECK(world.pay(early).content["amount_sats"] == 50'000);
  CHECK(world.pay(late).content["amount_sats"] == 100'000);

  // Back to the fixed rate, and what was a script is gone.
  CHECK(set_mode(world, R"({"mode":"fixed"})").body ==
        R"({"object":"rate_mode","mode":"fixed","since":"2024-01-15T10:12:00Z"})");
  CHECK(rate(world) == "100000.00");
  CHECK(world.get("/api/v1/rates").content["source"] == "sandbox");
}

TEST_CASE("rates: what a script was answered as can be sent again") {
  SandboxWorld world;
  auto set = set_mode(world, R"({"mode":"script","script":{"jpy":[["0s","15000001"],["1h","14000000"]]}})");
  CHECK(rate(world, "jpy") == "15000001");
  world.advance(30min);
  auto again = set_mode(world, set.body).content;
  CHECK(again["script"] == set.content["script"]);
  CHECK(rate(world, "jpy") == "15000001");
  world.advance(30min);
  CHECK(rate(world, "jpy") == "14000000");
}

TEST_CASE("rates: all of a script is checked before anything changes") {
  SandboxWorld world;
  const auto script = [&](const std::string& text) {
    return complaint(world, R"({"mode":"script","script":)" + text + "}", "script");
  };
  CHECK(says(script("null"), "must be an object such as"));
  CHECK(says(script("{}"), "must be an object such as"));
  CHECK(says(script(R"({"usd":[]})"), "must hold a list of entries for USD"));
  CHECK(says(script(R"({"usd":{"0s":"1"}})"), "must hold a list of entries for USD"));
  CHECK(says(script(R"({"xyz":[["0s","1"]]})"), "names \"xyz\", which is not a supported currency"));
  CHECK(says(script(R"({"usd":[["0s","1"]],"USD":[["0s","1"]]})"), "names USD twice"));
  CHECK(says(script(R"({"usd":[["0s","1"],["1m",2]]})"), "entry 2 of USD must be a pair of texts"));
  CHECK(says(script(R"({"usd":[["0s","1"],["soon","2"]]})"), "entry 2 of USD must begin with a duration such as 10m"));
  CHECK(says(script(R"({"usd":[["0s","1.001"]]})"), "entry 1 of USD has a rate that must be the price of one bitcoin"));
  CHECK(says(script(R"({"jpy":[["0s","1.5"]]})"), "such as \"15000000\""));
  CHECK(says(script(R"({"usd":[["10m","1"],["10m","2"]]})"), "entry 2 of USD must take force later"));
  CHECK(says(script(R"({"usd":[["10m","1"],["2024-01-15T10:05:00Z","2"]]})"), "entry 2 of USD must take force later"));
  std::string many = R"({"usd":[)";
  for (int i = 0; i <= 10'000; ++i) {
    many += (i == 0 ? "" : ",") + std::string(R"([")") + std::to_string(i) + R"(s","1"])";
  }
  CHECK(says(script(many + "]}"), "must not have more than 10000 entries"));
  CHECK(says(complaint(world, R"({"mode":"backwards"})", "mode"), "must be fixed, script, walk or error"));
  CHECK(says(complaint(world, "{}", "mode"), "can't be blank"));
  CHECK(world.post("/_sandbox/rates/mode", {{"mode", "error"}}).status == 403);
}

TEST_CASE("rates: a walk moves at every step, all currencies alike, and stays within its range") {
  SandboxWorld world;
  CHECK(set_mode(world, k_walk).body == R"({"object":"rate_mode","mode":"walk","since":"2024-01-15T10:00:00Z",)"
                                        R"("seed":7,"step":"1m","sigma_bp":50,"range_bp":2000})");
  CHECK(rate(world) == "100000.00");
  CHECK(world.get("/api/v1/rates").content["source"] == "sandbox:walk");
  std::set<std::string> seen;
  for (int step = 1; step <= 300; ++step) {
    world.advance(59s + 999ms);
    const auto before = rate(world);
    world.advance(1ms);
    const auto after = rate(world);
    seen.insert(after);
    INFO(step << ": " << before << " -> " << after);
    CHECK(updated_at(world) == format_iso(from_millis(1'705'312'800'000) + step * 1min));
    CHECK(minor(after) >= 8'000'000);
    CHECK(minor(after) <= 12'000'000);
    // Half a percent as a rule; chance holds six times that by far.
    CHECK(std::abs(minor(after) - minor(before)) < 300'000);
    // 92,000.00 EUR where it is 100,000.00 USD.
    CHECK(std::abs(minor(rate(world, "eur")) * 100 - minor(after) * 92) < 100);
  }
  CHECK(seen.size() > 250);
}

TEST_CASE("rates: a walk is the same whenever and however one looks at it") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  std::vector<std::string> walked;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    set_mode(world, k_walk);
    for (int hour = 0; hour < 24; ++hour) {
      walked.push_back(rate(world));
      world.advance(1h);
    }
    walked.push_back(rate(world));
  }
  {
    // After a restart on the same database, at the same time of the sandbox clock.
    SandboxWorld world(options);
    CHECK(world.get("/_sandbox/rates").content["mode"]["seed"] == 7);
    CHECK(rate(world) == walked.back());
  }
  // Elsewhere with the same parameters: at one leap, backwards or never seen in between.
  for (const std::size_t hour : {24U, 1U, 12U}) {
    SandboxWorld world;
    set_mode(world, k_walk);
    world.advance(static_cast<int>(hour) * 1h);
    CHECK(rate(world) == walked[hour]);
  }
  SandboxWorld other;
  set_mode(other, R"({"mode":"walk","seed":8})");
  other.advance(24h);
  CHECK(rate(other) != walked.back());
}

TEST_CASE("rates: a walk has the same numbers on every machine") {
  SandboxWorld world;
  set_mode(world, R"({"mode":"walk"})");
  CHECK(world.get("/_sandbox/rates").content["mode"]["seed"] == 1);
  std::vector<std::string> walked;
  for (int step = 0; step < 5; ++step) {
    world.advance(1min);
    walked.push_back(rate(world));
  }
  CHECK(walked == std::vector<std::string>{"100432.08", "100333.83", "100089.14", "99667.66", "99683.69"});
  // Years ahead cost what a minute costs.
  world.post("/_sandbox/clock/set", {{"time", "2499-12-31T00:00:00Z"}}, world.keys().control);
  CHECK(rate(world) == "100730.29");
  set_mode(world, R"({"mode":"walk","seed":9007199254740991,"step":"1s","sigma_bp":1000,"range_bp":9000})");
  CHECK(rate(world) == "100000.00");
}

TEST_CASE("rates: a walk begins at the fixed rate, wherever that is put") {
  SandboxWorld world;
  set_mode(world, k_walk);
  world.advance(3h);
  const auto before = minor(rate(world));
  const auto fixed = world.post("/_sandbox/rates", {{"rate", "50000.00"}}, world.keys().control);
  CHECK(fixed.content["rate"] == "50000.00");
  CHECK(fixed.content["source"] == "sandbox");
  CHECK(std::abs(minor(rate(world)) * 2 - before) <= 1);
  CHECK(updated_at(world) == "2024-01-15T13:00:00Z");
  for (const auto* body : {R"({"mode":"walk","step":"500ms"})", R"({"mode":"walk","step":"soon"})"}) {
    CHECK(says(complaint(world, body, "step"), "and at least 1s"));
  }
  CHECK(says(complaint(world, R"({"mode":"walk","sigma_bp":0})", "sigma_bp"), "must be"));
  CHECK(says(complaint(world, R"({"mode":"walk","range_bp":10000})", "range_bp"), "must be"));
  CHECK(says(complaint(world, R"({"mode":"walk","seed":-1})", "seed"), "must be"));
}

TEST_CASE("rates: while their source is down nothing is sold, nothing is left behind, and what was sold can be paid") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  std::string locked;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    locked = world.create_checkout(5000_cents);
    world.invoice_of(locked);
    const auto unseen = world.create_checkout(5000_cents);
    world.create_product({{"slug", "pack"}});
    const auto events = world.events();
    const auto counts = world.get("/_sandbox/status").content["counts"];

    CHECK(set_mode(world, R"({"mode":"error"})").status == 200);
    for (const json& wish : std::vector<json>{
             {{"amount_cents", 5000}}, {{"amount_cents", 5000}, {"currency", "eur"}}, {{"product_id", "pack"}}}) {
      for (const bool with_invoice : {false, true}) {
        const auto refused =
            world.post("/api/v1/checkout_sessions", {{"checkout_session", wish}, {"generate_invoice", with_invoice}});
        INFO(wish << " " << refused);
        CHECK(refused.status == 503);
        CHECK(refused.code() == "rate_unavailable");
        CHECK(says(refused.content["error"]["message"], "satsrail rates mode fixed"));
      }
    }
    CHECK(world.get("/api/v1/rates").status == 503);
    CHECK(world.get("/api/v1/rates").code() == "rate_unavailable");
    const auto listed = world.get("/_sandbox/rates").content;
    CHECK(listed["data"].empty());
    CHECK(listed["mode"]["mode"] == "error");
    // A session that had no invoice yet gets none either.
    CHECK(world.get("/checkout/" + unseen + "/status", no_key).status == 503);
    CHECK(world.post("/_sandbox/checkout_sessions/" + unseen + "/invoice").status == 503);
    CHECK(world.pay(unseen).status == 503);
    CHECK(world.read_session(unseen)["status"] == "pending");

    CHECK(world.events() == events);
    CHECK(world.get("/_sandbox/status").content["counts"] == counts);
    // A fixed rate may be set meanwhile; it counts later.
    CHECK(world.post("/_sandbox/rates", {{"rate", "50000.00"}}, world.keys().control).status == 200);
    CHECK(world.get("/api/v1/rates").status == 503);
  }
  SandboxWorld world(options);
  CHECK(world.get("/api/v1/rates").status == 503);
  CHECK(world.get("/checkout/" + locked + "/status", no_key).content["amount_sats"] == 50'000);
  const auto payment = world.pay(locked);
  CHECK(payment.status == 201);
  CHECK(payment.content["amount_sats"] == 50'000);
  CHECK(payment.content["exchange_rate"] == "100000.00");
  set_mode(world, R"({"mode":"fixed"})");
  CHECK(world.invoice_of(world.create_checkout(5000_cents))["amount_sats"] == 100'000);
}

TEST_CASE("rates: mode, script and fixed rates outlive a restart and a reset") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  std::string mode;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    world.post("/_sandbox/rates", {{"currency", "gbp"}, {"rate", "70000.00"}}, world.keys().control);
    set_mode(world,
             R"({"mode":"script","script":{"usd":[["0s","90000.00"],["1h","91000.00"]],"kwd":[["0s","30000.500"]]}})");
    mode = world.get("/_sandbox/rates").content["mode"].dump();
  }
  SandboxWorld world(options);
  CHECK(world.get("/_sandbox/rates").content["mode"].dump() == mode);
  CHECK(rate(world) == "90000.00");
  CHECK(rate(world, "kwd") == "30000.500");
  CHECK(rate(world, "gbp") == "70000.00");
  world.advance(1h);
  CHECK(rate(world) == "91000.00");
  CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).status == 200);
  CHECK(world.get("/_sandbox/rates").content["mode"].dump() == mode);
}
