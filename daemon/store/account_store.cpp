#include "daemon/store/account_store.h"

#include "core/domain/wallet.h"
#include "core/wire/fields.h"

#include <array>
#include <stdexcept>

namespace satsrail::store {

namespace {

#define MERCHANT_COLUMNS                                                                                    \
  "seq, id, name, status, currency, plan, created_at, updated_at, email, locale, logo_url, checkout_mode, " \
  "customer_fields"

Merchant read_merchant(const Query& row) {
  Merchant merchant;
  merchant.seq = row.integer(0);
  merchant.id = MerchantId::parse(row.text(1)).value();
  merchant.name = row.str(2);
  merchant.status = row.str(3);
  merchant.currency = row.str(4);
  merchant.plan = row.str(5);
  merchant.created_at = row.time(6);
  merchant.updated_at = row.time(7);
  merchant.email = row.optional_str(8);
  merchant.locale = row.str(9);
  merchant.logo_url = row.optional_str(10);
  merchant.checkout_mode = row.str(11);
  merchant.customer_fields = wire::parse_strings(row.text(12));
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

#define SELECT_KEYS                                                                                        \
  "SELECT k.id, k.merchant_seq, k.livemode, k.kind, k.prefix, k.sha256, k.created_at, k.own, m.status IS " \
  "'suspended' FROM api_keys k LEFT JOIN merchants m ON m.seq = k.merchant_seq "

std::vector<ApiKey> read_keys(Query row) {
  std::vector<ApiKey> keys;
  while (row.step()) {
    ApiKey key;
    key.id = ApiKeyId::parse(row.text(0)).value();
    key.scope = {row.integer(1), row.boolean(2)};
    key.kind = parse_kind(row.text(3));
    key.prefix = row.str(4);
    key.sha256 = row.bytes<32>(5);
    key.created_at = row.time(6);
    key.own = row.boolean(7);
    key.suspended = row.boolean(8);
    keys.push_back(std::move(key));
  }
  return keys;
}

std::int64_t offset(const PageRequest& page) {
  return (page.page - 1) * page.per_page;
}

}  // namespace

std::int64_t merchants::insert(Tx& tx, const Merchant& merchant) {
  return tx.run(
      "INSERT INTO merchants (id, name, status, currency, plan, created_at, updated_at, email, locale, logo_url,"
      " checkout_mode, customer_fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      merchant.id.view(), merchant.name, merchant.status, merchant.currency, merchant.plan, merchant.created_at,
      merchant.updated_at, merchant.email, merchant.locale, merchant.logo_url, merchant.checkout_mode,
      wire::strings_json(merchant.customer_fields));
}

std::optional<Merchant> merchants::first(Tx& tx) {
  auto row = tx.query("SELECT " MERCHANT_COLUMNS " FROM merchants ORDER BY seq LIMIT 1");
  return row.step() ? std::optional(read_merchant(row)) : std::nullopt;
}

std::optional<Merchant> merchants::find(Tx& tx, std::string_view id) {
  auto row = tx.query("SELECT " MERCHANT_COLUMNS " FROM merchants WHERE id = ?1", id);
  return row.step() ? std::optional(read_merchant(row)) : std::nullopt;
}

Merchant merchants::get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " MERCHANT_COLUMNS " FROM merchants WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names a merchant that does not exist");
  }
  return read_merchant(row);
}

std::vector<Merchant> merchants::page(Tx& tx, const PageRequest& page) {
  std::vector<Merchant> found;
  auto row = tx.query("SELECT " MERCHANT_COLUMNS " FROM merchants ORDER BY seq * ?1 LIMIT ?2 OFFSET ?3",
                      page.ascending ? 1 : -1, page.per_page, offset(page));
  while (row.step()) {
    found.push_back(read_merchant(row));
  }
  return found;
}

std::int64_t merchants::count(Tx& tx) {
  auto row = tx.query("SELECT count(*) FROM merchants");
  row.step();
  return row.integer(0);
}

void merchants::update(Tx& tx, const Merchant& merchant) {
  tx.run(
      "UPDATE merchants SET name = ?2, status = ?3, plan = ?4, updated_at = ?5, email = ?6, locale = ?7, logo_url = ?8,"
      " checkout_mode = ?9, customer_fields = ?10, currency = ?11 WHERE seq = ?1",
      merchant.seq, merchant.name, merchant.status, merchant.plan, merchant.updated_at, merchant.email, merchant.locale,
      merchant.logo_url, merchant.checkout_mode, wire::strings_json(merchant.customer_fields), merchant.currency);
}

