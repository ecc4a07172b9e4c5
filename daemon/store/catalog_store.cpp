#include "daemon/store/catalog_store.h"

#include <stdexcept>

namespace satsrail::store {

void catalog::touch(Tx& tx, const Scope& scope) {
  tx.run(
      "INSERT INTO catalog_versions (merchant_seq, livemode, version)"
      " VALUES (?1, ?2, max(?3, (SELECT created_at + 1 FROM merchants WHERE seq = ?1)))"
      " ON CONFLICT (merchant_seq, livemode) DO UPDATE SET version = max(?3, version + 1)",
      scope.merchant_seq, scope.livemode, tx.now());
}

Time catalog::version(Tx& tx, const Scope& scope) {
  auto row = tx.query(
      "SELECT coalesce((SELECT version FROM catalog_versions WHERE merchant_seq = ?1 AND livemode = ?2),"
      " (SELECT created_at FROM merchants WHERE seq = ?1))",
      scope.merchant_seq, scope.livemode);
  row.step();
  return row.time(0);
}

void catalog::keep_counting(Tx& live, Tx& next) {
  auto row = live.query("SELECT merchant_seq, livemode, version FROM catalog_versions");
  while (row.step()) {
    next.run(
        "INSERT INTO catalog_versions (merchant_seq, livemode, version)"
        " SELECT ?1, ?2, ?3 + 1 WHERE EXISTS (SELECT 1 FROM merchants WHERE seq = ?1)"
        " ON CONFLICT (merchant_seq, livemode) DO UPDATE SET version = max(version, ?3) + 1",
        row.integer(0), row.integer(1), row.integer(2));
  }
}

namespace taxes {

namespace {

#define TAX_COLUMNS "seq, id, merchant_seq, livemode, name, rate_bp, applies_to, created_at, updated_at"

Tax read(const Query& row) {
  Tax tax;
  tax.seq = row.integer(0);
  tax.id = TaxId::parse(row.text(1)).value();
  tax.scope = {row.integer(2), row.boolean(3)};
  tax.name = row.str(4);
  tax.rate_bp = row.integer(5);
  tax.applies_to = row.str(6);
  tax.created_at = row.time(7);
  tax.updated_at = row.time(8);
  return tax;
}

}  // namespace

std::int64_t insert(Tx& tx, const Tax& tax) {
  catalog::touch(tx, tax.scope);
  return tx.run(
      "INSERT INTO taxes (id, merchant_seq, livemode, name, rate_bp, applies_to, created_at, updated_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      tax.id.view(), tax.scope.merchant_seq, tax.scope.livemode, tax.name, tax.rate_bp, tax.applies_to, tax.created_at,
      tax.updated_at);
}

void remove(Tx& tx, const Tax& tax) {
  catalog::touch(tx, tax.scope);
  tx.run("DELETE FROM taxes WHERE seq = ?1", tax.seq);
}

Tax get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " TAX_COLUMNS " FROM taxes WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a tax vanished within a transaction");
  }
  return read(row);
}

std::optional<Tax> find(Tx& tx, const Scope& scope, std::string_view id) {
  const auto uuid = TaxId::parse(id);
  if (!uuid) {
    return std::nullopt;
  }
  auto row = tx.query("SELECT " TAX_COLUMNS " FROM taxes WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3",
                      uuid->view(), scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<Tax> all(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT " TAX_COLUMNS " FROM taxes WHERE merchant_seq = ?1 AND livemode = ?2 ORDER BY seq DESC",
                      scope.merchant_seq, scope.livemode);
  std::vector<Tax> found;
  while (row.step()) {
    found.push_back(read(row));
  }
  return found;
}

std::int64_t count(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT count(*) FROM taxes WHERE merchant_seq = ?1 AND livemode = ?2", scope.merchant_seq,
                      scope.livemode);
  row.step();
  return row.integer(0);
}

}  // namespace taxes

namespace discounts {

namespace {

#define DISCOUNT_COLUMNS "seq, id, merchant_seq, livemode, name, kind, value, created_at, updated_at"

Discount read(const Query& row) {
  Discount discount;
  discount.seq = row.integer(0);
  discount.id = DiscountId::parse(row.text(1)).value();
  discount.scope = {row.integer(2), row.boolean(3)};
  discount.name = row.str(4);
  discount.kind = parse_discount_kind(row.text(5)).value();
  discount.value = row.integer(6);
  discount.created_at = row.time(7);
  discount.updated_at = row.time(8);
  return discount;
}

}  // namespace

std::int64_t insert(Tx& tx, const Discount& discount) {
  catalog::touch(tx, discount.scope);
  return tx.run(
      "INSERT INTO discounts (id, merchant_seq, livemode, name, kind, value, created_at, updated_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      discount.id.view(), discount.scope.merchant_seq, discount.scope.livemode, discount.name, to_string(discount.kind),
      discount.value, discount.created_at, discount.updated_at);
}

void remove(Tx& tx, const Discount& discount) {
  catalog::touch(tx, discount.scope);
  tx.run("DELETE FROM discounts WHERE seq = ?1", discount.seq);
}

Discount get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " DISCOUNT_COLUMNS " FROM discounts WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a discount vanished within a transaction");
  }
  return read(row);
}

std::optional<Discount> find(Tx& tx, const Scope& scope, std::string_view id) {
  const auto uuid = DiscountId::parse(id);
  if (!uuid) {
    return std::nullopt;
  }
  auto row =
      tx.query("SELECT " DISCOUNT_COLUMNS " FROM discounts WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3",
               uuid->view(), scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<Discount> all(Tx& tx, const Scope& scope) {
  auto row =
      tx.query("SELECT " DISCOUNT_COLUMNS " FROM discounts WHERE merchant_seq = ?1 AND livemode = ?2 ORDER BY seq DESC",
               scope.merchant_seq, scope.livemode);
  std::vector<Discount> found;
  while (row.step()) {
    found.push_back(read(row));
  }
  return found;
}

std::int64_t count(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT count(*) FROM discounts WHERE merchant_seq = ?1 AND livemode = ?2", scope.merchant_seq,
                      scope.livemode);
  row.step();
  return row.integer(0);
}

}  // namespace discounts

}  // namespace satsrail::store
