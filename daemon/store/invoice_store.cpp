#include "daemon/store/invoice_store.h"

#include <fmt/format.h>

#include <stdexcept>

namespace satsrail::store::invoices {

namespace {

#define INVOICE_COLUMNS                                                                               \
  "seq, id, merchant_seq, livemode, order_seq, status, bolt11, payment_hash, preimage, amount_sats, " \
  "amount_cents, currency, rate_minor_per_btc, created_at, updated_at, expires_at, settled_at"

Invoice read(const Query& row) {
  Invoice invoice;
  invoice.seq = row.integer(0);
  invoice.id = InvoiceId::parse(row.text(1)).value();
  invoice.scope = {row.integer(2), row.boolean(3)};
  invoice.order_seq = row.integer(4);
  invoice.state = parse_invoice_state(row.text(5));
  invoice.bolt11 = row.str(6);
  invoice.payment_hash = row.bytes<32>(7);
  invoice.preimage = row.bytes<32>(8);
  invoice.amount = Sat{row.integer(9)};
  invoice.fiat = FiatCents{row.integer(10)};
  invoice.currency = row.str(11);
  invoice.rate = ExchangeRate{row.integer(12)};
  invoice.created_at = row.time(13);
  invoice.updated_at = row.time(14);
  invoice.expires_at = row.time(15);
  invoice.settled_at = row.optional_time(16);
  return invoice;
}

// The lowest UUID v7 of a millisecond, to compare with.
std::string lowest_id_at(Time time) {
  const auto hex = fmt::format("{:012x}", to_millis(time));
  return hex.substr(0, 8) + "-" + hex.substr(8) + "-0000-0000-000000000000";
}

}  // namespace

std::int64_t insert(Tx& tx, const Invoice& invoice) {
  return tx.run(
      "INSERT INTO invoices (id, merchant_seq, livemode, order_seq, status, bolt11, payment_hash, preimage, "
      "amount_sats,"
      " amount_cents, currency, rate_minor_per_btc, created_at, updated_at, expires_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      invoice.id.view(), invoice.scope.merchant_seq, invoice.scope.livemode, invoice.order_seq,
      to_string(invoice.state), invoice.bolt11, invoice.payment_hash, invoice.preimage, invoice.amount.value,
      invoice.fiat.value, invoice.currency, invoice.rate.minor_per_btc, invoice.created_at, invoice.updated_at,
      invoice.expires_at);
}

Invoice get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " INVOICE_COLUMNS " FROM invoices WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names an invoice that does not exist");
  }
  return read(row);
}

std::optional<Invoice> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row = tx.query("SELECT " INVOICE_COLUMNS " FROM invoices WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3",
                      id, scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::optional<Invoice> find_by_hash(Tx& tx, const PaymentHash& hash, Time made_at) {
  {
    auto row =
        tx.query("SELECT " INVOICE_COLUMNS " FROM invoices WHERE payment_hash = ?1 AND status = 'pending'", hash);
    if (row.step()) {
      return read(row);
    }
  }
  // The row is stored within moments after its BOLT11 was signed.
  constexpr auto k_margin = std::chrono::seconds(5);
  const auto from = lowest_id_at(made_at - k_margin);
  const auto to = lowest_id_at(made_at + k_margin);
  auto row = tx.query("SELECT " INVOICE_COLUMNS " FROM invoices WHERE id >= ?1 AND id < ?2 AND payment_hash = ?3", from,
                      to, hash);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

void update_state(Tx& tx, const Invoice& invoice) {
  tx.run("UPDATE invoices SET status = ?2, settled_at = ?3, updated_at = ?4 WHERE seq = ?1", invoice.seq,
         to_string(invoice.state), invoice.settled_at, invoice.updated_at);
}

}  // namespace satsrail::store::invoices
