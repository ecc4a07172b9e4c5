#pragma once
// Money is integers with types. Fiat is in minor units of its currency, Lightning amounts in msat, the
// merchant's ledger in whole sats. Products of amount and rate go through 128 bits; no double anywhere.

#include "core/result.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

struct Sat {
  std::int64_t value = 0;
  friend auto operator<=>(Sat, Sat) = default;
};
struct Msat {
  std::int64_t value = 0;
  friend auto operator<=>(Msat, Msat) = default;
};
// Minor units: cents for USD.
struct FiatCents {
  std::int64_t value = 0;
  friend auto operator<=>(FiatCents, FiatCents) = default;
};
// Minor units per bitcoin: 100,000.00 USD/BTC is 10,000,000.
struct ExchangeRate {
  std::int64_t minor_per_btc = 0;
  friend auto operator<=>(ExchangeRate, ExchangeRate) = default;
};

inline constexpr std::int64_t k_sats_per_btc = 100'000'000;
// $50.00 is then exactly 50,000 sats, as in SatsRail's published example.
inline constexpr ExchangeRate k_default_usd_rate{10'000'000};

constexpr Msat to_msat(Sat sats) {
  return {sats.value * 1000};
}

// What a price costs in sats, rounded up so that the merchant is never short; at least 1 sat.
// Error: validation_error on "amount_cents" when the result exceeds the 21 million bitcoin there can be.
Result<Sat> sats_for(FiatCents amount, ExchangeRate rate);
// What sats are worth, rounded half up (for display; charging goes through sats_for).
FiatCents fiat_for(Sat sats, ExchangeRate rate);

// Three-letter currency code. Compared without case; written as the caller spelled it.
class Currency {
 public:
  // 3 ASCII letters that the rate table knows, else nothing.
  static std::optional<Currency> parse(std::string_view text);
  static Currency usd() { return Currency("usd"); }

  const std::string& text() const { return m_text; }   // as spelled
  std::string upper() const;                           // "USD"
  int minor_digits() const { return m_minor_digits; }  // 2 for USD, 0 for JPY
  // What a new sandbox charges: constants, invented beside 100,000.00 USD, so that every currency can be used at once.
  ExchangeRate default_rate() const { return m_default_rate; }
  // Every one there is, by code.
  static std::vector<Currency> all();
  friend bool operator==(const Currency& a, const Currency& b) { return a.upper() == b.upper(); }

 private:
  explicit Currency(std::string_view text);
  std::string m_text;
  int m_minor_digits = 2;
  ExchangeRate m_default_rate = k_default_usd_rate;
};

// 5000 with 2 digits -> "50.00"; -5 -> "-0.05"; 0 digits -> "5000".
std::string format_minor(std::int64_t minor, int digits);
// "50", "50.0", "50.00" -> 5000 with 2 digits. Nothing for signs, exponents, more decimals than `digits`,
// or more than 15 digits in all.
std::optional<std::int64_t> parse_minor(std::string_view text, int digits);

}  // namespace satsrail
