// The request schemas of the sandbox's own calls. Their parsers live inside the handlers, so what those call is asked
// instead; what no function can be asked is judged by examples.

#include "core/limits.h"
#include "core/money.h"
#include "core/util/time_format.h"
#include "core/wire/rate_json.h"
#include "tests/daemon/api/contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace satsrail {

namespace {

using nlohmann::json;
using test::contract;

void judge_alone(std::string_view schema, const json& body, bool expected) {
  const auto problems = contract().problems(schema, body.dump());
  INFO(schema << " " << body.dump().substr(0, 300) << " " << json(problems).dump());
  CHECK(problems.empty() == expected);
}

bool is_rate(const std::string& text, int digits) {
  const auto minor = parse_minor(text, digits);
  return minor && *minor >= 1 && *minor <= limits::rate_minor_per_btc_max;
}

}  // namespace

TEST_CASE("request schemas: a currency code is one that the money module knows") {
  std::set<std::string> known_codes;
  std::string code = "AAA";
  for (code[0] = 'A'; code[0] <= 'Z'; ++code[0]) {
    for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
      for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
        const bool known = Currency::parse(code).has_value();
        if (known) {
          known_codes.insert(code);
        }
        if (contract().problems("currency", "\"" + code + "\"").empty() != known) {
          FAIL_CHECK(code);
        }
      }
    }
  }
  const auto schemas = json::parse(schema::file("api.json"));
  CHECK(schemas["rate"]["properties"]["quote"]["enum"].get<std::set<std::string>>() == known_codes);
}

TEST_CASE("request schemas: rate.set takes a price within the bounds, in the currency's decimals") {
  for (const std::string rate : {"95000",
                                 "95000.0",
                                 "95000.00",
                                 "95000.000",
                                 "0.01",
                                 "0.001",
                                 "1",
                                 "0",
                                 "0.00",
                                 "000.00",
                                 "00095000.00",
                                 "1000000000000",
                                 "1000000000000.00",
                                 "1000000000000.01",
                                 "1000000000001",
                                 "999999999999.99",
                                 "100000000000",
                                 "100000000000.000",
                                 "100000000000.001",
                                 "99999999999.999",
                                 "100000000000000",
                                 "100000000000001",
                                 "99999999999999",
                                 "000000000000001",
                                 "0000000000000001",
                                 "0000000000000.01",
                                 "00000000000000.01",
                                 "",
                                 ".",
                                 ".5",
                                 "5.",
                                 "5.0.0",
                                 "+5",
                                 "-5",
                                 "5e3",
                                 "5,000",
                                 " 5",
                                 "5 ",
                                 "0x5",
                                 "\u0665"}) {
    judge_alone("rate.set", {{"rate", rate}}, is_rate(rate, 2));
    judge_alone("rate.set", {{"rate", rate}, {"currency", nullptr}}, is_rate(rate, 2));
    for (const std::string code : {"usd", "EUR", "jpy", "KWD"}) {
      judge_alone("rate.set", {{"rate", rate}, {"currency", code}},
                  is_rate(rate, Currency::parse(code)->minor_digits()));
    }
  }
  judge_alone("rate.set", json::array(), false);
  judge_alone("rate.set", {{"rate", 95000}}, false);
  judge_alone("rate.set", {{"rate", nullptr}}, false);
  judge_alone("rate.set", {{"currency", "usd"}}, false);
  judge_alone("rate.set", {{"rate", "5"}, {"currency", "xyz"}}, false);
}

