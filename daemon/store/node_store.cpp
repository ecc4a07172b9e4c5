#include "daemon/store/node_store.h"

#include "daemon/store/account_store.h"

#include <charconv>

namespace satsrail::store {

void node_settings::put(Tx& tx, const Stored& setting) {
  tx.run(
      "INSERT INTO node_settings (merchant_seq, livemode, name, value) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT (merchant_seq, livemode, name) DO UPDATE SET value = excluded.value",
      setting.scope.merchant_seq, setting.scope.livemode, setting.name, setting.value);
}

std::vector<node_settings::Stored> node_settings::all(Tx& tx) {
  std::vector<Stored> list;
  auto row = tx.query("SELECT merchant_seq, livemode, name, value FROM node_settings");
  while (row.step()) {
    list.push_back({{row.integer(0), row.boolean(1)}, row.str(2), row.str(3)});
  }
  return list;
}

Msat node_balances::get(Tx& tx, const Scope& scope, std::string_view owner, Msat started) {
  auto row = tx.query("SELECT balance_msat FROM node_balances WHERE merchant_seq = ?1 AND livemode = ?2 AND owner = ?3",
                      scope.merchant_seq, scope.livemode, owner);
  return row.step() ? Msat{row.integer(0)} : started;
}

void node_balances::add(Tx& tx, const Scope& scope, std::string_view owner, Msat started, Msat amount) {
  tx.run(
      "INSERT INTO node_balances (merchant_seq, livemode, owner, started_msat, balance_msat)"
      " VALUES (?1, ?2, ?3, ?4, ?4 + ?5)"
      " ON CONFLICT (merchant_seq, livemode, owner) DO UPDATE SET balance_msat = balance_msat + ?5",
      scope.merchant_seq, scope.livemode, owner, started.value, amount.value);
}

std::vector<node_balances::Balance> node_balances::all(Tx& tx, const Scope& scope) {
  std::vector<Balance> list;
  auto row = tx.query(
      "SELECT owner, started_msat, balance_msat FROM node_balances WHERE merchant_seq = ?1 AND livemode = ?2"
      " ORDER BY owner",
      scope.merchant_seq, scope.livemode);
  while (row.step()) {
    list.push_back({row.str(0), Msat{row.integer(1)}, Msat{row.integer(2)}});
  }
  return list;
}

namespace {
constexpr std::string_view k_height = "chain.height";
constexpr std::int64_t k_first_height = 100;  // regtest's habit: the first coinbase can then be spent
}  // namespace

std::int64_t chain::height(Tx& tx) {
  const auto text = settings::find(tx, k_height);
  std::int64_t height = k_first_height;
  if (text) {
    std::from_chars(text->data(), text->data() + text->size(), height);
  }
  return height;
}

void chain::set_height(Tx& tx, std::int64_t height) {
  settings::put(tx, k_height, std::to_string(height));
}

void chain::insert(Tx& tx, const Transaction& transaction) {
  tx.run(
      "INSERT INTO chain_transactions (txid, merchant_seq, livemode, invoice_seq, height, created_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      transaction.txid, transaction.scope.merchant_seq, transaction.scope.livemode, transaction.invoice_seq,
      transaction.height, tx.now());
}

std::optional<chain::Transaction> chain::of_invoice(Tx& tx, std::int64_t invoice_seq) {
  auto row = tx.query(
      "SELECT txid, merchant_seq, livemode, invoice_seq, height FROM chain_transactions WHERE invoice_seq = ?1",
      invoice_seq);
  if (!row.step()) {
    return std::nullopt;
  }
  return Transaction{row.str(0), {row.integer(1), row.boolean(2)}, row.integer(3), row.optional_integer(4)};
}

void chain::include_waiting(Tx& tx, std::int64_t height) {
  tx.run("UPDATE chain_transactions SET height = ?1 WHERE height IS NULL", height);
}

std::vector<std::int64_t> chain::confirmed_invoices(Tx& tx, std::int64_t height) {
  std::vector<std::int64_t> list;
  auto row = tx.query(
      "SELECT i.seq FROM payments p JOIN invoices i ON i.seq = p.invoice_seq"
      " JOIN chain_transactions t ON t.invoice_seq = i.seq"
      " WHERE p.status = 'pending' AND t.height IS NOT NULL AND ?1 - t.height + 1 >= i.required_confirmations"
      " ORDER BY t.seq",
      height);
  while (row.step()) {
    list.push_back(row.integer(0));
  }
  return list;
}

}  // namespace satsrail::store
