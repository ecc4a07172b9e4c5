#include "core/money.h"

#include "core/limits.h"

#include <catch2/catch.hpp>

#include <limits>
#include <random>

using namespace satsrail;

namespace {

__extension__ using Wide = __int128;

// The least number of sats that is worth at least the price, and at least one.
bool is_exact_price(FiatCents amount, ExchangeRate rate, Sat sats) {
  const Wide price = Wide{amount.value} * k_sats_per_btc;
  const bool enough = Wide{sats.value} * rate.minor_per_btc >= price;
  const bool not_one_too_many = sats.value == 1 || Wide{sats.value - 1} * rate.minor_per_btc < price;
  return sats.value >= 1 && enough && not_one_too_many;
}

}  // namespace

TEST_CASE("money: the published example, $50.00 is 50,000 sats") {
  CHECK(sats_for(FiatCents{5000}, k_default_usd_rate).value() == Sat{50'000});
  CHECK(fiat_for(Sat{50'000}, k_default_usd_rate) == FiatCents{5000});
  CHECK(to_msat(Sat{50'000}) == Msat{50'000'000});
}

TEST_CASE("money: a price is never undercharged, and never by a whole sat overcharged") {
  std::mt19937_64 random(50'000);  // seeded: every run tries the same cases
  for (int round = 0; round < 200'000; ++round) {
    // Spread over the orders of magnitude rather than over the numbers.
    const auto amount = static_cast<std::int64_t>(random() >> (random() % 64)) % (limits::amount_cents_max + 1);
    const auto rate = 1 + static_cast<std::int64_t>(random() >> (random() % 64)) % limits::rate_minor_per_btc_max;
    const FiatCents price{amount < 0 ? 0 : amount};
    const ExchangeRate at{rate < 1 ? 1 : rate};
    const auto sats = sats_for(price, at);
    if (sats) {
      if (!is_exact_price(price, at, *sats)) {
        FAIL(price.value << " at " << at.minor_per_btc << " gives " << sats->value);
      }
    } else if (Wide{limits::sats_max} * at.minor_per_btc >= Wide{price.value} * k_sats_per_btc) {
      FAIL(price.value << " at " << at.minor_per_btc << " was refused");
    }
  }
}

TEST_CASE("money: the extremes of price and rate") {
  const ExchangeRate highest{limits::rate_minor_per_btc_max};
  CHECK(sats_for(FiatCents{0}, k_default_usd_rate).value() == Sat{1});
  CHECK(sats_for(FiatCents{1}, highest).value() == Sat{1});
  CHECK(is_exact_price(FiatCents{limits::amount_cents_max}, highest,
                       sats_for(FiatCents{limits::amount_cents_max}, highest).value()));
  const auto refused = sats_for(FiatCents{limits::amount_cents_max}, ExchangeRate{1});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code() == ErrorCode::validation_error);
  CHECK(refused.error().fields().front().field == "amount_cents");
  // Exactly all the bitcoin there can be: 21 million at 10 cents each.
  CHECK(sats_for(FiatCents{210'000'000}, ExchangeRate{10}).value() == Sat{limits::sats_max});
  CHECK_FALSE(sats_for(FiatCents{210'000'001}, ExchangeRate{10}).ok());
}

TEST_CASE("money: what sats are worth is rounded half up") {
  const ExchangeRate rate{100'000'000};  // one cent a sat
  CHECK(fiat_for(Sat{7}, rate) == FiatCents{7});
  CHECK(fiat_for(Sat{1}, ExchangeRate{50'000'000}) == FiatCents{1});
  CHECK(fiat_for(Sat{1}, ExchangeRate{49'999'999}) == FiatCents{0});
  CHECK(fiat_for(Sat{0}, rate) == FiatCents{0});
  CHECK(fiat_for(Sat{limits::sats_max}, rate) == FiatCents{limits::sats_max});
  // More cents than there are 64-bit numbers: the largest stands for it.
  CHECK(fiat_for(Sat{limits::sats_max}, ExchangeRate{limits::rate_minor_per_btc_max}) ==
        FiatCents{std::numeric_limits<std::int64_t>::max()});
}

TEST_CASE("money: currencies are compared without case and kept as spelled") {
  const auto usd = Currency::parse("USD").value();
  CHECK(usd == Currency::usd());
  CHECK(usd.text() == "USD");
  CHECK(Currency::usd().text() == "usd");
  CHECK(Currency::usd().upper() == "USD");
  CHECK(usd.minor_digits() == 2);
  CHECK(Currency::parse("jpy")->minor_digits() == 0);
  CHECK(Currency::parse("Kwd")->minor_digits() == 3);
  for (const std::string_view text : {"", "us", "usdt", "xyz", "u$d", "   "}) {
    CAPTURE(text);
    CHECK_FALSE(Currency::parse(text));
  }
}

TEST_CASE("money: minor units are written with their decimals") {
  CHECK(format_minor(5000, 2) == "50.00");
  CHECK(format_minor(0, 2) == "0.00");
  CHECK(format_minor(5, 2) == "0.05");
  CHECK(format_minor(-5, 2) == "-0.05");
  CHECK(format_minor(5000, 0) == "5000");
  CHECK(format_minor(1234, 3) == "1.234");
  CHECK(format_minor(std::numeric_limits<std::int64_t>::max(), 2) == "92233720368547758.07");
  CHECK(format_minor(std::numeric_limits<std::int64_t>::min(), 2) == "-92233720368547758.08");
}

TEST_CASE("money: decimals are read into minor units, and nothing is guessed") {
  CHECK(parse_minor("50", 2) == 5000);
  CHECK(parse_minor("50.0", 2) == 5000);
  CHECK(parse_minor("50.00", 2) == 5000);
  CHECK(parse_minor("0.05", 2) == 5);
  CHECK(parse_minor("5000", 0) == 5000);
  CHECK(parse_minor("999999999999999", 3) == 999'999'999'999'999'000);
  for (const std::string_view text : {"", ".", ".5", "5.", "-5", "+5", "1e3", "50.001", "1,000", " 5", "5 ", "1.2.3",
                                      "1000000000000000", "0x10", "NaN"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_minor(text, 2));
  }
  CHECK_FALSE(parse_minor("5.0", 0));

  std::mt19937_64 random(2);
  for (int round = 0; round < 10'000; ++round) {
    const auto minor = static_cast<std::int64_t>(random() % 1'000'000'000'000'000);
    const int digits = static_cast<int>(random() % 4);
    if (parse_minor(format_minor(minor, digits), digits) != minor) {
      FAIL(minor << " with " << digits << " digits");
    }
  }
}
