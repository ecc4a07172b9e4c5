#include "daemon/service/node_invoices.h"

#include "core/domain/payment_outcome.h"
#include "core/limits.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/node_payments.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/node_payment_store.h"
#include "daemon/store/node_store.h"

#include <algorithm>
#include <cassert>

namespace satsrail::service::node_invoices {

namespace {

void step_to(NodeInvoice& invoice, NodeInvoiceTrigger trigger) {
  const auto* step = find_transition(k_node_invoice_transitions, invoice.state, trigger);
  assert(step != nullptr);
  invoice.state = step->to;
}

void resolve(Tx& tx, Htlc& htlc, HtlcTrigger trigger) {
  const auto* step = find_transition(k_htlc_transitions, htlc.state, trigger);
  assert(step != nullptr);
  htlc.state = step->to;
  htlc.resolved_at = tx.now();
  store::htlcs::update(tx, htlc);
}

void refresh_order(Tx& tx, const NodeInvoice& invoice) {
  if (const auto own = store::invoices::find_by_node_invoice(tx, invoice.seq)) {
    settlements::refresh_held(tx, own->order_seq);
  }
}

// The payment that settled the invoice.
std::optional<NodePayment> paying(Tx& tx, const NodeInvoice& invoice) {
  for (auto& payment : store::node_payments::of_invoice(tx, invoice.seq)) {
    if (payment.state == NodePaymentState::succeeded) {
      return std::move(payment);
    }
  }
  return std::nullopt;
}

// What was received cannot be received again.
void use_inbound(Tx& tx, const Context& context, const NodeInvoice& invoice) {
  auto settings = context.node_book.get(invoice.scope);
  if (settings.inbound && invoice.owner == k_merchant_node) {
    settings.inbound = Sat{std::max<std::int64_t>(settings.inbound->value - invoice.received.value / 1000, 0)};
    context.node_book.set(invoice.scope, settings);
    store::node_settings::put(tx, {invoice.scope, "inbound", text_of(settings, "inbound")});
  }
}

Deliver delivery_of(std::optional<PaymentOutcome> outcome) {
  if (outcome == PaymentOutcome::webhook_twice) {
    return Deliver::twice;
  }
  if (outcome == PaymentOutcome::webhook_reversed) {
    return Deliver::reversed;
  }
  return outcome == PaymentOutcome::webhook_lost ? Deliver::never : Deliver::once;
}

// The deadline had only waited for the money that went back.
void end_if_due(Tx& tx, const Context& context, std::int64_t order_seq) {
  if (auto session = store::checkout_sessions::find_by_order(tx, order_seq)) {
    [[maybe_unused]] const auto ended = checkout_sessions::bring_up_to_date(tx, context, *std::move(session), false);
  }
}

settlements::Settlement tell_merchant(Tx& tx, const Context& context, const NodeInvoice& invoice, const Invoice& own,
                                      std::optional<PaymentOutcome> outcome) {
  settlements::Arrival arrival;
  // Whole sats, as the merchant's ledger counts: the rest of an odd amount stays in the channel.
  arrival.received = Sat{std::max<std::int64_t>(invoice.received.value / 1000, 1)};
  arrival.payment_hash = invoice.payment_hash;
  arrival.preimage = invoice.preimage;
  if (outcome == PaymentOutcome::wrong_preimage) {
    arrival.preimage->front() ^= 1;  // a provider that lies: the node itself never does
  }
  arrival.settled_at = invoice.settled_at.value_or(tx.now());
  arrival.deliver = delivery_of(outcome);
  return settlements::complete(tx, context, own, arrival);
}

}  // namespace

NodeInvoice add(Tx& tx, const Scope& scope, const InvoiceDraft& draft, Time payable_until, std::string_view owner) {
  NodeInvoice invoice;
  invoice.scope = scope;
  invoice.owner = owner;
  invoice.bolt11 = draft.bolt11;
  invoice.payment_hash = draft.payment_hash;
  invoice.preimage = draft.preimage;
  invoice.amount = draft.terms.amount;
  invoice.signed_at = draft.signed_at;
  invoice.valid_until = draft.valid_until;
  invoice.created_at = tx.now();
  invoice.expires_at = std::max(draft.terms.expires_at, payable_until);
  invoice.seq = store::node_invoices::insert(tx, invoice);
  tx.notice.timers = tx.notice.timers || invoice.expires_at - tx.now() <= limits::scheduler_look_again;
  return invoice;
}

std::optional<std::string> refusal(const NodeInvoice& invoice, Msat total, Time at) {
  switch (invoice.state) {
    case NodeInvoiceState::settled:
      return "the invoice is paid already";
    case NodeInvoiceState::canceled:
      return "the invoice was cancelled or has expired";
    case NodeInvoiceState::accepted:
      return "the invoice is being paid already";
    case NodeInvoiceState::open:
      break;
  }
  if (at > invoice.expires_at) {
    return "the invoice has expired";
  }
  if (invoice.amount && total < *invoice.amount) {
    return "it is less than the invoice asks for";
  }
  if (invoice.amount && total.value > invoice.amount->value * 2) {
    return "it is more than twice what the invoice asks for";
  }
  return std::nullopt;
}

void accept(Tx& tx, NodeInvoice& invoice, const NodePayment& payment, Settling settling) {
  for (const auto& htlc : store::htlcs::accepted_for(tx, invoice.seq)) {
    auto other = store::node_payments::get(tx, htlc.payment_seq);
    if (other.seq != payment.seq && !other.is_over()) {
      node_payments::fail(tx, other, PaymentFailure::incorrect_payment_details,
                          "the payee sent the HTLC back: another payment was complete before");
    }
  }
  step_to(invoice, NodeInvoiceTrigger::accept);
  invoice.accepted_at = tx.now();
  invoice.hold = settling == Settling::by_hand;
  store::node_invoices::update(tx, invoice);
  if (settling != Settling::now) {
    refresh_order(tx, invoice);
  }
}

std::optional<settlements::Settlement> settle(Tx& tx, const Context& context, NodeInvoice& invoice) {
  step_to(invoice, NodeInvoiceTrigger::settle);
  // A node that lied about a preimage would be none.
  assert(proves_payment(invoice.preimage, invoice.payment_hash));
  invoice.settled_at = tx.now();
  std::optional<NodePayment> payment;
  for (auto& htlc : store::htlcs::accepted_for(tx, invoice.seq)) {
    invoice.received.value += htlc.amount.value;
    resolve(tx, htlc, HtlcTrigger::settle);
    if (!payment) {
      payment = store::node_payments::get(tx, htlc.payment_seq);
    }
  }
  assert(payment);
  node_payments::succeed(tx, *payment, invoice.preimage);
  const Msat opening = invoice.owner == k_merchant_node ? Msat{0} : to_msat(Sat{limits::payer_balance_sats});
  store::node_balances::add(tx, invoice.scope, invoice.owner, opening, invoice.received);
  use_inbound(tx, context, invoice);

  const auto own = store::invoices::find_by_node_invoice(tx, invoice.seq);
  const auto outcome = parse_outcome(payment->outcome);
  auto lag = context.node_book.get(invoice.scope).api_lag;
  if (outcome == PaymentOutcome::api_lag) {
    lag = std::max<Duration>(lag, limits::api_lag_default);
  }
  if (own && lag.count() > 0) {
    invoice.notify_at = tx.now() + lag;
    tx.notice.timers = true;
  }
  store::node_invoices::update(tx, invoice);
  if (!own) {
    return std::nullopt;
  }
  if (invoice.notify_at) {
    settlements::refresh_held(tx, own->order_seq);
    return std::nullopt;
  }
  return tell_merchant(tx, context, invoice, *own, outcome);
}

settlements::Settlement notify(Tx& tx, const Context& context, NodeInvoice& invoice) {
  assert(invoice.state == NodeInvoiceState::settled && invoice.notify_at);
  invoice.notify_at.reset();
  store::node_invoices::update(tx, invoice);
  const auto payment = paying(tx, invoice);
  assert(payment);
  return tell_merchant(tx, context, invoice, store::invoices::find_by_node_invoice(tx, invoice.seq).value(),
                       parse_outcome(payment->outcome));
}

void cancel(Tx& tx, const Context& context, NodeInvoice& invoice, std::string_view why, settlements::Owner owner) {
  step_to(invoice, NodeInvoiceTrigger::cancel);
  invoice.canceled_at = tx.now();
  store::node_invoices::update(tx, invoice);
  std::optional<std::int64_t> payment_seq;
  for (const auto& htlc : store::htlcs::accepted_for(tx, invoice.seq)) {
    if (payment_seq != htlc.payment_seq) {
      payment_seq = htlc.payment_seq;
      auto payment = store::node_payments::get(tx, htlc.payment_seq);
      node_payments::fail(tx, payment, PaymentFailure::incorrect_payment_details,
                          "the payee sent the HTLC back: " + std::string(why));
    }
  }
  if (const auto own = store::invoices::find_by_node_invoice(tx, invoice.seq)) {
    settlements::expire(tx, context, *own, owner);
    settlements::refresh_held(tx, own->order_seq);
    if (owner == settlements::Owner::lives) {
      end_if_due(tx, context, own->order_seq);
    }
  }
}

void redrive(Tx& tx, const Context& context) {
  for (const auto seq : store::node_invoices::accepted_unheld(tx)) {
    auto invoice = store::node_invoices::get(tx, seq);
    settle(tx, context, invoice);
  }
}

}  // namespace satsrail::service::node_invoices
