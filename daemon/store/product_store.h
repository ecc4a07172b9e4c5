#pragma once

#include "core/domain/product.h"
#include "daemon/store/database.h"
#include "daemon/store/list_query.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::products {

// Each write here makes the catalog's version another.
std::int64_t insert(Tx& tx, const Product& product);
void update(Tx& tx, const Product& product);
void update_keys(Tx& tx, const Product& product);  // and when it was updated
void remove(Tx& tx, const Product& product);

Product get(Tx& tx, std::int64_t seq);
// By UUID or slug, within the scope.
std::optional<Product> find(Tx& tx, const Scope& scope, std::string_view id_or_slug);
// What can be bought, newest first, and no more of it than `most`.
std::vector<Product> active(Tx& tx, const Scope& scope, std::int64_t most);
// By another product than the one of this number.
bool slug_is_taken(Tx& tx, const Scope& scope, std::string_view slug, std::int64_t except_seq = 0);
bool external_ref_is_taken(Tx& tx, const Scope& scope, std::string_view external_ref, std::int64_t except_seq = 0);
// Does an order or a checkout session name it? A payment has an order, too.
bool is_referred_to(Tx& tx, const ProductId& id);
// Of any status.
std::int64_t count_of_type(Tx& tx, std::int64_t product_type_seq);

}  // namespace satsrail::store::products