void api_keys::insert(Tx& tx, const ApiKey& key) {
  const auto merchant = key.kind == KeyKind::control ? std::nullopt : std::optional(key.scope.merchant_seq);
  tx.run(
      "INSERT INTO api_keys (id, merchant_seq, livemode, kind, prefix, sha256, created_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      key.id.view(), merchant, key.scope.livemode, to_string(key.kind), key.prefix, key.sha256, key.created_at);
}

std::vector<ApiKey> api_keys::all(Tx& tx) {
  return read_keys(tx.query(SELECT_KEYS "ORDER BY k.seq"));
}

std::vector<ApiKey> api_keys::page(Tx& tx, std::int64_t merchant_seq, const PageRequest& page) {
  return read_keys(tx.query(SELECT_KEYS
                            "WHERE k.kind <> 'control' AND ?1 IN (0, k.merchant_seq) ORDER BY k.seq LIMIT ?2 OFFSET ?3",
                            merchant_seq, page.per_page, offset(page)));
}

std::int64_t api_keys::count(Tx& tx, std::int64_t merchant_seq) {
  auto row =
      tx.query("SELECT count(*) FROM api_keys WHERE kind <> 'control' AND ?1 IN (0, merchant_seq)", merchant_seq);
  row.step();
  return row.integer(0);
}

std::vector<ApiKey> api_keys::named(Tx& tx, std::int64_t merchant_seq, std::string_view name,
                                    const std::array<std::uint8_t, 32>& sha256) {
  auto exact = read_keys(tx.query(SELECT_KEYS "WHERE k.kind <> 'control' AND ?1 IN (0, k.merchant_seq)"
                                              " AND (k.sha256 = ?2 OR k.id = ?3)",
                                  merchant_seq, sha256, name));
  return exact.empty() ? read_keys(tx.query(SELECT_KEYS "WHERE k.kind <> 'control' AND ?1 IN (0, k.merchant_seq)"
                                                        " AND k.prefix = ?2 LIMIT 2",
                                            merchant_seq, name))
                       : exact;
}

void api_keys::remove(Tx& tx, const ApiKeyId& id) {
  tx.run("DELETE FROM api_keys WHERE id = ?1", id.view());
}

void api_keys::disown_all(Tx& tx) {
  tx.run("UPDATE api_keys SET own = 0 WHERE own");
}

void api_keys::own(Tx& tx, const std::array<std::uint8_t, 32>& sha256) {
  tx.run("UPDATE api_keys SET own = 1 WHERE sha256 = ?1", sha256);
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

namespace {

// Each merchant keeps the one that it cannot do without, as it was in the beginning.
void restore_default_wallets(Tx& tx) {
  tx.run("DELETE FROM wallets WHERE NOT is_default");
  tx.run(
      "UPDATE wallets SET name = ?1, wallet_type = 'lightning', connection_type = 'lnd', status = 'active',"
      " enabled = 1, last_synced_at = created_at, updated_at = created_at",
      k_default_wallet_name);
}

}  // namespace

void erase_merchant_data(Tx& tx) {
  // Orders point at their invoice and payment, and those at their order: the circle is opened first.
  tx.run("UPDATE orders SET invoice_seq = NULL, payment_seq = NULL");
  tx.run("DELETE FROM delivery_attempts");
  tx.run("DELETE FROM delivery_delays");
  tx.run("DELETE FROM deliveries");
  tx.run("DELETE FROM faults");
  tx.run("DELETE FROM idempotency_keys");
  tx.run("DELETE FROM inbox_messages");
  tx.run("DELETE FROM events");
  tx.run("DELETE FROM delivery_modes");
  tx.run("DELETE FROM log_gap");
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
  tx.run("DELETE FROM product_types");
  tx.run("DELETE FROM taxes");
  tx.run("DELETE FROM discounts");
  tx.run("DELETE FROM merchant_documents");
  restore_default_wallets(tx);
  // A version never comes back: whoever keeps the catalog of before the reset sees that it is another.
  tx.run("UPDATE catalog_versions SET version = max(version + 1, ?1)", tx.now());
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
