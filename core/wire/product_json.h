#pragma once
// Products on the wire.

#include "core/domain/product.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>

namespace satsrail::wire {

// Reads `{"product":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<ProductInput> parse_product(const JsonBody& body);
std::string product_json(const Product& product);

}  // namespace satsrail::wire
