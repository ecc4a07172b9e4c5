#include "daemon/service/products.h"

#include "core/domain/event_type.h"
#include "core/util/base64.h"
#include "core/wire/fields.h"
#include "core/wire/product_json.h"
#include "daemon/service/event_log.h"
#include "daemon/store/account_store.h"
#include "daemon/store/product_store.h"

namespace satsrail::service::products {

namespace {

std::string new_key(Entropy& entropy) {
  return to_base64url(entropy.bytes<32>());
}

}  // namespace

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
  product.key = new_key(context.entropy);
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

Result<Product> with_key(Tx& tx, const Context& context, Product product) {
  if (!product.key.empty()) {
    return product;
  }
  if (!tx.writable()) {
    return Error::needs_write();
  }
  product.key = new_key(context.entropy);
  store::products::update_keys(tx, product);
  return product;
}

Result<Product> rotate_key(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_slug) {
  TRY_ASSIGN(auto found, find(tx, scope, id_or_slug));
  TRY_ASSIGN(auto product, with_key(tx, context, std::move(found)));
  if (product.old_key) {
    return Error(ErrorCode::rotation_pending,
                 "The product's old key is still held; clear it (clear_old_key) when nothing is encrypted with it");
  }
  product.old_key = product.key;
  product.key = new_key(context.entropy);
  product.updated_at = tx.now();
  store::products::update_keys(tx, product);
  EventLog events(tx, context, scope);
  const auto payload = wire::key_rotated_json(product);
  wire::WebhookFacts facts;
  facts.payload_json = payload;
  events.append(event_type::product_key_rotated, payload, facts);
  return product;
}

Result<Product> clear_old_key(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_slug) {
  TRY_ASSIGN(auto found, find(tx, scope, id_or_slug));
  TRY_ASSIGN(auto product, with_key(tx, context, std::move(found)));
  if (product.old_key) {
    product.old_key.reset();
    product.updated_at = tx.now();
    store::products::update_keys(tx, product);
  }
  return product;
}

}  // namespace satsrail::service::products
