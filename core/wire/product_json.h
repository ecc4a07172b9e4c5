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
// The same of which nothing is required.
Result<ProductChange> parse_product_change(const JsonBody& body);
// Never with its key. `old_key` is there while a rotation is pending, for whoever encrypts anew. The payment link is
// made of the base URL, which has no slash at its end.
std::string product_json(const Product& product, std::string_view base_url);
// The same with `"cleared":true`.
std::string product_cleared_json(const Product& product, std::string_view base_url);

std::string product_key_json(const Product& product);
// With both keys, each under the names of two generations of clients.
std::string product_rotation_json(const Product& product);
// What product.key_rotated tells: never a key.
std::string key_rotated_json(const Product& product);

}  // namespace satsrail::wire
