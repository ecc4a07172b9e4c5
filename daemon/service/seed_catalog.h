#pragma once
// The catalog's part of a seed: product types, products, taxes and discounts.

#include "core/result.h"
#include "core/wire/seed_json.h"
#include "daemon/service/context.h"

#include <cstdint>

namespace satsrail::service::seed {

enum class Became : std::uint8_t { created, updated, unchanged };

// Each makes the entry, or brings its like up to it. Errors: validation_error.
Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const wire::SeedProductType& entry);
Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const wire::SeedProduct& entry);
Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const TaxInput& entry);
Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const DiscountInput& entry);

}  // namespace satsrail::service::seed
