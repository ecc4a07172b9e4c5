#include "daemon/store/checkout_session_store.h"

#include <stdexcept>

namespace satsrail::store::checkout_sessions {

namespace {

// One statement brings everything a reader of sessions wants: its order, newest invoice and payment.
#define SESSION_SELECT                                                                                                \
  "SELECT s.seq, s.id, s.merchant_seq, s.livemode, s.token, s.status, s.amount_cents, s.currency, s.success_url, "    \
  "s.cancel_url, s.customer_email, s.customer_name, s.customer_phone, s.customer_address, s.metadata, s.created_at, " \
  "s.updated_at, s.expires_at, s.completed_at, s.cancelled_at, s.product_id, s.order_seq, o.id, o.number, "           \
  "i.amount_sats, n.payment_hash, p.id, s.held, s.outcome "                                                           \
  "FROM checkout_sessions s JOIN orders o ON o.seq = s.order_seq "                                                    \
  "LEFT JOIN invoices i ON i.seq = o.invoice_seq LEFT JOIN node_invoices n ON n.seq = i.node_invoice_seq "            \
  "LEFT JOIN payments p ON p.seq = o.payment_seq "

CheckoutSession read(const Query& row) {
  CheckoutSession session;
  session.seq = row.integer(0);
  session.id = CheckoutSessionId::parse(row.text(1)).value();
  session.scope = {row.integer(2), row.boolean(3)};
  session.token = row.str(4);
  session.state = parse_session_state(row.text(5));
  session.amount = FiatCents{row.integer(6)};
  session.currency = row.str(7);
  session.success_url = row.optional_str(8);
  session.cancel_url = row.optional_str(9);
  session.customer_email = row.optional_str(10);
  session.customer_name = row.optional_str(11);
  session.customer_phone = row.optional_str(12);
  session.customer_address = row.optional_str(13);
  session.metadata_json = row.str(14);
  session.created_at = row.time(15);
  session.updated_at = row.time(16);
  session.expires_at = row.time(17);
  session.completed_at = row.optional_time(18);
  session.cancelled_at = row.optional_time(19);
  session.product_id = row.optional_str(20);
  session.order_seq = row.integer(21);
  session.order_id = row.str(22);
  session.order_number = row.str(23);
  if (!row.is_null(24)) {
    session.amount_sats = Sat{row.integer(24)};
  }
  if (!row.is_null(25)) {
    session.payment_hash = row.bytes<32>(25);
  }
  session.payment_id = row.optional_str(26);
  session.held = row.boolean(27);
  if (!row.is_null(28)) {
    session.outcome = parse_outcome(row.text(28));
  }
  return session;
}

std::optional<CheckoutSession> read_one(Query row) {
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

}  // namespace

std::int64_t insert(Tx& tx, const CheckoutSession& session) {
  const auto outcome = session.outcome ? std::optional(to_string(*session.outcome)) : std::nullopt;
  return tx.run(
      "INSERT INTO checkout_sessions (id, merchant_seq, livemode, token, status, order_seq, product_id, amount_cents,"
      " currency, success_url, cancel_url, customer_email, customer_name, customer_phone, customer_address, metadata,"
      " created_at, updated_at, expires_at, outcome)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
      session.id.view(), session.scope.merchant_seq, session.scope.livemode, session.token, to_string(session.state),
      session.order_seq, session.product_id, session.amount.value, session.currency, session.success_url,
      session.cancel_url, session.customer_email, session.customer_name, session.customer_phone,
      session.customer_address, session.metadata_json, session.created_at, session.updated_at, session.expires_at,
      outcome);
}

CheckoutSession get(Tx& tx, std::int64_t seq) {
  auto session = read_one(tx.query(SESSION_SELECT "WHERE s.seq = ?1", seq));
  if (!session) {
    throw std::runtime_error("a checkout session vanished within a transaction");
  }
  return *std::move(session);
}

std::optional<CheckoutSession> find(Tx& tx, const Scope& scope, std::string_view id_or_token) {
  std::optional<CheckoutSession> session;
  if (const auto id = CheckoutSessionId::parse(id_or_token)) {
    session = read_one(tx.query(SESSION_SELECT "WHERE s.id = ?1", id->view()));
  } else {
    session = find_by_token(tx, id_or_token);
  }
  return session && session->scope == scope ? session : std::nullopt;
}

std::optional<CheckoutSession> find_by_token(Tx& tx, std::string_view token) {
  return read_one(tx.query(SESSION_SELECT "WHERE s.token = ?1", token));
}

std::optional<CheckoutSession> find_by_order(Tx& tx, std::int64_t order_seq) {
  return read_one(tx.query(SESSION_SELECT "WHERE s.order_seq = ?1", order_seq));
}

void update(Tx& tx, const CheckoutSession& session) {
  tx.run(
      "UPDATE checkout_sessions SET status = ?2, updated_at = ?3, completed_at = ?4, cancelled_at = ?5, held = ?6"
      " WHERE seq = ?1",
      session.seq, to_string(session.state), session.updated_at, session.completed_at, session.cancelled_at,
      session.held);
}

std::optional<Time> next_expiry_after(Tx& tx, Time now) {
  auto row = tx.query(
      "SELECT min(expires_at) FROM checkout_sessions WHERE status = 'pending' AND held = 0 AND expires_at > ?1", now);
  row.step();
  return row.optional_time(0);
}

std::vector<std::int64_t> due(Tx& tx, Time now, int limit) {
  std::vector<std::int64_t> seqs;
  auto row = tx.query(
      "SELECT seq FROM checkout_sessions WHERE status = 'pending' AND held = 0 AND expires_at <= ?1"
      " ORDER BY expires_at, seq LIMIT ?2",
      now, limit);
  while (row.step()) {
    seqs.push_back(row.integer(0));
  }
  return seqs;
}

}  // namespace satsrail::store::checkout_sessions
