#include "core/util/time_format.h"

#include "core/limits.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace std::chrono_literals;

namespace {

Time at(std::string_view text) {
  return parse_iso(text).value().time;
}

std::string refusal(std::string_view text) {
  const auto parsed = parse_iso(text);
  return parsed ? "(accepted)" : parsed.error().message();
}

std::string duration_refusal(std::string_view text) {
  const auto parsed = parse_duration(text);
  return parsed ? "(accepted)" : parsed.error().message();
}

}  // namespace

TEST_CASE("time: written as UTC in whole seconds, rounded down") {
  CHECK(format_iso(from_millis(0)) == "1970-01-01T00:00:00Z");
  CHECK(format_iso(from_millis(1'705'313'700'000)) == "2024-01-15T10:15:00Z");
  CHECK(format_iso(from_millis(1'705'313'700'999)) == "2024-01-15T10:15:00Z");
  CHECK(format_iso(from_millis(-1)) == "1969-12-31T23:59:59Z");
  CHECK(format_iso(from_millis(951'782'400'000)) == "2000-02-29T00:00:00Z");
  CHECK(format_iso(from_millis(253'402'300'799'999)) == "9999-12-31T23:59:59Z");
  std::string out = "at ";
  append_iso(out, from_millis(0));
  CHECK(out == "at 1970-01-01T00:00:00Z");
}

TEST_CASE("time: every fourth hour of four centuries is read back") {
  for (Time time = at("1899-12-31"); time < at("2301-01-02"); time += 4h * 7 + 1s * 61) {
    if (at(format_iso(time)) != time) {
      FAIL(format_iso(time));
    }
  }
}

TEST_CASE("time: reads RFC 3339") {
  CHECK(at("2024-01-15T10:15:00Z") == from_millis(1'705'313'700'000));
  CHECK(at("2024-01-15t10:15:00z") == from_millis(1'705'313'700'000));
  CHECK(at("2024-01-15 12:15:00+02:00") == from_millis(1'705'313'700'000));
  CHECK(at("2024-01-15T00:45:00-09:30") == from_millis(1'705'313'700'000));
  CHECK(at("2024-01-15T10:15:00.25Z") == from_millis(1'705'313'700'250));
  CHECK(at("2024-01-15T10:15:00.999999999Z") == from_millis(1'705'313'700'999));
  CHECK_FALSE(parse_iso("2024-01-15T10:15:00Z")->date_only);
  CHECK(parse_iso("2024-01-15")->date_only);
  CHECK(format_iso(at("2024-01-15")) == "2024-01-15T00:00:00Z");
}

TEST_CASE("time: what is no time is refused in plain words") {
  CHECK_THAT(refusal("soon"), Catch::Contains("\"soon\" is not a time") && Catch::Contains("2024-01-15"));
  CHECK_THAT(refusal(""), Catch::Contains("must begin with a date"));
  CHECK_THAT(refusal("2024-1-15"), Catch::Contains("must begin with a date"));
  CHECK_THAT(refusal("2023-02-29"), Catch::Contains("no such day"));
  CHECK_THAT(refusal("2024-13-01"), Catch::Contains("no such day"));
  CHECK_THAT(refusal("2024-01-15T"), Catch::Contains("time such as"));
  CHECK_THAT(refusal("2024-01-15x10:15:00Z"), Catch::Contains("comes T"));
  CHECK_THAT(refusal("2024-01-15T24:00:00Z"), Catch::Contains("24 hours"));
  CHECK_THAT(refusal("2024-01-15T23:59:60Z"), Catch::Contains("60 seconds"));
  CHECK_THAT(refusal("2024-01-15T10:15:00"), Catch::Contains("must end with Z"));
  CHECK_THAT(refusal("2024-01-15T10:15:00.Z"), Catch::Contains("decimal point"));
  CHECK_THAT(refusal("2024-01-15T10:15:00+0200"), Catch::Contains("+02:00"));
  CHECK_THAT(refusal("2024-01-15T10:15:00Zulu"), Catch::Contains("follows its end"));
  CHECK(refusal(std::string(10'000, '9')).size() < 200);
}

TEST_CASE("durations: read and written") {
  CHECK(parse_duration("500ms").value() == 500ms);
  CHECK(parse_duration("20s").value() == 20s);
  CHECK(parse_duration("16m").value() == 16min);
  CHECK(parse_duration("2h").value() == 2h);
  CHECK(parse_duration("3d").value() == 72h);
  CHECK(parse_duration("1h30m").value() == 90min);
  CHECK(parse_duration("1d2h3m4s5ms").value() == 26h + 3min + 4s + 5ms);
  CHECK(parse_duration("90m").value() == 90min);
  CHECK(parse_duration("0s").value() == 0ms);
  CHECK(parse_duration("3650d").value() == limits::duration_max);
  for (const std::string_view text : {"0s", "500ms", "1h30m", "3d", "1d2h3m4s5ms", "59s999ms", "3650d"}) {
    CHECK(format_duration(parse_duration(text).value()) == text);
  }
  CHECK(format_duration(-90min) == "-1h30m");
}

TEST_CASE("durations: what is none is refused in plain words") {
  CHECK_THAT(duration_refusal(""), Catch::Contains("a number and a unit"));
  CHECK_THAT(duration_refusal("soon"), Catch::Contains("whole numbers with units"));
  CHECK_THAT(duration_refusal("-5m"), Catch::Contains("whole numbers with units"));
  CHECK_THAT(duration_refusal("1.5h"), Catch::Contains("units are ms, s, m, h and d"));
  CHECK_THAT(duration_refusal("20"), Catch::Contains("lacks its unit"));
  CHECK_THAT(duration_refusal("1h30"), Catch::Contains("lacks its unit"));
  CHECK_THAT(duration_refusal("5 m"), Catch::Contains("units are"));
  CHECK_THAT(duration_refusal("5min"), Catch::Contains("units are"));
  CHECK_THAT(duration_refusal("30m1h"), Catch::Contains("from large to small"));
  CHECK_THAT(duration_refusal("1h1h"), Catch::Contains("each once"));
  CHECK_THAT(duration_refusal("3651d"), Catch::Contains("longer than 10 years"));
  CHECK_THAT(duration_refusal("3650d1ms"), Catch::Contains("longer than 10 years"));
  CHECK_THAT(duration_refusal("99999999999999999999999s"), Catch::Contains("longer than 10 years"));
}
