#pragma once

#include "core/domain/product.h"
#include "daemon/store/database.h"
#include "daemon/store/list_query.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::products {

std::int64_t insert(Tx& tx, const Product& product);
Product get(Tx& tx, std::int64_t seq);
void update_keys(Tx& tx, const Product& product);  // and when it was updated
// By UUID or slug, within the scope.
std::optional<Product> find(Tx& tx, const Scope& scope, std::string_view id_or_slug);
bool slug_is_taken(Tx& tx, const Scope& scope, std::string_view slug);
bool external_ref_is_taken(Tx& tx, const Scope& scope, std::string_view external_ref);

}  // namespace satsrail::store::products
