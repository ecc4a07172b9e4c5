#pragma once

#include "core/money.h"
#include "core/time.h"

#include <string_view>

namespace satsrail {

struct RateQuote {
  ExchangeRate rate;
  Time updated_at;     // when this rate took force
  std::string source;  // "sandbox", "sandbox:script" or "sandbox:walk"
};

class RateSource {
 public:
  virtual ~RateSource() = default;
  // The rate in force at `now`, sandbox time. Thread-safe, and a function of its arguments and the source's settings
  // alone: asked twice about one instant it answers the same.
  // Errors: validation_error on "currency" when there is no rate for it; rate_unavailable when the source is down.
  virtual Result<RateQuote> quote(const Currency& currency, Time now) const = 0;
};

}  // namespace satsrail