TEST_CASE("request schemas: rate_mode.set takes a mode and what belongs to it") {
  const auto judge = [](const json& body) {
    INFO(body.dump());
    const bool read = wire::parse_rate_mode(wire::JsonBody::parse(body.dump()).value()).ok();
    judge_alone("rate_mode.set", body, read);
  };
  for (const json& mode : std::vector<json>{"fixed", "script", "walk", "error", "Fixed", "", nullptr, 1}) {
    judge({{"mode", mode}});
  }
  judge(json::object());
  for (const char* mode : {"fixed", "script"}) {
    for (const char* script : {R"({"usd":[["0s","1"],["10m","2.00"]]})",
                               R"({"Jpy":[["2026-01-31T12:00:00Z","15000000"]],"EUR":[["1h","5"]]})", R"({"usd":[]})",
                               R"({"usd":[["0s"]]})", R"({"usd":[["0s","1","2"]]})", R"({"usd":[["0s",1]]})",
                               R"({"usd":[["soon","1"]]})", R"({"usd":[["0s","-1"]]})", R"({"usd":{"0s":"1"}})",
                               R"({"zzz":[["0s","1"]]})", R"({"usd":"95000.00"})", "{}", "[]", R"("usd")", "null"}) {
      // What belongs to another mode is not looked at.
      judge({{"mode", mode}, {"script", json::parse(script)}});
    }
  }
  for (const json& step : std::vector<json>{"1s", "1m", "1h30m", "1 m", "soon", 60, nullptr}) {
    judge({{"mode", "walk"}, {"step", step}});
  }
  for (const json& number :
       std::vector<json>{-1, 0, 1, 1000, 1001, 9000, 9001, 9007199254740991, 9007199254740992, 1.5, "1", nullptr}) {
    judge({{"mode", "walk"}, {"seed", number}});
    judge({{"mode", "walk"}, {"sigma_bp", number}});
    judge({{"mode", "walk"}, {"range_bp", number}});
  }
}

TEST_CASE("request schemas: clock.advance takes a duration") {
  for (const std::string duration :
       {"500ms", "20s",  "16m",  "2h",   "3d",  "1h30m", "1d2h3m4s5ms", "0s",   "007s",  "",    " ",  "16",
        "m",     "16 m", "16m ", "1.5h", "-5m", "+5m",   "30m1h",       "5m5m", "5ms5s", "16M", "1w", "1h30"}) {
    judge_alone("clock.advance", {{"duration", duration}}, parse_duration(duration).ok());
  }
  judge_alone("clock.advance", {{"duration", 960}}, false);
  judge_alone("clock.advance", json::object(), false);
  judge_alone("clock.advance", {{"duration_ms", 960000}}, true);
  judge_alone("clock.advance", {{"duration_ms", 0}, {"duration", "ignored"}}, true);
  judge_alone("clock.advance", {{"duration_ms", nullptr}, {"duration", "16m"}}, true);
  for (const json& millis : std::vector<json>{-1, 1.5, "960000", true, nullptr, 316224000001}) {
    judge_alone("clock.advance", {{"duration_ms", millis}}, false);
  }
}

TEST_CASE("request schemas: clock.set takes a time") {
  for (const std::string time : {"2026-01-31",
                                 "2026-01-31T12:00:00Z",
                                 "2026-01-31t12:00:00z",
                                 "2026-01-31 12:00:00+02:00",
                                 "2026-01-31T12:00:00.123456-23:59",
                                 "",
                                 " ",
                                 "2026-1-31",
                                 "2026-13-01",
                                 "2026-00-01",
                                 "2026-01-00",
                                 "2026-01-32",
                                 "2026-01-31T12:00:00",
                                 "2026-01-31T12:00Z",
                                 "2026-01-31T24:00:00Z",
                                 "2026-01-31T12:60:00Z",
                                 "2026-01-31T12:00:60Z",
                                 "2026-01-31T12:00:00.Z",
                                 "2026-01-31T12:00:00+2:00",
                                 "2026-01-31T12:00:00+24:00",
                                 "2026-01-31T12:00:00Zx",
                                 "20260131T120000Z",
                                 "tomorrow"}) {
    judge_alone("clock.set", {{"time", time}}, parse_iso(time).ok());
  }
  judge_alone("clock.set", {{"time", 1767225600}}, false);
  judge_alone("clock.set", {{"time", nullptr}}, false);
  judge_alone("clock.set", json::object(), false);
}

TEST_CASE("request schemas: pay takes one target") {
  for (const json& target :
       std::vector<json>{"cs_0123456789", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", std::string(7099, 'l')}) {
    judge_alone("pay", {{"target", target}}, true);
  }
  for (const json& target :
       std::vector<json>{nullptr, "", " \t", 5, json::array(), std::string(7100, 'l'), "cs_\x01"}) {
    judge_alone("pay", {{"target", target}}, false);
  }
  judge_alone("pay", json::object(), false);
  judge_alone("pay", json::array({"target"}), false);
}

}  // namespace satsrail
