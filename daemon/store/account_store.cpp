#include "daemon/store/account_store.h"

#include <array>
#include <stdexcept>

namespace satsrail::store {

namespace {

Merchant read_merchant(const Query& row) {
  Merchant merchant;
  merchant.seq = row.integer(0);
  merchant.id = MerchantId::parse(row.text(1)).value();
  merchant.name = row.str(2);
  merchant.status = row.str(3);
  merchant.currency = row.str(4);
  merchant.created_at = row.time(5);
  return merchant;
}

KeyKind parse_kind(std::string_view stored) {
  for (const auto kind : {KeyKind::secret, KeyKind::publishable}) {
    if (to_string(kind) == stored) {
      return kind;
    }
  }
  return KeyKind::control;
}

}  // namespace

std::int64_t merchants::insert(Tx& tx, const Merchant& merchant) {
  return tx.run("INSERT INTO merchants (id, name, status, currency, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                merchant.id.view(), merchant.name, merchant.status, merchant.currency, merchant.created_at);
}

std::optional<Merchant> merchants::first(Tx& tx) {
  auto row = tx.query("SELECT seq, id, name, status, currency, created_at FROM merchants ORDER BY seq LIMIT 1");
  return row.step() ? std::optional(read_merchant(row)) : std::nullopt;
}

std::optional<Merchant> merchants::find(Tx& tx, std::string_view id) {
  auto row = tx.query("SELECT seq, id, name, status, currency, created_at FROM merchants WHERE id = ?1", id);
  return row.step() ? std::optional(read_merchant(row)) : std::nullopt;
}

Merchant merchants::get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT seq, id, name, status, currency, created_at FROM merchants WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names a merchant that does not exist");
  }
  return read_merchant(row);
}

void api_keys::insert(Tx& tx, const ApiKey& key) {
  const auto merchant = key.kind == KeyKind::control ? std::nullopt : std::optional(key.scope.merchant_seq);
  tx.run(
      "INSERT INTO api_keys (id, merchant_seq, livemode, kind, prefix, sha256, created_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      key.id.view(), merchant, key.scope.livemode, to_string(key.kind), key.prefix, key.sha256, key.created_at);
}

std::vector<ApiKey> api_keys::all(Tx& tx) {
  std::vector<ApiKey> keys;
  auto row = tx.query("SELECT id, merchant_seq, livemode, kind, prefix, sha256, created_at FROM api_keys ORDER BY seq");
  while (row.step()) {
    ApiKey key;
    key.id = ApiKeyId::parse(row.text(0)).value();
    key.scope = {row.integer(1), row.boolean(2)};
    key.kind = parse_kind(row.text(3));
    key.prefix = row.str(4);
    key.sha256 = row.bytes<32>(5);
    key.created_at = row.time(6);
    keys.push_back(std::move(key));
  }
  return keys;
}

void settings::put(Tx& tx, std::string_view name, std::string_view value) {
  tx.run("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
         name, value);
}

void settings::erase(Tx& tx, std::string_view name) {
  tx.run("DELETE FROM settings WHERE name = ?1", name);
}

std::optional<std::string> settings::find(Tx& tx, std::string_view name) {
  auto row = tx.query("SELECT value FROM settings WHERE name = ?1", name);
  return row.step() ? std::optional(row.str(0)) : std::nullopt;
}

void erase_merchant_data(Tx& tx) {
  // Orders point at their invoice and payment, and those at their order: the circle is opened first.
  tx.run("UPDATE orders SET invoice_seq = NULL, payment_seq = NULL");
  tx.run("DELETE FROM delivery_attempts");
  tx.run("DELETE FROM delivery_delays");
  tx.run("DELETE FROM deliveries");
  tx.run("DELETE FROM faults");
  tx.run("DELETE FROM inbox_messages");
  tx.run("DELETE FROM events");
  tx.run("DELETE FROM webhook_endpoints");
  tx.run("DELETE FROM checkout_sessions");
  tx.run("DELETE FROM payments");
  tx.run("DELETE FROM chain_transactions");
  tx.run("DELETE FROM htlcs");
  tx.run("DELETE FROM node_payments");
  tx.run("DELETE FROM invoices");
  tx.run("DELETE FROM node_invoices");
  tx.run("DELETE FROM node_balances");
  tx.run("DELETE FROM node_settings");
  tx.run("DELETE FROM order_items");
  tx.run("DELETE FROM orders");
  tx.run("DELETE FROM products");
}

Counts count_rows(Tx& tx, std::int64_t merchant_seq) {
  const auto count = [&](const char* sql) {
    auto row = tx.query(sql, merchant_seq);
    row.step();
    return row.integer(0);
  };
  Counts counts;
  counts.checkout_sessions = count("SELECT count(*) FROM checkout_sessions WHERE ?1 IN (0, merchant_seq)");
  counts.orders = count("SELECT count(*) FROM orders WHERE ?1 IN (0, merchant_seq)");
  counts.invoices = count("SELECT count(*) FROM invoices WHERE ?1 IN (0, merchant_seq)");
  counts.payments = count("SELECT count(*) FROM payments WHERE ?1 IN (0, merchant_seq)");
  counts.products = count("SELECT count(*) FROM products WHERE ?1 IN (0, merchant_seq)");
  counts.webhook_endpoints =
      count("SELECT count(*) FROM webhook_endpoints WHERE ?1 IN (0, merchant_seq) AND deleted_at IS NULL");
  counts.events = count("SELECT count(*) FROM events WHERE ?1 IN (0, merchant_seq)");
  counts.deliveries = count("SELECT count(*) FROM deliveries WHERE ?1 IN (0, merchant_seq)");
  counts.deliveries_pending =
      count("SELECT count(*) FROM deliveries WHERE state = 'pending' AND ?1 IN (0, merchant_seq)");
  return counts;
}

}  // namespace satsrail::store
