#pragma once

#include "core/domain/product.h"
#include "core/result.h"
#include "daemon/service/context.h"

namespace satsrail::service::products {

// Errors: validation_error ("External ref has already been taken", "Slug has already been taken", "Product type id must
// exist").
Result<Product> create(Tx& tx, const Context& context, const Scope& scope, const ProductInput& input);
// By UUID or slug. Errors: not_found.
Result<Product> find(Tx& tx, const Scope& scope, std::string_view id_or_slug);
// What the change does not name stays; one that changes nothing leaves the product as it was. Answers it with a key.
// Errors: not_found, and those of create.
Result<Product> update(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_slug,
                       const ProductChange& change);
// One that an order or a checkout session names is archived, so that what was sold can still be looked at; any other
// is gone. Errors: not_found.
Status remove(Tx& tx, const Scope& scope, std::string_view id_or_slug);

// The product as it is shown, with a key: one of before there were keys gets its first one now. Error: needs_write.
Result<Product> with_key(Tx& tx, const Context& context, Product product);

// A new key; the one before is held until it is cleared, so that what was encrypted with it can be read. Announced as
// product.key_rotated. Errors: not_found, rotation_pending.
Result<Product> rotate_key(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_slug);
// Forgets the old key. Nothing is held: nothing happens. Errors: not_found.
Result<Product> clear_old_key(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_slug);

}  // namespace satsrail::service::products
