#include "daemon/service/seed_catalog.h"

#include "daemon/service/catalog.h"
#include "daemon/service/product_types.h"
#include "daemon/service/products.h"
#include "daemon/store/catalog_store.h"
#include "daemon/store/list_query.h"
#include "daemon/store/product_store.h"
#include "daemon/store/product_type_store.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace satsrail::service::seed {

namespace {

Became updated_if(bool is_other) {
  return is_other ? Became::updated : Became::unchanged;
}

// By an external_ref, else by a name.
std::optional<ProductType> find_type(Tx& tx, const Scope& scope, const std::optional<std::string>& external_ref,
                                     std::string_view name) {
  const auto types = store::product_types::all(tx, scope);
  const auto found = std::find_if(types.begin(), types.end(), [&](const ProductType& type) {
    return external_ref ? type.external_ref == external_ref : type.name == name;
  });
  return found == types.end() ? std::nullopt : std::optional(*found);
}

std::optional<Product> find_by(Tx& tx, const Scope& scope, const char* condition, const std::string& value) {
  store::PageRequest oldest;
  oldest.per_page = 1;
  oldest.ascending = true;
  const auto found = store::find_page(tx, "products", scope, {{condition, value}}, oldest);
  return found.seqs.empty() ? std::nullopt : std::optional(store::products::get(tx, found.seqs.front()));
}

std::optional<Product> find_product(Tx& tx, const Scope& scope, const ProductInput& input) {
  if (input.slug) {
    return store::products::find(tx, scope, *input.slug);
  }
  return input.external_ref ? find_by(tx, scope, "external_ref = ?", *input.external_ref)
                            : find_by(tx, scope, "name = ?", input.name);
}

// What a product says of its type, as the id that there is for it by now.
Result<std::optional<std::string>> type_id(Tx& tx, const Scope& scope, const wire::SeedProduct& entry) {
  if (!entry.type) {
    return std::optional<std::string>();
  }
  auto type = find_type(tx, scope, entry.type, {});
  if (!type) {
    type = find_type(tx, scope, std::nullopt, *entry.type);
  }
  if (!type) {
    return Error::validation("product_type", "is no product type of this name or external_ref");
  }
  return std::optional(type->id.str());
}

template <class Term>
std::optional<Term> named(const std::vector<Term>& terms, std::string_view name) {
  const auto found = std::find_if(terms.begin(), terms.end(), [&](const Term& term) { return term.name == name; });
  return found == terms.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const wire::SeedProductType& entry) {
  const auto before = find_type(tx, scope, entry.input.external_ref, entry.input.name);
  if (!before) {
    TRY_ASSIGN(const auto made, product_types::create(tx, context, scope, entry.input));
    return Became::created;
  }
  auto wanted = *before;
  wanted.name = entry.change.name.value_or(before->name);
  wanted.position = entry.change.position.value_or(before->position);
  wanted.external_ref = entry.change.external_ref.value_or(before->external_ref);
  if (wanted == *before) {
    return Became::unchanged;  // and the catalog keeps its version
  }
  TRY_ASSIGN(const auto after, product_types::update(tx, scope, before->id.view(), entry.change));
  return Became::updated;
}

Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const wire::SeedProduct& entry) {
  TRY_ASSIGN(const auto type, type_id(tx, scope, entry));
  const auto before = find_product(tx, scope, entry.input);
  if (!before) {
    auto input = entry.input;
    input.product_type_id = type ? type : input.product_type_id;
    TRY_ASSIGN(const auto made, products::create(tx, context, scope, input));
    return Became::created;
  }
  auto change = entry.change;
  if (type) {
    change.product_type_id = type;
  }
  TRY_ASSIGN(const auto after, products::update(tx, context, scope, before->id.view(), change));
  return updated_if(after != *before);
}

// The API has no change of a tax or discount: one that is to be another takes its place, under its id.
Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const TaxInput& entry) {
  const auto before = named(store::taxes::all(tx, scope), entry.name);
  if (!before) {
    TRY_ASSIGN(const auto made, catalog::create_tax(tx, context, scope, entry));
    return Became::created;
  }
  auto after = *before;
  after.rate_bp = entry.rate_bp;
  after.applies_to = entry.applies_to.value_or(before->applies_to);
  if (after.rate_bp == before->rate_bp && after.applies_to == before->applies_to) {
    return Became::unchanged;
  }
  after.updated_at = tx.now();
  store::taxes::remove(tx, *before);
  store::taxes::insert(tx, after);
  return Became::updated;
}

Result<Became> plant(Tx& tx, const Context& context, const Scope& scope, const DiscountInput& entry) {
  const auto before = named(store::discounts::all(tx, scope), entry.name);
  if (!before) {
    TRY_ASSIGN(const auto made, catalog::create_discount(tx, context, scope, entry));
    return Became::created;
  }
  auto after = *before;
  after.kind = entry.kind;
  after.value = entry.value;
  if (after.kind == before->kind && after.value == before->value) {
    return Became::unchanged;
  }
  after.updated_at = tx.now();
  store::discounts::remove(tx, *before);
  store::discounts::insert(tx, after);
  return Became::updated;
}

}  // namespace satsrail::service::seed
