#include "daemon/store/product_type_store.h"

#include "daemon/store/catalog_store.h"

#include <stdexcept>

namespace satsrail::store::product_types {

namespace {

#define PRODUCT_TYPE_COLUMNS "seq, id, merchant_seq, livemode, name, position, external_ref, created_at, updated_at"

ProductType read(const Query& row) {
  ProductType type;
  type.seq = row.integer(0);
  type.id = ProductTypeId::parse(row.text(1)).value();
  type.scope = {row.integer(2), row.boolean(3)};
  type.name = row.str(4);
  type.position = row.integer(5);
  type.external_ref = row.optional_str(6);
  type.created_at = row.time(7);
  type.updated_at = row.time(8);
  return type;
}

}  // namespace

std::int64_t insert(Tx& tx, const ProductType& type) {
  catalog::touch(tx, type.scope);
  return tx.run(
      "INSERT INTO product_types (id, merchant_seq, livemode, name, position, external_ref, created_at, updated_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      type.id.view(), type.scope.merchant_seq, type.scope.livemode, type.name, type.position, type.external_ref,
      type.created_at, type.updated_at);
}

void update(Tx& tx, const ProductType& type) {
  catalog::touch(tx, type.scope);
  tx.run("UPDATE product_types SET name = ?2, position = ?3, external_ref = ?4, updated_at = ?5 WHERE seq = ?1",
         type.seq, type.name, type.position, type.external_ref, type.updated_at);
}

void remove(Tx& tx, const ProductType& type) {
  catalog::touch(tx, type.scope);
  tx.run("DELETE FROM product_types WHERE seq = ?1", type.seq);
}

ProductType get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " PRODUCT_TYPE_COLUMNS " FROM product_types WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a product type vanished within a transaction");
  }
  return read(row);
}

std::optional<ProductType> find(Tx& tx, const Scope& scope, std::string_view id) {
  const auto uuid = ProductTypeId::parse(id);
  if (!uuid) {
    return std::nullopt;
  }
  auto row = tx.query("SELECT " PRODUCT_TYPE_COLUMNS
                      " FROM product_types WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3",
                      uuid->view(), scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<ProductType> all(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT " PRODUCT_TYPE_COLUMNS
                      " FROM product_types WHERE merchant_seq = ?1 AND livemode = ?2 ORDER BY position, name, seq",
                      scope.merchant_seq, scope.livemode);
  std::vector<ProductType> found;
  while (row.step()) {
    found.push_back(read(row));
  }
  return found;
}

bool external_ref_is_taken(Tx& tx, const Scope& scope, std::string_view external_ref, std::int64_t except_seq) {
  auto row = tx.query(
      "SELECT 1 FROM product_types WHERE merchant_seq = ?1 AND livemode = ?2 AND external_ref = ?3 AND seq <> ?4",
      scope.merchant_seq, scope.livemode, external_ref, except_seq);
  return row.step();
}

std::int64_t count(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT count(*) FROM product_types WHERE merchant_seq = ?1 AND livemode = ?2",
                      scope.merchant_seq, scope.livemode);
  row.step();
  return row.integer(0);
}

std::int64_t last_position(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT coalesce(max(position), 0) FROM product_types WHERE merchant_seq = ?1 AND livemode = ?2",
                      scope.merchant_seq, scope.livemode);
  row.step();
  return row.integer(0);
}

}  // namespace satsrail::store::product_types
