#include "daemon/store/node_invoice_store.h"

#include <stdexcept>

namespace satsrail::store::node_invoices {

namespace {

#define NODE_INVOICE_SELECT                                                                                        \
  "SELECT seq, merchant_seq, livemode, owner, state, bolt11, payment_hash, preimage, amount_msat, received_msat, " \
  "hold, signed_at, created_at, expires_at, notify_at, accepted_at, settled_at, canceled_at, keep, "               \
  "valid_until "                                                                                                   \
  "FROM node_invoices "

NodeInvoice read(const Query& row) {
  NodeInvoice invoice;
  invoice.seq = row.integer(0);
  invoice.scope = {row.integer(1), row.boolean(2)};
  invoice.owner = row.str(3);
  invoice.state = parse_node_invoice_state(row.text(4));
  invoice.bolt11 = row.str(5);
  invoice.payment_hash = row.bytes<32>(6);
  invoice.preimage = row.bytes<32>(7);
  if (const auto amount = row.optional_integer(8)) {
    invoice.amount = Msat{*amount};
  }
  invoice.received = Msat{row.integer(9)};
  invoice.hold = row.boolean(10);
  invoice.signed_at = row.time(11);
  invoice.created_at = row.time(12);
  invoice.expires_at = row.time(13);
  invoice.notify_at = row.optional_time(14);
  invoice.accepted_at = row.optional_time(15);
  invoice.settled_at = row.optional_time(16);
  invoice.canceled_at = row.optional_time(17);
  invoice.keep = row.boolean(18);
  invoice.valid_until = row.time(19);
  return invoice;
}

std::optional<NodeInvoice> read_one(Query row) {
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

}  // namespace

std::int64_t insert(Tx& tx, const NodeInvoice& invoice) {
  tx.notice.node = true;
  const auto amount = invoice.amount ? std::optional(invoice.amount->value) : std::nullopt;
  return tx.run(
      "INSERT INTO node_invoices (merchant_seq, livemode, owner, state, bolt11, payment_hash, preimage, amount_msat,"
      " hold, signed_at, created_at, expires_at, keep, valid_until)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
      invoice.scope.merchant_seq, invoice.scope.livemode, invoice.owner, to_string(invoice.state), invoice.bolt11,
      invoice.payment_hash, invoice.preimage, amount, invoice.hold, invoice.signed_at, invoice.created_at,
      invoice.expires_at, invoice.keep, invoice.valid_until);
}

std::optional<NodeInvoice> find(Tx& tx, std::int64_t seq) {
  return read_one(tx.query(NODE_INVOICE_SELECT "WHERE seq = ?1", seq));
}

NodeInvoice get(Tx& tx, std::int64_t seq) {
  auto invoice = find(tx, seq);
  if (!invoice) {
    throw std::runtime_error("a row names a node invoice that does not exist");
  }
  return *std::move(invoice);
}

std::optional<NodeInvoice> find_by_hash(Tx& tx, const PaymentHash& hash, std::optional<Time> signed_at) {
  auto live = read_one(tx.query(NODE_INVOICE_SELECT "WHERE payment_hash = ?1 AND state IN ('open', 'accepted')", hash));
  if (live) {
    return live;
  }
  if (signed_at) {
    return read_one(tx.query(NODE_INVOICE_SELECT "WHERE signed_at = ?1 AND payment_hash = ?2", *signed_at, hash));
  }
  // Without its second every invoice is looked at: a question of people and of payers' nodes, never of the API.
  return read_one(tx.query(NODE_INVOICE_SELECT "WHERE payment_hash = ?1", hash));
}

void update(Tx& tx, const NodeInvoice& invoice) {
  tx.notice.node = true;
  tx.run(
      "UPDATE node_invoices SET state = ?2, received_msat = ?3, notify_at = ?4, accepted_at = ?5, settled_at = ?6,"
      " canceled_at = ?7, hold = ?8, keep = ?9 WHERE seq = ?1",
      invoice.seq, to_string(invoice.state), invoice.received.value, invoice.notify_at, invoice.accepted_at,
      invoice.settled_at, invoice.canceled_at, invoice.hold, invoice.keep);
}

std::vector<NodeInvoice> of_owner(Tx& tx, const Scope& scope, std::string_view owner, Order order, std::int64_t from,
                                  int limit) {
  auto row =
      order == Order::oldest_first
          ? tx.query(NODE_INVOICE_SELECT
                     "WHERE seq > ?4 AND merchant_seq = ?1 AND livemode = ?2 AND owner = ?3 ORDER BY seq LIMIT ?5",
                     scope.merchant_seq, scope.livemode, owner, from, limit)
          : tx.query(NODE_INVOICE_SELECT
                     "WHERE seq < ?4 AND merchant_seq = ?1 AND livemode = ?2 AND owner = ?3"
                     " ORDER BY seq DESC LIMIT ?5",
                     scope.merchant_seq, scope.livemode, owner, from, limit);
  std::vector<NodeInvoice> list;
  while (row.step()) {
    list.push_back(read(row));
  }
  return list;
}

std::vector<std::int64_t> live_of_owner(Tx& tx, const Scope& scope, std::string_view owner) {
  return seqs(tx.query(
      "SELECT seq FROM node_invoices WHERE state IN ('open', 'accepted') AND merchant_seq = ?1 AND livemode = ?2"
      " AND owner = ?3 ORDER BY seq",
      scope.merchant_seq, scope.livemode, owner));
}

std::int64_t last_seq(Tx& tx) {
  auto row = tx.query("SELECT max(seq) FROM node_invoices");
  row.step();
  return row.optional_integer(0).value_or(0);
}

std::vector<std::int64_t> accepted_unheld(Tx& tx) {
  // By the index of live invoices: a start must not look at all there ever were.
  return seqs(
      tx.query("SELECT seq FROM node_invoices WHERE state IN ('open', 'accepted') AND state = 'accepted' AND hold = 0"
               " ORDER BY seq"));
}

std::vector<std::int64_t> to_notify(Tx& tx, Time now, int limit) {
  return seqs(tx.query(
      "SELECT seq FROM node_invoices WHERE notify_at IS NOT NULL AND notify_at <= ?1 ORDER BY notify_at, seq LIMIT ?2",
      now, limit));
}

std::vector<std::int64_t> to_expire(Tx& tx, Time now, int limit) {
  return seqs(tx.query(
      "SELECT seq FROM node_invoices WHERE state = 'open' AND expires_at <= ?1 ORDER BY expires_at, seq LIMIT ?2", now,
      limit));
}

std::optional<Time> next_notify_after(Tx& tx, Time now) {
  return first_time(
      tx.query("SELECT min(notify_at) FROM node_invoices WHERE notify_at IS NOT NULL AND notify_at > ?1", now));
}

std::optional<Time> next_expiry_after(Tx& tx, Time now) {
  return first_time(
      tx.query("SELECT min(expires_at) FROM node_invoices WHERE state = 'open' AND expires_at > ?1", now));
}

}  // namespace satsrail::store::node_invoices
