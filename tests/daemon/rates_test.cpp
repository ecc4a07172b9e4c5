// Exchange rates: fixed until somebody moves them, and locked on an invoice.

#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

Response set_rate(SandboxWorld& world, const std::string& currency, const std::string& rate) {
  return world.post("/_sandbox/rates", {{"currency", currency}, {"rate", rate}}, world.keys().control);
}

}  // namespace

TEST_CASE("rates: the published numbers are the default") {
  SandboxWorld world;
  const auto rate = world.get("/api/v1/rates");
  CHECK(rate.body ==
        R"({"object":"rate","base":"BTC","quote":"USD","rate":"100000.00","btc_usd":100000.00,"sats_per_usd":1000,)"
        R"("source":"sandbox","updated_at":"2024-01-15T10:00:00Z"})");
  CHECK(rate.header("Access-Control-Allow-Origin") == "*");
  CHECK(world.get("/api/v1/rates", world.keys().pk_live).body == rate.body);
  CHECK(world.get("/api/v1/rates?currency=USD").body == rate.body);
}

TEST_CASE("rates: an invoice keeps the rate it was made with while the rate moves") {
  SandboxWorld world;
  const auto locked = world.create_checkout(5000_cents);
  const auto before = world.invoice_of(locked);
  const auto unseen = world.create_checkout(5000_cents);
  world.advance(1min);
  CHECK(set_rate(world, "usd", "50000.00").content["rate"] == "50000.00");
  CHECK(world.get("/api/v1/rates").content["sats_per_usd"] == 2000);
  CHECK(world.get("/api/v1/rates").content["updated_at"] == "2024-01-15T10:01:00Z");

  CHECK(world.invoice_of(locked) == before);
  CHECK(world.get("/checkout/" + locked + "/status", no_key).content["amount_sats"] == 50'000);
  const auto payment = world.pay(locked).content;
  CHECK(payment["amount_sats"] == 50'000);
  CHECK(payment["exchange_rate"] == "100000.00");
  CHECK(payment["amount_usd"] == "50.00");

  // Whoever had no invoice yet takes the new rate, and so does a new checkout.
  CHECK(world.invoice_of(unseen)["amount_sats"] == 100'000);
  const auto later = world.invoice_of(world.create_checkout(5000_cents));
  CHECK(later["amount_sats"] == 100'000);
  CHECK(later["exchange_rate"] == "50000.00");
  CHECK(later["bolt11"].get<std::string>().starts_with("lnbcrt1m1"));
}

TEST_CASE("rates: a price in sats is rounded up and is never nothing") {
  SandboxWorld world;
  set_rate(world, "usd", "99999.99");
  CHECK(world.invoice_of(world.create_checkout(5000_cents))["amount_sats"] == 50'001);
  set_rate(world, "usd", "1000000000000.00");
  CHECK(world.invoice_of(world.create_checkout(1_cents))["amount_sats"] == 1);
  // Beyond all the bitcoin there can be.
  set_rate(world, "usd", "0.01");
  const auto refused = world.post("/api/v1/checkout_sessions", {{"amount_cents", 99'999'999}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["fields"].contains("amount_cents"));
}

TEST_CASE("rates: every currency can be charged at once, and one that nobody knows cannot") {
  SandboxWorld world;
  const auto refused = world.post("/api/v1/checkout_sessions", {{"amount_cents", 5000}, {"currency", "zzz"}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["fields"].contains("currency"));
  CHECK(world.get("/api/v1/rates?currency=zzz").status == 422);

  CHECK(world.get("/api/v1/rates?currency=eur").body.find(R"("btc_eur":92000.00)") != std::string::npos);
  CHECK(set_rate(world, "EUR", "80000.00").status == 200);
  CHECK(world.get("/api/v1/rates?currency=eur").body.find(R"("btc_eur":80000.00)") != std::string::npos);
  const auto session = world.open_checkout({{"amount_cents", 5000}, {"currency", "eur"}});
  CHECK(session["currency"] == "eur");
  const auto payment = world.pay(session["token"]).content;
  CHECK(payment["amount_sats"] == 62'500);
  CHECK(payment["currency"] == "eur");
  CHECK(payment["exchange_rate"] == "80000.00");
  CHECK(payment["amount_usd"] == "62.50");

  for (const auto& currency : Currency::all()) {
    INFO(currency.upper());
    const auto rate = world.get("/api/v1/rates?currency=" + currency.upper());
    CHECK(rate.status == 200);
    CHECK(rate.content["quote"] == currency.upper());
    const auto checkout = world.open_checkout({{"amount_cents", 5000}, {"currency", currency.text()}});
    CHECK(world.invoice_of(checkout["token"])["exchange_rate"] == rate.content["rate"]);
  }
}

TEST_CASE("rates: a currency has the decimals it has, from the rate to the page") {
  SandboxWorld world;
  CHECK(world.get("/api/v1/rates?currency=jpy").body.find(R"("rate":"15000000","btc_jpy":15000000,)") !=
        std::string::npos);
  CHECK(set_rate(world, "jpy", "15000000.50").status == 422);
  const auto yen = world.open_checkout({{"amount_cents", 1500}, {"currency", "JPY"}});
  CHECK(world.invoice_of(yen["token"])["amount_sats"] == 10'000);
  CHECK(world.invoice_of(yen["token"])["exchange_rate"] == "15000000");
  CHECK(world.get("/checkout/" + yen["token"].get<std::string>(), no_key).body.find("1,500 JPY") != std::string::npos);

  CHECK(world.get("/api/v1/rates?currency=kwd").body.find(R"("rate":"30800.000","btc_kwd":30800.000,)") !=
        std::string::npos);
  CHECK(set_rate(world, "kwd", "30000.0005").status == 422);
  CHECK(set_rate(world, "kwd", "30000.500").content["rate"] == "30000.500");
  CHECK(set_rate(world, "kwd", "30000").content["rate"] == "30000.000");
  // 1.500 dinars at 30,000.000 for a bitcoin.
  const auto dinars = world.open_checkout({{"amount_cents", 1500}, {"currency", "kwd"}});
  CHECK(world.invoice_of(dinars["token"])["amount_sats"] == 5'000);
  CHECK(world.get("/checkout/" + dinars["token"].get<std::string>(), no_key).body.find("1.500 KWD") !=
        std::string::npos);
  CHECK(world.pay(dinars["token"]).content["amount_usd"] == "5.00");
}

TEST_CASE("rates: all of them are listed and only the control key moves them") {
  SandboxWorld world;
  set_rate(world, "eur", "80000.00");
  const auto answer = world.get("/_sandbox/rates");
  const auto listed = answer.content["data"];
  REQUIRE(listed.size() == 12);
  CHECK(listed[0]["quote"] == "AUD");
  CHECK(listed[4]["quote"] == "EUR");
  CHECK(listed[4]["rate"] == "80000.00");
  CHECK(listed[11]["quote"] == "USD");
  CHECK(answer.content["mode"] == json{{"object", "rate_mode"}, {"mode", "fixed"}, {"since", "2024-01-15T10:00:00Z"}});
  CHECK(world.get("/_sandbox/rates", world.keys().control).body == answer.body);
  CHECK(world.post("/_sandbox/rates", {{"currency", "usd"}, {"rate", "1.00"}}).status == 403);
  for (const std::string rate : {"0", "0.00", "-1", "1e5", "ten", "", "1000000000000.01", "1.001", "1,000"}) {
    const auto refused = set_rate(world, "usd", rate);
    INFO(rate << " " << refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["fields"].contains("rate"));
  }
  CHECK(world.get("/api/v1/rates").content["rate"] == "100000.00");
}

TEST_CASE("rates: they survive a restart") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    set_rate(world, "usd", "95000.00");
    set_rate(world, "eur", "80000.00");
  }
  options.start += 24h;
  SandboxWorld world(options);
  CHECK(world.get("/api/v1/rates").content["rate"] == "95000.00");
  CHECK(world.get("/api/v1/rates?currency=EUR").content["rate"] == "80000.00");
  // One that nobody touched is as old as the sandbox.
  CHECK(world.get("/api/v1/rates?currency=GBP").content["updated_at"] == "2024-01-15T10:00:00Z");
}
