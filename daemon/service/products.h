#pragma once

#include "core/domain/product.h"
#include "core/result.h"
#include "daemon/service/context.h"

namespace satsrail::service::products {

// Errors: validation_error ("External ref has already been taken", "Slug has already been taken").
Result<Product> create(Tx& tx, const Context& context, const Scope& scope, const ProductInput& input);
// By UUID or slug. Errors: not_found.
Result<Product> find(Tx& tx, const Scope& scope, std::string_view id_or_slug);

}  // namespace satsrail::service::products
