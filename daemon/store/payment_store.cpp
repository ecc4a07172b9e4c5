#include "daemon/store/payment_store.h"

#include <stdexcept>

namespace satsrail::store::payments {

namespace {

#define PAYMENT_SELECT                                                                                              \
  "SELECT p.seq, p.id, p.merchant_seq, p.livemode, p.amount_sats, p.amount_cents, p.currency, p.amount_usd_cents, " \
  "p.rate_minor_per_btc, p.payment_hash, p.preimage, p.created_at, p.confirmed_at, p.order_seq, o.id, o.number, "   \
  "i.id, s.token, s.product_id, o.metadata, p.status, p.exception, p.payment_method, p.txid, p.settled_at, "        \
  "p.refunded_at "                                                                                                  \
  "FROM payments p JOIN orders o ON o.seq = p.order_seq JOIN invoices i ON i.seq = p.invoice_seq "                  \
  "LEFT JOIN checkout_sessions s ON s.order_seq = p.order_seq "

Payment read(const Query& row) {
  Payment payment;
  payment.seq = row.integer(0);
  payment.id = PaymentId::parse(row.text(1)).value();
  payment.scope = {row.integer(2), row.boolean(3)};
  payment.amount = Sat{row.integer(4)};
  payment.fiat = FiatCents{row.integer(5)};
  payment.currency = row.str(6);
  payment.usd = FiatCents{row.integer(7)};
  payment.rate = ExchangeRate{row.integer(8)};
  if (!row.is_null(9)) {
    payment.payment_hash = row.bytes<32>(9);
  }
  if (!row.is_null(10)) {
    payment.preimage = row.bytes<32>(10);
  }
  payment.created_at = row.time(11);
  payment.confirmed_at = row.optional_time(12);
  payment.order_seq = row.integer(13);
  payment.order_id = row.str(14);
  payment.order_number = row.str(15);
  payment.invoice_id = row.str(16);
  payment.checkout_token = row.optional_str(17);
  payment.product_id = row.optional_str(18);
  payment.metadata_json = row.str(19);
  payment.state = parse_payment_state(row.text(20));
  if (!row.is_null(21)) {
    payment.exception = parse_payment_exception(row.text(21));
  }
  payment.method = parse_payment_method(row.text(22));
  payment.txid = row.optional_str(23);
  payment.settled_at = row.time(24);
  payment.refunded_at = row.optional_time(25);
  return payment;
}

}  // namespace

std::int64_t insert(Tx& tx, const Payment& payment, std::int64_t invoice_seq) {
  const auto exception = payment.exception ? std::optional(to_string(*payment.exception)) : std::nullopt;
  return tx.run(
      "INSERT INTO payments (id, merchant_seq, livemode, order_seq, invoice_seq, amount_sats, amount_cents, currency,"
      " amount_usd_cents, rate_minor_per_btc, payment_hash, preimage, created_at, confirmed_at, status, exception,"
      " payment_method, txid, settled_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
      payment.id.view(), payment.scope.merchant_seq, payment.scope.livemode, payment.order_seq, invoice_seq,
      payment.amount.value, payment.fiat.value, payment.currency, payment.usd.value, payment.rate.minor_per_btc,
      payment.payment_hash, payment.preimage, payment.created_at, payment.confirmed_at, to_string(payment.state),
      exception, to_string(payment.method), payment.txid, payment.settled_at);
}

void confirm(Tx& tx, std::int64_t seq) {
  tx.run("UPDATE payments SET status = 'completed', confirmed_at = ?2 WHERE seq = ?1", seq, tx.now());
}

void refund_of_order(Tx& tx, std::int64_t order_seq) {
  tx.run("UPDATE payments SET refunded_at = ?2 WHERE order_seq = ?1 AND status = 'completed' AND refunded_at IS NULL",
         order_seq, tx.now());
}

Payment get(Tx& tx, std::int64_t seq) {
  auto row = tx.query(PAYMENT_SELECT "WHERE p.seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names a payment that does not exist");
  }
  return read(row);
}

void set_events(Tx& tx, std::int64_t seq, std::int64_t first_event_seq, std::int64_t last_event_seq) {
  tx.run("UPDATE payments SET first_event_seq = ?2, last_event_seq = ?3 WHERE seq = ?1", seq, first_event_seq,
         last_event_seq);
}

std::vector<std::string> event_ids(Tx& tx, std::int64_t seq) {
  std::vector<std::string> ids;
  auto row = tx.query(
      "SELECT e.id FROM payments p JOIN events e ON e.seq BETWEEN p.first_event_seq AND p.last_event_seq"
      " WHERE p.seq = ?1 ORDER BY e.seq",
      seq);
  while (row.step()) {
    ids.push_back(row.str(0));
  }
  return ids;
}

std::optional<Payment> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row = tx.query(PAYMENT_SELECT "WHERE p.id = ?1 AND p.merchant_seq = ?2 AND p.livemode = ?3", id,
                      scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::optional<Payment> find_by_invoice(Tx& tx, std::int64_t invoice_seq) {
  auto row = tx.query(PAYMENT_SELECT "WHERE p.invoice_seq = ?1", invoice_seq);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

}  // namespace satsrail::store::payments
