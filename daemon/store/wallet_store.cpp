#include "daemon/store/wallet_store.h"

#include <stdexcept>

namespace satsrail::store::wallets {

namespace {

#define SELECT_WALLETS                                                                                       \
  "SELECT seq, id, merchant_seq, livemode, name, wallet_type, connection_type, status, enabled, is_default," \
  " last_synced_at, created_at, updated_at FROM wallets "

Wallet read(const Query& row) {
  Wallet wallet;
  wallet.seq = row.integer(0);
  wallet.id = WalletId::parse(row.text(1)).value();
  wallet.scope = {row.integer(2), row.boolean(3)};
  wallet.name = row.str(4);
  wallet.wallet_type = row.str(5);
  wallet.connection_type = row.str(6);
  wallet.status = row.str(7);
  wallet.enabled = row.boolean(8);
  wallet.is_default = row.boolean(9);
  wallet.last_synced_at = row.optional_time(10);
  wallet.created_at = row.time(11);
  wallet.updated_at = row.time(12);
  return wallet;
}

std::vector<Scope> scopes(Query row) {
  std::vector<Scope> found;
  while (row.step()) {
    found.push_back({row.integer(0), row.boolean(1)});
  }
  return found;
}

}  // namespace

std::int64_t insert(Tx& tx, const Wallet& wallet) {
  return tx.run(
      "INSERT INTO wallets (id, merchant_seq, livemode, name, wallet_type, connection_type, status, enabled,"
      " is_default, last_synced_at, created_at, updated_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      wallet.id.view(), wallet.scope.merchant_seq, wallet.scope.livemode, wallet.name, wallet.wallet_type,
      wallet.connection_type, wallet.status, wallet.enabled, wallet.is_default, wallet.last_synced_at,
      wallet.created_at, wallet.updated_at);
}

Wallet get(Tx& tx, std::int64_t seq) {
  auto row = tx.query(SELECT_WALLETS "WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a wallet vanished within a transaction");
  }
  return read(row);
}

std::optional<Wallet> find(Tx& tx, const Scope& scope, std::string_view id) {
  const auto parsed = WalletId::parse(id);
  if (!parsed) {
    return std::nullopt;
  }
  auto row = tx.query(SELECT_WALLETS "WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3", parsed->view(),
                      scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::optional<Wallet> find_by_name(Tx& tx, const Scope& scope, std::string_view name) {
  auto row = tx.query(SELECT_WALLETS "WHERE merchant_seq = ?1 AND livemode = ?2 AND name = ?3 ORDER BY seq LIMIT 1",
                      scope.merchant_seq, scope.livemode, name);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::int64_t count(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT count(*) FROM wallets WHERE merchant_seq = ?1 AND livemode = ?2", scope.merchant_seq,
                      scope.livemode);
  row.step();
  return row.integer(0);
}

void update(Tx& tx, const Wallet& wallet) {
  tx.run(
      "UPDATE wallets SET name = ?2, wallet_type = ?3, connection_type = ?4, status = ?5, enabled = ?6,"
      " is_default = ?7, last_synced_at = ?8, updated_at = ?9 WHERE seq = ?1",
      wallet.seq, wallet.name, wallet.wallet_type, wallet.connection_type, wallet.status, wallet.enabled,
      wallet.is_default, wallet.last_synced_at, wallet.updated_at);
}

void remove(Tx& tx, std::int64_t seq) {
  tx.run("DELETE FROM wallets WHERE seq = ?1", seq);
}

void clear_default(Tx& tx, const Scope& scope) {
  tx.run("UPDATE wallets SET is_default = 0 WHERE merchant_seq = ?1 AND livemode = ?2 AND is_default",
         scope.merchant_seq, scope.livemode);
}

bool any_usable(Tx& tx, const Scope& scope) {
  auto row = tx.query(
      "SELECT 1 FROM wallets WHERE merchant_seq = ?1 AND livemode = ?2 AND enabled AND status = 'active' LIMIT 1",
      scope.merchant_seq, scope.livemode);
  return row.step();
}

std::vector<Scope> scopes_without(Tx& tx) {
  return scopes(
      tx.query("SELECT m.seq, mode.value FROM merchants m, (SELECT 0 AS value UNION ALL SELECT 1) mode"
               " WHERE NOT EXISTS (SELECT 1 FROM wallets w WHERE w.merchant_seq = m.seq AND w.livemode = mode.value)"
               " ORDER BY m.seq, mode.value"));
}

}  // namespace satsrail::store::wallets
