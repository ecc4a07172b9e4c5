#include "daemon/service/products.h"

#include "core/domain/event_type.h"
#include "core/util/base64.h"
#include "core/wire/fields.h"
#include "core/wire/product_json.h"
#include "daemon/service/event_log.h"
#include "daemon/store/account_store.h"
#include "daemon/store/product_store.h"
#include "daemon/store/product_type_store.h"

namespace satsrail::service::products {

namespace {

std::string new_key(Entropy& entropy) {
  return to_base64url(entropy.bytes<32>());
}

// What a product is to be found by, and what it is to belong to: each may be no other's, or not there.
struct Ties {
  std::optional<std::string> slug;
  std::optional<std::string> external_ref;
  std::optional<std::string> product_type_id;
};

// Ties the product, and answers all that stands against it at once.
Status tie(Tx& tx, Product& product, const Ties& ties) {
  std::vector<FieldError> wrong;
  if (ties.slug && store::products::slug_is_taken(tx, product.scope, *ties.slug, product.seq)) {
    wrong.push_back({"slug", "has already been taken"});
  }
  if (ties.external_ref && store::products::external_ref_is_taken(tx, product.scope, *ties.external_ref, product.seq)) {
    wrong.push_back({"external_ref", "has already been taken"});
  }
  if (ties.product_type_id) {
    if (const auto type = store::product_types::find(tx, product.scope, *ties.product_type_id)) {
      product.product_type_seq = type->seq;
      product.product_type_id = type->id.str();
    } else {
      wrong.push_back({"product_type_id", "must exist"});
    }
  }
  return wrong.empty() ? Status(Done{}) : Status(Error::validation(std::move(wrong)));
}

template <class T>
void set_if_sent(T& field, const std::optional<T>& sent) {
  if (sent) {
    field = *sent;
  }
}

void apply(const ProductChange& change, Product& product) {
  set_if_sent(product.name, change.name);
  set_if_sent(product.price, change.price);
  set_if_sent(product.slug, change.slug);
  set_if_sent(product.description, change.description);
  set_if_sent(product.sku, change.sku);
  set_if_sent(product.image_url, change.image_url);
  set_if_sent(product.resource_type, change.resource_type);
  set_if_sent(product.external_ref, change.external_ref);
  set_if_sent(product.access_duration_seconds, change.access_duration_seconds);
  set_if_sent(product.status, change.status);
  if (change.currency) {
    product.currency = change.currency->text();
  }
  if (change.metadata) {
    product.metadata_json = wire::metadata_json(*change.metadata);
  }
  if (change.product_type_id && !*change.product_type_id) {
    product.product_type_seq.reset();
    product.product_type_id.reset();
  }
}

}  // namespace

Result<Product> create(Tx& tx, const Context& context, const Scope& scope, const ProductInput& input) {
  Product product;
  product.scope = scope;
  TRY(tie(tx, product, {input.slug, input.external_ref, input.product_type_id}));
  product.id = ProductId::make(tx.now(), context.entropy);
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

Result<Product> update(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_slug,
                       const ProductChange& change) {
  TRY_ASSIGN(auto found, find(tx, scope, id_or_slug));
  TRY_ASSIGN(auto product, with_key(tx, context, std::move(found)));
  const auto before = product;
  TRY(tie(tx, product,
          {change.slug, change.external_ref.value_or(std::nullopt), change.product_type_id.value_or(std::nullopt)}));
  apply(change, product);
  if (product != before) {
    product.updated_at = tx.now();
    store::products::update(tx, product);
  }
  return product;
}

Status remove(Tx& tx, const Scope& scope, std::string_view id_or_slug) {
  TRY_ASSIGN(auto product, find(tx, scope, id_or_slug));
  if (!store::products::is_referred_to(tx, product.id)) {
    store::products::remove(tx, product);
  } else if (product.status != ProductStatus::archived) {
    product.status = ProductStatus::archived;
    product.updated_at = tx.now();
    store::products::update(tx, product);
  }
  return Done{};
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
