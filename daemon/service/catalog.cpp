#include "daemon/service/catalog.h"

#include "core/limits.h"
#include "daemon/service/products.h"
#include "daemon/store/catalog_store.h"
#include "daemon/store/product_store.h"
#include "daemon/store/product_type_store.h"

namespace satsrail::service::catalog {

namespace {

Error too_many_products() {
  return {ErrorCode::conflict, "There are more than " + std::to_string(limits::catalog_products_max) +
                                   " active products, too many for one catalog; read them page by page with GET "
                                   "/api/v1/m/products?q[status_eq]=active"};
}

Status check_room(std::int64_t count, std::string_view noun) {
  if (count < limits::catalog_terms_max) {
    return Done{};
  }
  return Error::validation("base", "There are already " + std::to_string(limits::catalog_terms_max) + " " +
                                       std::string(noun) + "; delete one first");
}

}  // namespace

Time version(Tx& tx, const Scope& scope) {
  return store::catalog::version(tx, scope);
}

Result<wire::Catalog> read(Tx& tx, const Context& context, const Scope& scope) {
  wire::Catalog catalog;
  catalog.product_types = store::product_types::all(tx, scope);
  auto active = store::products::active(tx, scope, limits::catalog_products_max + 1);
  if (active.size() > static_cast<std::size_t>(limits::catalog_products_max)) {
    return too_many_products();
  }
  for (auto& product : active) {
    TRY_ASSIGN(product, products::with_key(tx, context, std::move(product)));
  }
  catalog.products = std::move(active);
  catalog.taxes = store::taxes::all(tx, scope);
  catalog.discounts = store::discounts::all(tx, scope);
  catalog.version = version(tx, scope);  // last: a first key is a write, too
  return catalog;
}

Result<Tax> create_tax(Tx& tx, const Context& context, const Scope& scope, const TaxInput& input) {
  TRY(check_room(store::taxes::count(tx, scope), "taxes"));
  Tax tax;
  tax.id = TaxId::make(tx.now(), context.entropy);
  tax.scope = scope;
  tax.name = input.name;
  tax.rate_bp = input.rate_bp;
  tax.applies_to = input.applies_to.value_or("all");
  tax.created_at = tax.updated_at = tx.now();
  tax.seq = store::taxes::insert(tx, tax);
  return tax;
}

Result<Discount> create_discount(Tx& tx, const Context& context, const Scope& scope, const DiscountInput& input) {
  TRY(check_room(store::discounts::count(tx, scope), "discounts"));
  Discount discount;
  discount.id = DiscountId::make(tx.now(), context.entropy);
  discount.scope = scope;
  discount.name = input.name;
  discount.kind = input.kind;
  discount.value = input.value;
  discount.created_at = discount.updated_at = tx.now();
  discount.seq = store::discounts::insert(tx, discount);
  return discount;
}

Status remove_tax(Tx& tx, const Scope& scope, std::string_view id) {
  const auto tax = store::taxes::find(tx, scope, id);
  if (!tax) {
    return Error::not_found("Tax");
  }
  store::taxes::remove(tx, *tax);
  return Done{};
}

Status remove_discount(Tx& tx, const Scope& scope, std::string_view id) {
  const auto discount = store::discounts::find(tx, scope, id);
  if (!discount) {
    return Error::not_found("Discount");
  }
  store::discounts::remove(tx, *discount);
  return Done{};
}

}  // namespace satsrail::service::catalog
