#pragma once
// Product types on the wire.

#include "core/domain/product_type.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>

namespace satsrail::wire {

// Read `{"product_type":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<ProductTypeInput> parse_product_type(const JsonBody& body);
Result<ProductTypeChange> parse_product_type_change(const JsonBody& body);

std::string product_type_json(const ProductType& type);

}  // namespace satsrail::wire
