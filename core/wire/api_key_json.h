#pragma once
// API keys on the wire.

#include "core/domain/api_key.h"
#include "core/domain/merchant.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>

namespace satsrail::wire {

// Reads `{"key":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<ApiKeyInput> parse_api_key(const JsonBody& body);

// By its first characters; `text` is the whole key, on creation and never again.
std::string api_key_json(const ApiKey& key, const Merchant& merchant, std::string_view text = {});

}  // namespace satsrail::wire
