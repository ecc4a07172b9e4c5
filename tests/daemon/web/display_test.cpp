#include "daemon/web/display.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace satsrail::web;

TEST_CASE("display: dollars have their sign, other currencies their code") {
  CHECK(display_amount("50.00", "usd") == "$50.00");
  CHECK(display_amount("50.00", "USD") == "$50.00");
  CHECK(display_amount("1234567.89", "usd") == "$1,234,567.89");
  CHECK(display_amount("50.00", "eur") == "50.00 EUR");
  CHECK(display_amount("5000", "JPY") == "5,000 JPY");
  CHECK(display_amount("0.999", "kwd") == "0.999 KWD");
}

TEST_CASE("display: sats are grouped by thousands") {
  CHECK(display_sats(1) == "1 sat");
  CHECK(display_sats(0) == "0 sats");
  CHECK(display_sats(999) == "999 sats");
  CHECK(display_sats(50'000) == "50,000 sats");
  CHECK(display_sats(2'100'000'000'000'000) == "2,100,000,000,000,000 sats");
}

TEST_CASE("display: the countdown") {
  CHECK(display_countdown(900) == "15:00");
  CHECK(display_countdown(61) == "1:01");
  CHECK(display_countdown(9) == "0:09");
  CHECK(display_countdown(0) == "0:00");
  CHECK(display_countdown(-5) == "0:00");
  CHECK(display_countdown(3750) == "1:02:30");
}

TEST_CASE("display: times are written out, and what is no time stays what it is") {
  CHECK(display_time("2024-01-15T10:15:00Z") == "15 January 2024, 10:15 UTC");
  CHECK(display_time("2024-12-05T23:59:59.123Z") == "5 December 2024, 23:59 UTC");
  CHECK(display_time_of_day("2024-01-15T10:15:00Z") == "10:15 UTC");
  CHECK(display_time("2024-13-15T10:15:00Z") == "2024-13-15T10:15:00Z");
  CHECK(display_time("tomorrow") == "tomorrow");
  CHECK(display_time("").empty());
}
