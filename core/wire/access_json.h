#pragma once
// What is asked and answered of access tokens.

#include "core/domain/product.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <cstdint>
#include <string>

namespace satsrail::wire {

// {"access_token":"…"}. Errors: bad_request, validation_error. A token that is none is no error of the request.
Result<std::string> parse_access_verification(const JsonBody& body);

// A good token: the key appears under two names, as older and newer clients read it.
std::string access_json(const Product& product, std::string_view order_id, std::int64_t remaining_seconds);

}  // namespace satsrail::wire
