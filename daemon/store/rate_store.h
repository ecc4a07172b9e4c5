#pragma once
// The fixed exchange rates, and the mode that says where rates come from.

#include "core/domain/rate_mode.h"
#include "daemon/store/database.h"

#include <optional>
#include <vector>

namespace satsrail::store::rates {

void put(Tx& tx, const FixedRate& rate);
std::vector<FixedRate> all(Tx& tx);  // by currency

// Nothing when none was ever set.
std::optional<RateModeSettings> mode(Tx& tx);
// In place of the mode there was, with its script.
void put_mode(Tx& tx, const RateModeSettings& settings);

}  // namespace satsrail::store::rates
