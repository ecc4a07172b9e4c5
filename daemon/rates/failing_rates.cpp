#include "daemon/rates/failing_rates.h"

namespace satsrail {

Result<RateQuote> FailingRates::quote(const Currency&, Time) const {
  return Error(ErrorCode::rate_unavailable,
               "The source of exchange rates is down, as the sandbox was told; bring it back with: satsrail rates mode "
               "fixed");
}

}  // namespace satsrail
