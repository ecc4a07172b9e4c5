#include "daemon/service/products.h"

#include "core/wire/fields.h"
#include "daemon/store/account_store.h"
#include "daemon/store/product_store.h"

namespace satsrail::service::products {

Result<Product> create(Tx& tx, const Context& context, const Scope& scope, const ProductInput& input) {
  std::vector<FieldError> taken;
  if (input.slug && store::products::slug_is_taken(tx, scope, *input.slug)) {
    taken.push_back({"slug", "has already been taken"});
  }
  if (input.external_ref && store::products::external_ref_is_taken(tx, scope, *input.external_ref)) {
    taken.push_back({"external_ref", "has already been taken"});
  }
  if (!taken.empty()) {
    return Error::validation(std::move(taken));
  }
  Product product;
  product.id = ProductId::make(tx.now(), context.entropy);
  product.scope = scope;
  product.slug = input.slug ? *input.slug : make_slug(context.entropy);
  product.name = input.name;
  product.price = input.price;
  product.currency = input.currency ? input.currency->text() : store::merchants::get(tx, scope.merchant_seq).currency;
  product.description = input.description;
  product.sku = input.sku;
  product.image_url = input.image_url;
  product.resource_type = input.resource_type;
  product.external_ref = input.external_ref;
  product.access_duration_seconds = input.access_duration_seconds;
  product.status = input.status;
  product.metadata_json = wire::metadata_json(input.metadata);
  product.created_at = product.updated_at = tx.now();
  product.seq = store::products::insert(tx, product);
  return product;
}

Result<Product> find(Tx& tx, const Scope& scope, std::string_view id_or_slug) {
  auto product = store::products::find(tx, scope, id_or_slug);
  if (!product) {
    return Error::not_found("Product");
  }
  return *std::move(product);
}

}  // namespace satsrail::service::products
