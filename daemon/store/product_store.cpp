#include "daemon/store/product_store.h"

#include "daemon/store/catalog_store.h"

#include <stdexcept>

namespace satsrail::store::products {

namespace {

#define PRODUCT_COLUMNS                                                                                            \
  "seq, id, merchant_seq, livemode, slug, name, price_cents, currency, description, sku, image_url, "              \
  "resource_type, external_ref, access_duration_seconds, status, metadata, created_at, updated_at, key, old_key, " \
  "product_type_seq, (SELECT t.id FROM product_types t WHERE t.seq = product_type_seq)"

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
  product.product_type_seq = row.optional_integer(20);
  product.product_type_id = row.optional_str(21);
  return product;
}

}  // namespace

std::int64_t insert(Tx& tx, const Product& product) {
  catalog::touch(tx, product.scope);
  return tx.run(
      "INSERT INTO products (id, merchant_seq, livemode, slug, name, price_cents, currency, description, sku, "
      "image_url,"
      " resource_type, external_ref, access_duration_seconds, status, metadata, created_at, updated_at, key,"
      " product_type_seq)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
      product.id.view(), product.scope.merchant_seq, product.scope.livemode, product.slug, product.name,
      product.price.value, product.currency, product.description, product.sku, product.image_url, product.resource_type,
      product.external_ref, product.access_duration_seconds, to_string(product.status), product.metadata_json,
      product.created_at, product.updated_at, product.key, product.product_type_seq);
}

void update(Tx& tx, const Product& product) {
  catalog::touch(tx, product.scope);
  tx.run(
      "UPDATE products SET slug = ?2, name = ?3, price_cents = ?4, currency = ?5, description = ?6, sku = ?7,"
      " image_url = ?8, resource_type = ?9, external_ref = ?10, access_duration_seconds = ?11, status = ?12,"
      " metadata = ?13, updated_at = ?14, product_type_seq = ?15 WHERE seq = ?1",
      product.seq, product.slug, product.name, product.price.value, product.currency, product.description, product.sku,
      product.image_url, product.resource_type, product.external_ref, product.access_duration_seconds,
      to_string(product.status), product.metadata_json, product.updated_at, product.product_type_seq);
}

void remove(Tx& tx, const Product& product) {
  catalog::touch(tx, product.scope);
  tx.run("DELETE FROM products WHERE seq = ?1", product.seq);
}

void update_keys(Tx& tx, const Product& product) {
  catalog::touch(tx, product.scope);
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

std::vector<Product> active(Tx& tx, const Scope& scope, std::int64_t most) {
  // Compared as its index compares.
  auto row = tx.query("SELECT " PRODUCT_COLUMNS
                      " FROM products WHERE merchant_seq = ?1 AND livemode = ?2 AND status = 'active' COLLATE NOCASE"
                      " ORDER BY seq DESC LIMIT ?3",
                      scope.merchant_seq, scope.livemode, most);
  std::vector<Product> found;
  while (row.step()) {
    found.push_back(read(row));
  }
  return found;
}

bool slug_is_taken(Tx& tx, const Scope& scope, std::string_view slug, std::int64_t except_seq) {
  auto row = tx.query("SELECT 1 FROM products WHERE merchant_seq = ?1 AND livemode = ?2 AND slug = ?3 AND seq <> ?4",
                      scope.merchant_seq, scope.livemode, slug, except_seq);
  return row.step();
}

bool external_ref_is_taken(Tx& tx, const Scope& scope, std::string_view external_ref, std::int64_t except_seq) {
  auto row =
      tx.query("SELECT 1 FROM products WHERE merchant_seq = ?1 AND livemode = ?2 AND external_ref = ?3 AND seq <> ?4",
               scope.merchant_seq, scope.livemode, external_ref, except_seq);
  return row.step();
}

bool is_referred_to(Tx& tx, const ProductId& id) {
  auto row = tx.query(
      "SELECT 1 WHERE EXISTS (SELECT 1 FROM order_items WHERE product_id = ?1)"
      " OR EXISTS (SELECT 1 FROM checkout_sessions WHERE product_id = ?1)",
      id.view());
  return row.step();
}

std::int64_t count_of_type(Tx& tx, std::int64_t product_type_seq) {
  auto row = tx.query("SELECT count(*) FROM products WHERE product_type_seq = ?1", product_type_seq);
  row.step();
  return row.integer(0);
}

}  // namespace satsrail::store::products
