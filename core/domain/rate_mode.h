#pragma once
// Where exchange rates come from: a switch of the whole sandbox.

#include "core/limits.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

enum class RateMode : std::uint8_t {
  fixed,   // as somebody set it
  script,  // at given times; the fixed rate before the first one
  walk,    // a seeded random walk around the fixed rate
  error,   // the source is down: every quote fails
};
std::string_view to_string(RateMode mode);
std::optional<RateMode> parse_rate_mode(std::string_view text);

struct FixedRate {
  std::string currency;  // upper case
  ExchangeRate rate;
  Time updated_at;
};

// From this instant on, until the next point of the same currency.
struct RatePoint {
  Time from;
  ExchangeRate rate;
  friend bool operator==(const RatePoint&, const RatePoint&) = default;
};
// By currency (upper case), each in order of time.
using RateScript = std::map<std::string, std::vector<RatePoint>, std::less<>>;

// Every `step` the price of a bitcoin moves by about `sigma_bp` hundredths of a percent of the fixed rate, in all
// currencies alike, and it never leaves the fixed rate by more than `range_bp`.
struct RateWalk {
  std::int64_t seed = 1;
  Duration step = std::chrono::minutes(1);
  int sigma_bp = 50;
  int range_bp = 2000;
  friend bool operator==(const RateWalk&, const RateWalk&) = default;
};

struct RateModeSettings {
  RateMode mode = RateMode::fixed;
  Time since{};       // when the mode was set; a walk's first step begins here
  RateScript script;  // of RateMode::script
  RateWalk walk;      // of RateMode::walk
};

// What a caller asks for: times of a script may be counted from the moment at which the mode is set.
struct RateScriptEntry {
  std::optional<Duration> after;  // else `from`
  Time from{};
  ExchangeRate rate;
};
struct RateModeInput {
  RateMode mode = RateMode::fixed;
  std::map<std::string, std::vector<RateScriptEntry>, std::less<>> script;  // by currency, upper case
  RateWalk walk;
};
// The settings of a mode that is set at `now`. Error: validation_error on "script" when the entries of a currency
// are not in order of time.
Result<RateModeSettings> settle_rate_mode(const RateModeInput& input, Time now);

}  // namespace satsrail
