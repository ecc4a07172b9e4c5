#pragma once
// Exchange rates and the mode they come from, as JSON.

#include "core/domain/rate_mode.h"
#include "core/ports/rate_source.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>

namespace satsrail::wire {

// `currency` in upper case.
std::string rate_json(std::string_view currency, const RateQuote& quote);
// Has the members that parse_rate_mode reads, so that it can be sent again. A script's times are instants, in whole
// seconds as everywhere.
std::string rate_mode_json(const RateModeSettings& settings);

// {"currency","rate"} of a fixed rate; usd when no currency is named.
struct RateInput {
  Currency currency = Currency::usd();
  ExchangeRate rate;
};
Result<RateInput> parse_rate(const JsonBody& body);

// {"mode":"script","script":{"usd":[["0s","100000.00"],["2026-01-31T12:00:00Z","95000.00"]]}},
// {"mode":"walk","seed":1,"step":"1m","sigma_bp":50,"range_bp":2000} (each of these may be left out),
// {"mode":"fixed"} or {"mode":"error"}.
// Error: validation_error, which names an entry of a script by its currency and number.
Result<RateModeInput> parse_rate_mode(const JsonBody& body);

}  // namespace satsrail::wire
