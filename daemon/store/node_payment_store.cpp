#include "daemon/store/node_payment_store.h"

#include <stdexcept>

namespace satsrail::store {

namespace {

#define NODE_PAYMENT_SELECT                                                                                     \
  "SELECT seq, id, merchant_seq, livemode, payer, state, failure, message, outcome, node_invoice_seq, bolt11, " \
  "payment_hash, amount_msat, fee_msat, parts, hold, preimage, due_at, created_at, updated_at, resolved_at, "   \
  "fee_limit_msat "                                                                                             \
  "FROM node_payments "

NodePayment read_payment(const Query& row) {
  NodePayment payment;
  payment.seq = row.integer(0);
  payment.id = NodePaymentId::parse(row.text(1)).value();
  payment.scope = {row.integer(2), row.boolean(3)};
  payment.payer = row.str(4);
  payment.state = parse_node_payment_state(row.text(5));
  if (!row.is_null(6)) {
    payment.failure = parse_payment_failure(row.text(6));
  }
  payment.message = row.str(7);
  payment.outcome = row.str(8);
  payment.node_invoice_seq = row.optional_integer(9);
  payment.bolt11 = row.str(10);
  payment.payment_hash = row.bytes<32>(11);
  payment.amount = Msat{row.integer(12)};
  payment.fee = Msat{row.integer(13)};
  payment.parts = static_cast<int>(row.integer(14));
  payment.hold = row.boolean(15);
  if (!row.is_null(16)) {
    payment.preimage = row.bytes<32>(16);
  }
  payment.due_at = row.optional_time(17);
  payment.created_at = row.time(18);
  payment.updated_at = row.time(19);
  payment.resolved_at = row.optional_time(20);
  if (const auto limit = row.optional_integer(21)) {
    payment.fee_limit = Msat{*limit};
  }
  return payment;
}

std::optional<NodePayment> one_payment(Query row) {
  return row.step() ? std::optional(read_payment(row)) : std::nullopt;
}

std::vector<NodePayment> all_payments(Query row) {
  std::vector<NodePayment> list;
  while (row.step()) {
    list.push_back(read_payment(row));
  }
  return list;
}

#define HTLC_SELECT                                                                                              \
  "SELECT seq, payment_seq, node_invoice_seq, part, amount_msat, state, accepted_at, times_out_at, resolved_at " \
  "FROM htlcs "

std::vector<Htlc> all_htlcs(Query row) {
  std::vector<Htlc> list;
  while (row.step()) {
    Htlc htlc;
    htlc.seq = row.integer(0);
    htlc.payment_seq = row.integer(1);
    htlc.node_invoice_seq = row.integer(2);
    htlc.part = static_cast<int>(row.integer(3));
    htlc.amount = Msat{row.integer(4)};
    htlc.state = parse_htlc_state(row.text(5));
    htlc.accepted_at = row.time(6);
    htlc.times_out_at = row.time(7);
    htlc.resolved_at = row.optional_time(8);
    list.push_back(htlc);
  }
  return list;
}

}  // namespace

std::int64_t node_payments::insert(Tx& tx, const NodePayment& payment) {
  const auto limit = payment.fee_limit ? std::optional(payment.fee_limit->value) : std::nullopt;
  tx.notice.node = true;
  const auto failure = payment.failure ? std::optional(to_string(*payment.failure)) : std::nullopt;
  return tx.run(
      "INSERT INTO node_payments (id, merchant_seq, livemode, payer, state, failure, message, outcome,"
      " node_invoice_seq, bolt11, payment_hash, amount_msat, fee_msat, parts, hold, preimage, due_at, created_at,"
      " updated_at, resolved_at, fee_limit_msat)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
      payment.id.view(), payment.scope.merchant_seq, payment.scope.livemode, payment.payer, to_string(payment.state),
      failure, payment.message, payment.outcome, payment.node_invoice_seq, payment.bolt11, payment.payment_hash,
      payment.amount.value, payment.fee.value, payment.parts, payment.hold, payment.preimage, payment.due_at,
      payment.created_at, payment.updated_at, payment.resolved_at, limit);
}

NodePayment node_payments::get(Tx& tx, std::int64_t seq) {
  auto payment = one_payment(tx.query(NODE_PAYMENT_SELECT "WHERE seq = ?1", seq));
  if (!payment) {
    throw std::runtime_error("a row names a node payment that does not exist");
  }
  return *std::move(payment);
}

std::optional<NodePayment> node_payments::find(Tx& tx, const Scope& scope, std::string_view id) {
  return one_payment(tx.query(NODE_PAYMENT_SELECT "WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3", id,
                              scope.merchant_seq, scope.livemode));
}

std::vector<NodePayment> node_payments::of_invoice(Tx& tx, std::int64_t node_invoice_seq) {
  return all_payments(tx.query(NODE_PAYMENT_SELECT "WHERE node_invoice_seq = ?1 ORDER BY seq", node_invoice_seq));
}

std::vector<NodePayment> node_payments::of_payer(Tx& tx, const Scope& scope, std::string_view payer, bool newest_first,
                                                 bool failed_too, std::int64_t from, int limit) {
  return newest_first ? all_payments(tx.query(NODE_PAYMENT_SELECT
                                              "WHERE merchant_seq = ?1 AND livemode = ?2 AND payer = ?3 AND seq < ?4"
                                              " AND (?5 OR state = 'succeeded') ORDER BY seq DESC LIMIT ?6",
                                              scope.merchant_seq, scope.livemode, payer, from, failed_too, limit))
                      : all_payments(tx.query(NODE_PAYMENT_SELECT
                                              "WHERE merchant_seq = ?1 AND livemode = ?2 AND payer = ?3 AND seq > ?4"
                                              " AND (?5 OR state = 'succeeded') ORDER BY seq LIMIT ?6",
                                              scope.merchant_seq, scope.livemode, payer, from, failed_too, limit));
}

std::optional<NodePayment> node_payments::find_by_hash(Tx& tx, const Scope& scope, std::string_view payer,
                                                       const PaymentHash& hash) {
  return one_payment(tx.query(NODE_PAYMENT_SELECT "WHERE merchant_seq = ?1 AND livemode = ?2 AND payer = ?3"
                                                  " AND payment_hash = ?4 ORDER BY seq DESC LIMIT 1",
                              scope.merchant_seq, scope.livemode, payer, hash));
}

void node_payments::update(Tx& tx, const NodePayment& payment) {
  tx.notice.node = true;
  const auto failure = payment.failure ? std::optional(to_string(*payment.failure)) : std::nullopt;
  tx.run(
      "UPDATE node_payments SET state = ?2, failure = ?3, message = ?4, amount_msat = ?5, fee_msat = ?6,"
      " preimage = ?7, due_at = ?8, updated_at = ?9, resolved_at = ?10 WHERE seq = ?1",
      payment.seq, to_string(payment.state), failure, payment.message, payment.amount.value, payment.fee.value,
      payment.preimage, payment.due_at, payment.updated_at, payment.resolved_at);
}

std::vector<std::int64_t> node_payments::due(Tx& tx, Time now, int limit) {
  return seqs(
      tx.query("SELECT seq FROM node_payments WHERE due_at IS NOT NULL AND due_at <= ?1 ORDER BY due_at, seq LIMIT ?2",
               now, limit));
}

std::optional<Time> node_payments::next_due_after(Tx& tx, Time now) {
  return first_time(tx.query("SELECT min(due_at) FROM node_payments WHERE due_at IS NOT NULL AND due_at > ?1", now));
}

Msat node_payments::in_flight(Tx& tx, const Scope& scope, std::string_view payer) {
  auto row = tx.query(
      "SELECT coalesce(sum(amount_msat + fee_msat), 0) FROM node_payments"
      // The first condition on the state is that of the partial index, to the letter.
      " WHERE merchant_seq = ?1 AND livemode = ?2 AND payer = ?3 AND state IN ('initiated', 'in_flight')"
      " AND state = 'in_flight'",
      scope.merchant_seq, scope.livemode, payer);
  row.step();
  return Msat{row.integer(0)};
}

std::int64_t node_payments::count_in_flight(Tx& tx, const Scope& scope) {
  auto row = tx.query(
      "SELECT count(*) FROM node_payments"
      " WHERE merchant_seq = ?1 AND livemode = ?2 AND state IN ('initiated', 'in_flight')",
      scope.merchant_seq, scope.livemode);
  row.step();
  return row.integer(0);
}

std::int64_t htlcs::insert(Tx& tx, const Htlc& htlc) {
  return tx.run(
      "INSERT INTO htlcs (payment_seq, node_invoice_seq, part, amount_msat, state, accepted_at, times_out_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      htlc.payment_seq, htlc.node_invoice_seq, htlc.part, htlc.amount.value, to_string(htlc.state), htlc.accepted_at,
      htlc.times_out_at);
}

std::vector<Htlc> htlcs::of_payment(Tx& tx, std::int64_t payment_seq) {
  return all_htlcs(tx.query(HTLC_SELECT "WHERE payment_seq = ?1 ORDER BY part", payment_seq));
}

std::vector<Htlc> htlcs::accepted_for(Tx& tx, std::int64_t node_invoice_seq) {
  return all_htlcs(
      tx.query(HTLC_SELECT "WHERE node_invoice_seq = ?1 AND state = 'accepted' ORDER BY seq", node_invoice_seq));
}

void htlcs::update(Tx& tx, const Htlc& htlc) {
  tx.run("UPDATE htlcs SET state = ?2, resolved_at = ?3 WHERE seq = ?1", htlc.seq, to_string(htlc.state),
         htlc.resolved_at);
}

std::vector<std::int64_t> htlcs::timed_out_payments(Tx& tx, Time now, int limit) {
  return seqs(tx.query(
      "SELECT payment_seq FROM htlcs WHERE state = 'accepted' AND times_out_at <= ?1 ORDER BY times_out_at LIMIT ?2",
      now, limit));
}

std::optional<Time> htlcs::next_timeout_after(Tx& tx, Time now) {
  return first_time(
      tx.query("SELECT min(times_out_at) FROM htlcs WHERE state = 'accepted' AND times_out_at > ?1", now));
}

}  // namespace satsrail::store
