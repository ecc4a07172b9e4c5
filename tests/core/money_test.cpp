#include "core/money.h"

#include "core/limits.h"

#include <catch2/catch.hpp>

#include <algorithm>
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

TEST_CASE("money: whatever the amount and the rate, the price in sats is the least that is enough") {
  // sats·rate ≥ price > (sats−1)·rate, over millions of cases: wide ones, and ones where the division comes out even
  // or just does not, which is where a rounding goes wrong.
  std::mt19937_64 random(21'000'000);
  const auto pick = [&](std::int64_t most) {
    const auto magnitude = std::uint64_t{1} << (random() % 63);
    return 1 + static_cast<std::int64_t>(random() % magnitude % static_cast<std::uint64_t>(most));
  };
  int refused = 0;
  for (int round = 0; round < 2'000'000; ++round) {
    FiatCents price{pick(limits::amount_cents_max)};
    ExchangeRate rate{pick(limits::rate_minor_per_btc_max)};
    if (round % 2 == 1) {
      // So that the price is a whole number of sats, give or take one cent.
      rate.minor_per_btc = std::max<std::int64_t>(1, rate.minor_per_btc / k_sats_per_btc) * k_sats_per_btc;
      const auto even = Wide{pick(1000)} * rate.minor_per_btc / k_sats_per_btc + static_cast<int>(random() % 3) - 1;
      price.value = static_cast<std::int64_t>(std::clamp(even, Wide{1}, Wide{limits::amount_cents_max}));
    }
    const auto sats = sats_for(price, rate);
    if (!sats) {
      ++refused;
      if (Wide{limits::sats_max} * rate.minor_per_btc >= Wide{price.value} * k_sats_per_btc) {
        FAIL(price.value << " at " << rate.minor_per_btc << " was refused");
      }
      continue;
    }
    if (!is_exact_price(price, rate, *sats)) {
      FAIL(price.value << " at " << rate.minor_per_btc << " gives " << sats->value);
    }
    // Shown again in fiat it is the price, or what the one sat of rounding is worth above it, to the nearest unit.
    const auto again = fiat_for(*sats, rate);
    const Wide over = Wide{again.value} - price.value;
    if (over < 0 || over * 2 * k_sats_per_btc > Wide{rate.minor_per_btc} * 2 + k_sats_per_btc) {
      FAIL(price.value << " at " << rate.minor_per_btc << " comes back as " << again.value);
    }
    // While a sat is worth less than half a unit, nobody sees the rounding at all.
    if (rate.minor_per_btc * 2 < k_sats_per_btc && over != 0) {
      FAIL(price.value << " at " << rate.minor_per_btc << " comes back as " << again.value);
    }
  }
  CHECK(refused > 0);
  CHECK(refused < 1'000'000);
}

TEST_CASE("money: what an amount of sats is worth is off by half a unit at most") {
  std::mt19937_64 random(8);
  for (int round = 0; round < 1'000'000; ++round) {
    const Sat sats{static_cast<std::int64_t>((random() >> (random() % 64)) % (limits::sats_max + 1))};
    const ExchangeRate rate{1 +
                            static_cast<std::int64_t>((random() >> (random() % 64)) % limits::rate_minor_per_btc_max)};
    const Wide exact = Wide{sats.value} * rate.minor_per_btc;  // in units of 10^-8
    const Wide off = Wide{fiat_for(sats, rate).value} * k_sats_per_btc - exact;
    // Half up: never more than half a unit below, and half a unit above only when it is exactly that.
    if (exact / k_sats_per_btc < std::numeric_limits<std::int64_t>::max() &&
        (off * 2 <= -Wide{k_sats_per_btc} || off * 2 > k_sats_per_btc)) {
      FAIL(sats.value << " at " << rate.minor_per_btc << " is worth " << fiat_for(sats, rate).value);
    }
  }
}

TEST_CASE("money: every currency has a price to begin with, in proportion to 100,000.00 USD") {
  const auto all = Currency::all();
  CHECK(all.size() == 12);
  for (const auto& currency : all) {
    INFO(currency.upper());
    CHECK(Currency::parse(currency.text()) == currency);
    CHECK(Currency::parse(currency.upper())->default_rate() == currency.default_rate());
    CHECK(currency.default_rate().minor_per_btc > 0);
    CHECK(currency.default_rate().minor_per_btc <= limits::rate_minor_per_btc_max);
  }
  const auto price = [](const char* code) {
    const auto currency = Currency::parse(code).value();
    return format_minor(currency.default_rate().minor_per_btc, currency.minor_digits());
  };
  CHECK(Currency::usd().default_rate() == k_default_usd_rate);
  CHECK(price("usd") == "100000.00");
  CHECK(price("eur") == "92000.00");
  CHECK(price("jpy") == "15000000");
  CHECK(price("kwd") == "30800.000");
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
