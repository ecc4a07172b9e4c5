#pragma once
// Exchanges on the wire.

#include "core/domain/exchange.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <vector>

namespace satsrail::wire {

// Reads `{"exchange":{…}}`, an entry of a seed. Errors: bad_request, parameter_missing, validation_error.
Result<ExchangeInput> parse_exchange(const JsonBody& body);
// {"exchanges":[…]}: no list envelope, and no pages.
std::string exchanges_json(const std::vector<Exchange>& exchanges);
std::string exchange_json(const Exchange& exchange);

}  // namespace satsrail::wire
