#include "daemon/store/product_store.h"

#include <stdexcept>

namespace satsrail::store::products {

namespace {

#define PRODUCT_COLUMNS                                                                               \
  "seq, id, merchant_seq, livemode, slug, name, price_cents, currency, description, sku, image_url, " \
  "resource_type, external_ref, access_duration_seconds, status, metadata, created_at, updated_at, key, old_key"

Product read(const Query& row) {
  Product product;
  product.seq = row.integer(0);
  product.id = ProductId::parse(row.text(1)).value();
  product.scope = {row.integer(2), row.boolean(3)};
  product.slug = row.str(4);
  product.name = row.str(5);
  product.price = FiatCents{row.integer(6)};
  product.currency = row.str(7);
  product.description = row.optional_str(8);
  product.sku = row.optional_str(9);
  product.image_url = row.optional_str(10);
  product.resource_type = row.optional_str(11);
  product.external_ref = row.optional_str(12);
  product.access_duration_seconds = row.optional_integer(13);
  product.status = parse_product_status(row.text(14)).value();
  product.metadata_json = row.str(15);
  product.created_at = row.time(16);
  product.updated_at = row.time(17);
  product.key = row.optional_str(18).value_or("");
  product.old_key = row.optional_str(19);
  return product;
}

}  // namespace

std::int64_t insert(Tx& tx, const Product& product) {
  return tx.run(
      "INSERT INTO products (id, merchant_seq, livemode, slug, name, price_cents, currency, description, sku, "
      "image_url,"
      " resource_type, external_ref, access_duration_seconds, status, metadata, created_at, updated_at, key)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
      product.id.view(), product.scope.merchant_seq, product.scope.livemode, product.slug, product.name,
      product.price.value, product.currency, product.description, product.sku, product.image_url, product.resource_type,
      product.external_ref, product.access_duration_seconds, to_string(product.status), product.metadata_json,
      product.created_at, product.updated_at, product.key);
}

void update_keys(Tx& tx, const Product& product) {
  tx.run("UPDATE products SET key = ?2, old_key = ?3, updated_at = ?4 WHERE seq = ?1", product.seq, product.key,
         product.old_key, product.updated_at);
}

Product get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " PRODUCT_COLUMNS " FROM products WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a product vanished within a transaction");
  }
  return read(row);
}

std::optional<Product> find(Tx& tx, const Scope& scope, std::string_view id_or_slug) {
  if (const auto id = ProductId::parse(id_or_slug)) {
    auto row =
        tx.query("SELECT " PRODUCT_COLUMNS " FROM products WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3",
                 id->view(), scope.merchant_seq, scope.livemode);
    return row.step() ? std::optional(read(row)) : std::nullopt;
  }
  auto row =
      tx.query("SELECT " PRODUCT_COLUMNS " FROM products WHERE slug = ?1 AND merchant_seq = ?2 AND livemode = ?3",
               id_or_slug, scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

bool slug_is_taken(Tx& tx, const Scope& scope, std::string_view slug) {
  auto row = tx.query("SELECT 1 FROM products WHERE merchant_seq = ?1 AND livemode = ?2 AND slug = ?3",
                      scope.merchant_seq, scope.livemode, slug);
  return row.step();
}

bool external_ref_is_taken(Tx& tx, const Scope& scope, std::string_view external_ref) {
  auto row = tx.query("SELECT 1 FROM products WHERE merchant_seq = ?1 AND livemode = ?2 AND external_ref = ?3",
                      scope.merchant_seq, scope.livemode, external_ref);
  return row.step();
}

}  // namespace satsrail::store::products
