#include "daemon/service/node_steps.h"

#include "core/util/hex.h"
#include "daemon/service/chain.h"
#include "daemon/service/node_invoices.h"
#include "daemon/service/node_payments.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/node_payment_store.h"

namespace satsrail::service::node_steps {

std::vector<Step> run_due(Tx& tx, const Context& context, int limit) {
  std::vector<Step> steps;
  for (const auto seq : store::node_payments::due(tx, tx.now(), limit)) {
    auto payment = store::node_payments::get(tx, seq);
    // An earlier one of this batch may have ended it.
    if (payment.due_at) {
      steps.push_back({payment.state == NodePaymentState::initiated ? "node_payment.send" : "node_payment.arrive",
                       payment.id.str()});
      node_payments::go_on(tx, context, std::move(payment));
    }
  }
  for (const auto seq : store::node_invoices::to_notify(tx, tx.now(), limit)) {
    auto invoice = store::node_invoices::get(tx, seq);
    steps.push_back({"node_invoice.notify", to_hex(invoice.payment_hash)});
    node_invoices::notify(tx, context, invoice);
  }
  for (const auto seq : store::htlcs::timed_out_payments(tx, tx.now(), limit)) {
    auto payment = store::node_payments::get(tx, seq);
    if (!payment.is_over()) {
      steps.push_back({"htlc.time_out", payment.id.str()});
      node_payments::time_out(tx, context, std::move(payment));
    }
  }
  return steps;
}

std::optional<Time> next_due_after(Tx& tx, Time now) {
  return store::earlier(
      store::earlier(store::node_payments::next_due_after(tx, now), store::node_invoices::next_notify_after(tx, now)),
      store::htlcs::next_timeout_after(tx, now));
}

std::vector<Step> expire_due(Tx& tx, const Context& context, int limit) {
  std::vector<Step> steps;
  for (const auto seq : store::node_invoices::to_expire(tx, tx.now(), limit)) {
    // Money that was due in time is let in first, also when the timers are behind.
    node_payments::go_on_for(tx, context, seq, store::node_invoices::get(tx, seq).expires_at);
    auto invoice = store::node_invoices::get(tx, seq);
    if (invoice.state == NodeInvoiceState::open) {
      steps.push_back({"node_invoice.expire", to_hex(invoice.payment_hash)});
      node_invoices::cancel(tx, context, invoice, "the invoice has expired", settlements::Owner::lives);
    }
  }
  if (const int ended = chain::expire_due(tx, context, limit); ended > 0) {
    steps.push_back({"invoice.expire", std::to_string(ended)});
  }
  return steps;
}

std::optional<Time> next_expiry_after(Tx& tx, Time now) {
  return store::earlier(store::node_invoices::next_expiry_after(tx, now),
                        store::invoices::next_on_chain_expiry_after(tx, now));
}

}  // namespace satsrail::service::node_steps
