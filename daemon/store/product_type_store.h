#pragma once

#include "core/domain/product_type.h"
#include "daemon/store/database.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::product_types {

// Each write here makes the catalog's version another.
std::int64_t insert(Tx& tx, const ProductType& type);
void update(Tx& tx, const ProductType& type);
void remove(Tx& tx, const ProductType& type);

ProductType get(Tx& tx, std::int64_t seq);
std::optional<ProductType> find(Tx& tx, const Scope& scope, std::string_view id);
// By position, then name.
std::vector<ProductType> all(Tx& tx, const Scope& scope);
// By another type than the one of this number.
bool external_ref_is_taken(Tx& tx, const Scope& scope, std::string_view external_ref, std::int64_t except_seq = 0);
std::int64_t count(Tx& tx, const Scope& scope);
std::int64_t last_position(Tx& tx, const Scope& scope);  // 0 when there is none

}  // namespace satsrail::store::product_types
