#pragma once

#include "core/domain/product_type.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <string_view>

namespace satsrail::service::product_types {

// Without a position it stands behind all others. Errors: validation_error ("External ref has already been taken").
Result<ProductType> create(Tx& tx, const Context& context, const Scope& scope, const ProductTypeInput& input);
// Errors: not_found.
Result<ProductType> find(Tx& tx, const Scope& scope, std::string_view id);
// What the change does not name stays. Errors: not_found, and that of create.
Result<ProductType> update(Tx& tx, const Scope& scope, std::string_view id, const ProductTypeChange& change);
// Errors: not_found; product_type_in_use while any product is of this type, archived ones included.
Status remove(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::service::product_types
