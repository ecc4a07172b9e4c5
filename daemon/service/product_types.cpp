#include "daemon/service/product_types.h"

#include "core/limits.h"
#include "daemon/store/product_store.h"
#include "daemon/store/product_type_store.h"

#include <algorithm>

namespace satsrail::service::product_types {

namespace {

Status check_external_ref(Tx& tx, const ProductType& type) {
  if (type.external_ref && store::product_types::external_ref_is_taken(tx, type.scope, *type.external_ref, type.seq)) {
    return Error::validation("external_ref", "has already been taken");
  }
  return Done{};
}

}  // namespace

Result<ProductType> create(Tx& tx, const Context& context, const Scope& scope, const ProductTypeInput& input) {
  if (store::product_types::count(tx, scope) >= limits::product_types_max) {
    return Error::validation(
        "base", "There are already " + std::to_string(limits::product_types_max) + " product types; delete one first");
  }
  ProductType type;
  type.scope = scope;
  type.name = input.name;
  type.position = input.position
                      ? *input.position
                      : std::min(store::product_types::last_position(tx, scope) + 1, k_product_type_position_max);
  type.external_ref = input.external_ref;
  TRY(check_external_ref(tx, type));
  type.id = ProductTypeId::make(tx.now(), context.entropy);
  type.created_at = type.updated_at = tx.now();
  type.seq = store::product_types::insert(tx, type);
  return type;
}

Result<ProductType> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto type = store::product_types::find(tx, scope, id);
  if (!type) {
    return Error::not_found("Product type");
  }
  return *std::move(type);
}

Result<ProductType> update(Tx& tx, const Scope& scope, std::string_view id, const ProductTypeChange& change) {
  TRY_ASSIGN(auto type, find(tx, scope, id));
  const auto before = type;
  type.name = change.name.value_or(type.name);
  type.position = change.position.value_or(type.position);
  type.external_ref = change.external_ref.value_or(type.external_ref);
  TRY(check_external_ref(tx, type));
  if (type != before) {
    type.updated_at = tx.now();
    store::product_types::update(tx, type);
  }
  return type;
}

Status remove(Tx& tx, const Scope& scope, std::string_view id) {
  TRY_ASSIGN(const auto type, find(tx, scope, id));
  if (const auto count = store::products::count_of_type(tx, type.seq); count > 0) {
    const bool one = count == 1;
    return Error(ErrorCode::product_type_in_use,
                 "Product type still has " + std::to_string(count) +
                     (one ? " product (archived ones count); give it another type first"
                          : " products (archived ones count); give them another type first"));
  }
  store::product_types::remove(tx, type);
  return Done{};
}

}  // namespace satsrail::service::product_types
