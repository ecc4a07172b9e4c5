#include "core/domain/rate_mode.h"

namespace satsrail {

std::string_view to_string(RateMode mode) {
  switch (mode) {
    case RateMode::fixed:
      return "fixed";
    case RateMode::script:
      return "script";
    case RateMode::walk:
      return "walk";
    case RateMode::error:
      break;
  }
  return "error";
}

std::optional<RateMode> parse_rate_mode(std::string_view text) {
  for (const auto mode : {RateMode::fixed, RateMode::script, RateMode::walk, RateMode::error}) {
    if (to_string(mode) == text) {
      return mode;
    }
  }
  return std::nullopt;
}

Result<RateModeSettings> settle_rate_mode(const RateModeInput& input, Time now) {
  RateModeSettings settings;
  settings.mode = input.mode;
  settings.since = now;
  settings.walk = input.walk;
  for (const auto& [currency, entries] : input.script) {
    auto& points = settings.script[currency];
    for (const auto& entry : entries) {
      const auto from = entry.after ? now + *entry.after : entry.from;
      if (!points.empty() && from <= points.back().from) {
        return Error::validation("script", "entry " + std::to_string(points.size() + 1) + " of " + currency +
                                               " must take force later than the one before it");
      }
      points.push_back({from, entry.rate});
    }
  }
  return settings;
}

}  // namespace satsrail
