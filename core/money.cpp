#include "core/money.h"

#include "core/limits.h"

#include <array>
#include <cctype>
#include <limits>

namespace satsrail {

namespace {

struct CurrencyInfo {
  std::string_view code;
  int minor_digits;
  std::int64_t default_minor_per_btc;
};
// ISO 4217 minor units, by code. The prices of one bitcoin are invented, round, and in proportion to each other.
constexpr std::array k_currencies{
    CurrencyInfo{"AUD", 2, 15'200'000},  CurrencyInfo{"BRL", 2, 55'000'000},
    CurrencyInfo{"CAD", 2, 13'700'000},  CurrencyInfo{"CHF", 2, 8'800'000},
    CurrencyInfo{"EUR", 2, 9'200'000},   CurrencyInfo{"GBP", 2, 7'900'000},
    CurrencyInfo{"INR", 2, 850'000'000}, CurrencyInfo{"JPY", 0, 15'000'000},
    CurrencyInfo{"KWD", 3, 30'800'000},  CurrencyInfo{"MXN", 2, 185'000'000},
    CurrencyInfo{"NZD", 2, 16'700'000},  CurrencyInfo{"USD", 2, k_default_usd_rate.minor_per_btc},
};

std::string to_upper(std::string_view text) {
  std::string upper(text);
  for (char& letter : upper) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return upper;
}

__extension__ using Wide = __int128;

}  // namespace

Result<Sat> sats_for(FiatCents amount, ExchangeRate rate) {
  assert(rate.minor_per_btc > 0);
  const Wide numerator = Wide{amount.value} * k_sats_per_btc;
  const Wide sats = (numerator + rate.minor_per_btc - 1) / rate.minor_per_btc;
  if (sats > limits::sats_max) {
    return Error::validation("amount_cents", "is worth more than 21 million bitcoin at the current rate");
  }
  return Sat{sats < 1 ? 1 : static_cast<std::int64_t>(sats)};
}

FiatCents fiat_for(Sat sats, ExchangeRate rate) {
  const Wide doubled = Wide{sats.value} * rate.minor_per_btc * 2 + k_sats_per_btc;
  const Wide worth = doubled / (Wide{k_sats_per_btc} * 2);
  // All bitcoin at the highest rate are worth more than 64 bits of cents.
  constexpr Wide k_max = std::numeric_limits<std::int64_t>::max();
  return FiatCents{static_cast<std::int64_t>(worth < k_max ? worth : k_max)};
}

Currency::Currency(std::string_view text) : m_text(text) {
  const std::string code = upper();
  for (const auto& info : k_currencies) {
    if (info.code == code) {
      m_minor_digits = info.minor_digits;
      m_default_rate = ExchangeRate{info.default_minor_per_btc};
    }
  }
}

std::optional<Currency> Currency::parse(std::string_view text) {
  if (text.size() != 3) {
    return std::nullopt;
  }
  const std::string code = to_upper(text);
  for (const auto& info : k_currencies) {
    if (info.code == code) {
      return Currency(text);
    }
  }
  return std::nullopt;
}

std::vector<Currency> Currency::all() {
  std::vector<Currency> list;
  for (const auto& info : k_currencies) {
    list.push_back(Currency(info.code));
  }
  return list;
}

std::string Currency::upper() const {
  return to_upper(m_text);
}

std::string format_minor(std::int64_t minor, int digits) {
  const bool negative = minor < 0;
  // Negated without a sign: the lowest number has no positive twin.
  const auto magnitude = static_cast<std::uint64_t>(minor);
  std::string text = std::to_string(negative ? 0 - magnitude : magnitude);
  const auto wanted = static_cast<std::size_t>(digits) + 1;
  if (text.size() < wanted) {
    text.insert(0, wanted - text.size(), '0');
  }
  if (digits > 0) {
    text.insert(text.size() - static_cast<std::size_t>(digits), 1, '.');
  }
  return negative ? "-" + text : text;
}

std::optional<std::int64_t> parse_minor(std::string_view text, int digits) {
  std::int64_t value = 0;
  int decimals = -1;  // -1: no point seen yet
  int seen = 0;
  for (const char letter : text) {
    if (letter == '.' && decimals < 0 && seen > 0) {
      decimals = 0;
      continue;
    }
    if (letter < '0' || letter > '9' || ++seen > 15 || (decimals >= 0 && ++decimals > digits)) {
      return std::nullopt;
    }
    value = value * 10 + (letter - '0');
  }
  if (seen == 0 || decimals == 0) {
    return std::nullopt;
  }
  for (int i = decimals < 0 ? 0 : decimals; i < digits; ++i) {
    value *= 10;
  }
  return value;
}

}  // namespace satsrail
