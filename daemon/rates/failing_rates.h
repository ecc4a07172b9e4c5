#pragma once
// A source of rates that is down.

#include "core/ports/rate_source.h"

namespace satsrail {

class FailingRates final : public RateSource {
 public:
  // Always rate_unavailable.
  Result<RateQuote> quote(const Currency& currency, Time now) const override;
};

}  // namespace satsrail
