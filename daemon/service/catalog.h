#pragma once
// The catalog as a whole, and the taxes and discounts that stand in it.

#include "core/domain/catalog_terms.h"
#include "core/result.h"
#include "core/wire/catalog_json.h"
#include "daemon/service/context.h"

#include <string_view>

namespace satsrail::service::catalog {

// Another one after every write of something that the catalog shows, and never one that it had before.
Time version(Tx& tx, const Scope& scope);
// Product types in their order, and what can be bought, newest first. Errors: conflict when there are more active
// products than one answer shows; needs_write.
Result<wire::Catalog> read(Tx& tx, const Context& context, const Scope& scope);

// Errors: validation_error when there are as many as there may be.
Result<Tax> create_tax(Tx& tx, const Context& context, const Scope& scope, const TaxInput& input);
Result<Discount> create_discount(Tx& tx, const Context& context, const Scope& scope, const DiscountInput& input);
// Errors: not_found.
Status remove_tax(Tx& tx, const Scope& scope, std::string_view id);
Status remove_discount(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::service::catalog
