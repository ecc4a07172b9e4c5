#include "daemon/store/invoice_store.h"

#include "daemon/store/node_store.h"

#include <stdexcept>

namespace satsrail::store::invoices {

namespace {

// One statement brings the node's side along.
#define INVOICE_SELECT                                                                                             \
  "SELECT i.seq, i.id, i.merchant_seq, i.livemode, i.order_seq, i.status, i.payment_method, i.node_invoice_seq, "  \
  "i.payment_address, i.required_confirmations, i.amount_sats, i.amount_cents, i.currency, i.rate_minor_per_btc, " \
  "i.created_at, i.updated_at, i.expires_at, i.settled_at, n.bolt11, n.payment_hash, n.state, i.amount_usd_cents " \
  "FROM invoices i LEFT JOIN node_invoices n ON n.seq = i.node_invoice_seq "

Invoice read(const Query& row) {
  Invoice invoice;
  invoice.seq = row.integer(0);
  invoice.id = InvoiceId::parse(row.text(1)).value();
  invoice.scope = {row.integer(2), row.boolean(3)};
  invoice.order_seq = row.integer(4);
  invoice.state = parse_invoice_state(row.text(5));
  invoice.method = parse_payment_method(row.text(6));
  invoice.node_invoice_seq = row.optional_integer(7).value_or(0);
  invoice.address = row.optional_str(8).value_or("");
  invoice.required_confirmations = static_cast<int>(row.optional_integer(9).value_or(0));
  invoice.amount = Sat{row.integer(10)};
  invoice.fiat = FiatCents{row.integer(11)};
  invoice.currency = row.str(12);
  invoice.rate = ExchangeRate{row.integer(13)};
  invoice.created_at = row.time(14);
  invoice.updated_at = row.time(15);
  invoice.expires_at = row.time(16);
  invoice.settled_at = row.optional_time(17);
  invoice.usd = FiatCents{row.integer(21)};
  if (invoice.method == PaymentMethod::lightning) {
    invoice.bolt11 = row.str(18);
    invoice.payment_hash = row.bytes<32>(19);
    invoice.node_state = parse_node_invoice_state(row.text(20));
  }
  return invoice;
}

void count_confirmations(Tx& tx, Invoice& invoice) {
  if (invoice.method == PaymentMethod::lightning) {
    return;
  }
  const auto transaction = chain::of_invoice(tx, invoice.seq);
  if (transaction && transaction->height) {
    invoice.confirmations = static_cast<int>(chain::height(tx) - *transaction->height + 1);
  }
}

std::optional<Invoice> read_one(Tx& tx, Query row) {
  if (!row.step()) {
    return std::nullopt;
  }
  auto invoice = read(row);
  count_confirmations(tx, invoice);
  return invoice;
}

}  // namespace

std::int64_t insert(Tx& tx, const Invoice& invoice) {
  const bool lightning = invoice.method == PaymentMethod::lightning;
  const auto node_invoice_seq = lightning ? std::optional(invoice.node_invoice_seq) : std::nullopt;
  const auto address = lightning ? std::nullopt : std::optional(std::string_view(invoice.address));
  const auto confirmations = lightning ? std::nullopt : std::optional(std::int64_t{invoice.required_confirmations});
  return tx.run(
      "INSERT INTO invoices (id, merchant_seq, livemode, order_seq, status, payment_method, node_invoice_seq,"
      " payment_address, required_confirmations, amount_sats, amount_cents, currency, rate_minor_per_btc, created_at,"
      " updated_at, expires_at, amount_usd_cents)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
      invoice.id.view(), invoice.scope.merchant_seq, invoice.scope.livemode, invoice.order_seq,
      to_string(invoice.state), to_string(invoice.method), node_invoice_seq, address, confirmations,
      invoice.amount.value, invoice.fiat.value, invoice.currency, invoice.rate.minor_per_btc, invoice.created_at,
      invoice.updated_at, invoice.expires_at, invoice.usd.value);
}

Invoice get(Tx& tx, std::int64_t seq) {
  auto invoice = read_one(tx, tx.query(INVOICE_SELECT "WHERE i.seq = ?1", seq));
  if (!invoice) {
    throw std::runtime_error("a row names an invoice that does not exist");
  }
  return *std::move(invoice);
}

std::optional<Invoice> find(Tx& tx, const Scope& scope, std::string_view id) {
  return read_one(tx, tx.query(INVOICE_SELECT "WHERE i.id = ?1 AND i.merchant_seq = ?2 AND i.livemode = ?3", id,
                               scope.merchant_seq, scope.livemode));
}

std::optional<Invoice> find_by_node_invoice(Tx& tx, std::int64_t node_invoice_seq) {
  return read_one(tx, tx.query(INVOICE_SELECT "WHERE i.node_invoice_seq = ?1", node_invoice_seq));
}

std::vector<Invoice> open_of_order(Tx& tx, std::int64_t order_seq) {
  std::vector<Invoice> list;
  {
    auto row = tx.query(INVOICE_SELECT "WHERE i.order_seq = ?1 AND i.status = 'pending' ORDER BY i.seq", order_seq);
    while (row.step()) {
      list.push_back(read(row));
    }
  }
  for (auto& invoice : list) {
    count_confirmations(tx, invoice);
  }
  return list;
}

void update_state(Tx& tx, const Invoice& invoice) {
  tx.run("UPDATE invoices SET status = ?2, settled_at = ?3, updated_at = ?4 WHERE seq = ?1", invoice.seq,
         to_string(invoice.state), invoice.settled_at, invoice.updated_at);
}

std::vector<std::int64_t> on_chain_due(Tx& tx, Time now, int limit) {
  return seqs(tx.query(
      "SELECT seq FROM invoices i WHERE status = 'pending' AND payment_method <> 'lightning' AND expires_at <= ?1"
      " AND NOT EXISTS (SELECT 1 FROM chain_transactions t WHERE t.invoice_seq = i.seq)"
      " ORDER BY expires_at, seq LIMIT ?2",
      now, limit));
}

std::optional<Time> next_on_chain_expiry_after(Tx& tx, Time now) {
  return first_time(
      tx.query("SELECT min(expires_at) FROM invoices WHERE status = 'pending' AND payment_method <> 'lightning'"
               " AND expires_at > ?1",
               now));
}

}  // namespace satsrail::store::invoices
