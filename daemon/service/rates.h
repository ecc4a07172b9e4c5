#pragma once
// Exchange rates as the database holds them. A rate source is told of them by whoever calls.

#include "core/domain/rate_mode.h"
#include "daemon/store/database.h"

#include <vector>

namespace satsrail::service::rates {

using store::Tx;

struct Loaded {
  std::vector<FixedRate> fixed;  // of every currency
  RateModeSettings mode;
};
// What a sandbox starts with. A currency without a rate gets its default, as of now, for good.
Loaded load(Tx& tx);

// Both return what now holds. Errors: as settle_rate_mode.
FixedRate set_fixed(Tx& tx, const Currency& currency, ExchangeRate rate);
Result<RateModeSettings> set_mode(Tx& tx, const RateModeInput& input);

}  // namespace satsrail::service::rates
