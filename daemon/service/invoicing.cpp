#include "daemon/service/invoicing.h"

#include "core/lightning/bitcoin_address.h"
#include "core/limits.h"
#include "core/util/hex.h"
#include "daemon/service/node_invoices.h"
#include "daemon/service/node_payments.h"
#include "daemon/service/payment_plan.h"
#include "daemon/store/account_store.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/node_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/wallet_store.h"

#include <algorithm>
#include <cassert>

namespace satsrail::service::invoicing {

namespace {

constexpr auto k_second = std::chrono::seconds(1);
constexpr auto k_outlives = std::chrono::hours(24);  // an invoice that is to be paid late
constexpr auto k_slow_clock = std::chrono::hours(-1);

bool is(std::optional<PaymentOutcome> outcome, PaymentOutcome wanted) {
  return outcome == wanted;
}

// Money is to come when the checkout is over.
bool outlives(std::optional<PaymentOutcome> outcome) {
  return is(outcome, PaymentOutcome::late) || is(outcome, PaymentOutcome::after_cancel_paid);
}

Error unavailable(std::string_view why) {
  return {ErrorCode::wallet_unavailable, "The node could not make an invoice: " + std::string(why)};
}

Status check_wallet(Tx& tx, const Scope& scope) {
  if (!store::wallets::any_usable(tx, scope)) {
    return Error(ErrorCode::wallet_unavailable,
                 "No invoice can be made: the merchant has no wallet that is enabled and active");
  }
  return Done{};
}

// The order points at its newest invoice.
void point_at(Tx& tx, OrderView& view, Invoice invoice) {
  if (const auto* step = find_transition(k_order_transitions, view.order.state, OrderTrigger::invoice)) {
    view.order.state = step->to;  // invoice.created tells it
  }
  view.order.invoice_seq = invoice.seq;
  view.order.updated_at = tx.now();
  store::orders::update(tx, view.order);
  view.invoice = std::move(invoice);
}

Result<Invoice> new_invoice(Tx& tx, const Context& context, const OrderView& view, Sat amount, Time expires_at) {
  const auto currency = Currency::parse(view.order.currency).value();
  TRY_ASSIGN(const auto quote, context.rates.quote(currency, tx.now()));
  TRY_ASSIGN(const auto dollars, context.rates.quote(Currency::usd(), tx.now()));
  Invoice invoice;
  invoice.id = InvoiceId::make(tx.now(), context.entropy);
  invoice.scope = view.order.scope;
  invoice.order_seq = view.order.seq;
  invoice.amount = amount;
  invoice.fiat = view.order.total;
  invoice.currency = view.order.currency;
  invoice.rate = quote.rate;
  invoice.usd = currency == Currency::usd() ? view.order.total : fiat_for(amount, dollars.rate);
  invoice.created_at = invoice.updated_at = tx.now();
  invoice.expires_at = expires_at;
  return invoice;
}

void tell_created(Tx& tx, const Context& context, const OrderView& view) {
  EventLog events(tx, context, view.order.scope);
  events.append(event_type::invoice_created, view.invoice_json(), view.facts());
}

// `--autopay`: a payer who comes by himself. Test mode only, as documented for the real service.
void pay_by_itself(Tx& tx, const Context& context, const Invoice& invoice, const Asked& asked) {
  const auto after = context.node_book.get(invoice.scope).autopay;
  if (!after || invoice.scope.livemode) {
    return;
  }
  node_payments::PayerOrder order;
  order.send_at = tx.now() + *after;
  if (!payments::plan(tx, asked.outcome.value_or(PaymentOutcome::paid), invoice, asked.deadline, order)) {
    return;  // nobody can pay it so
  }
  [[maybe_unused]] const auto begun =
      node_payments::start(tx, context, invoice.scope,
                           node_payments::payable(store::node_invoices::get(tx, invoice.node_invoice_seq)), order);
}

}  // namespace

Asked asked_by(Tx& tx, const CheckoutSession& session) {
  const auto merchant = store::merchants::get(tx, session.scope.merchant_seq);
  // The same wording before and after the order has its number, so that a draft made ahead still fits.
  return {session.scope,      session.amount,  session.currency,
          session.expires_at, session.outcome, "Checkout at " + merchant.name};
}

Asked asked_by(Tx& tx, const Order& order) {
  const auto merchant = store::merchants::get(tx, order.scope.merchant_seq);
  return {order.scope,  order.total,  order.currency,
          std::nullopt, std::nullopt, "Order " + order.number + " at " + merchant.name};
}

Asked asked_by(Tx& tx, const OrderView& view) {
  return view.session ? asked_by(tx, *view.session) : asked_by(tx, view.order);
}

Result<InvoiceTerms> terms(const Context& context, const Asked& asked, Time now) {
  const auto currency = Currency::parse(asked.currency);
  assert(currency);
  TRY_ASSIGN(const auto quote, context.rates.quote(*currency, now));
  auto amount = asked.sats.value_or(Sat{0});
  if (!asked.sats) {
    TRY_ASSIGN(amount, sats_for(asked.amount, quote.rate));
  }
  const auto settings = context.node_book.get(asked.scope);
  auto until = asked.deadline.value_or(now + limits::checkout_session_ttl);
  if (settings.invoice_expiry) {
    until = now + *settings.invoice_expiry;
  }
  if (outlives(asked.outcome)) {
    until = std::max(until, asked.deadline.value_or(until) + k_outlives);
  }
  InvoiceTerms terms;
  terms.amount = to_msat(amount);
  terms.description = asked.description;
  terms.description_hash = asked.description_hash;
  // BOLT11 counts whole seconds: an invoice made in a session's last one must not be born expired.
  terms.expires_at = std::max(std::chrono::floor<std::chrono::seconds>(until),
                              std::chrono::floor<std::chrono::seconds>(now) + k_second);
  terms.skew = is(asked.outcome, PaymentOutcome::clock_skew) ? Duration(k_slow_clock) : settings.clock_skew;
  return terms;
}

Duration latency(const Context& context, const Scope& scope, std::optional<PaymentOutcome> outcome) {
  const auto settings = context.node_book.get(scope);
  if (settings.offline || is(outcome, PaymentOutcome::node_offline)) {
    return Duration{0};  // a refused connection is known at once
  }
  return is(outcome, PaymentOutcome::node_slow) ? Duration(limits::node_answer_timeout) : settings.latency;
}

Result<InvoiceDraft> draft_or_sign(const Context& context, const Asked& asked, Time now,
                                   const std::optional<InvoiceDraft>& draft) {
  TRY_ASSIGN(const auto wanted, terms(context, asked, now));
  if (context.node_book.get(asked.scope).offline || is(asked.outcome, PaymentOutcome::node_offline)) {
    return unavailable("it is offline");
  }
  if (latency(context, asked.scope, asked.outcome) >= limits::node_answer_timeout) {
    return unavailable("it did not answer within 5 seconds");
  }
  if (draft && draft->terms == wanted) {
    return *draft;
  }
  return context.node.draft_invoice(wanted, now);
}

Result<Invoice> attach(Tx& tx, const Context& context, OrderView& view, const Asked& asked,
                       const std::optional<InvoiceDraft>& draft, Older older) {
  TRY(check_wallet(tx, asked.scope));
  TRY_ASSIGN(const auto ready, draft_or_sign(context, asked, tx.now(), draft));
  if (older == Older::as_the_node_does) {
    close_open(tx, context, view.order.seq, Closing::superseded);
  }
  // To the millisecond where the invoice ends with its session.
  const bool with_session = asked.deadline &&
                            std::chrono::floor<std::chrono::seconds>(*asked.deadline) <= ready.terms.expires_at &&
                            ready.terms.expires_at - *asked.deadline <= k_second;
  const auto node_invoice =
      node_invoices::add(tx, asked.scope, ready, with_session ? *asked.deadline : ready.terms.expires_at);
  TRY_ASSIGN(auto invoice,
             new_invoice(tx, context, view, Sat{ready.terms.amount->value / 1000}, ready.terms.expires_at));
  invoice.node_invoice_seq = node_invoice.seq;
  invoice.bolt11 = ready.bolt11;
  invoice.payment_hash = ready.payment_hash;
  invoice.seq = store::invoices::insert(tx, invoice);
  if (outlives(asked.outcome)) {
    keep(tx, invoice);
  }
  point_at(tx, view, invoice);
  tell_created(tx, context, view);
  pay_by_itself(tx, context, invoice, asked);
  return invoice;
}

Result<Invoice> attach_on_chain(Tx& tx, const Context& context, OrderView& view, PaymentMethod method,
                                int confirmations) {
  assert(method != PaymentMethod::lightning);
  TRY(check_wallet(tx, view.order.scope));
  TRY_ASSIGN(const auto wanted, terms(context, asked_by(tx, view), tx.now()));
  close_open(tx, context, view.order.seq, Closing::superseded);
  TRY_ASSIGN(auto invoice, new_invoice(tx, context, view, Sat{wanted.amount->value / 1000}, wanted.expires_at));
  invoice.method = method;
  invoice.required_confirmations = confirmations;
  const auto program = context.entropy.bytes<20>();
  invoice.address = method == PaymentMethod::onchain ? fallback_address(Network::regtest, 0, program)
                                                     : "USDT-SANDBOX-" + to_hex(program);
  invoice.seq = store::invoices::insert(tx, invoice);
  point_at(tx, view, invoice);
  tell_created(tx, context, view);
  return invoice;
}

Result<Invoice> make(Tx& tx, const Context& context, OrderView& view, const InvoiceChoice& choice,
                     const std::optional<InvoiceDraft>& draft) {
  return choice.method == PaymentMethod::lightning
             ? attach(tx, context, view, asked_by(tx, view), draft)
             : attach_on_chain(tx, context, view, choice.method, choice.confirmations);
}

void close_open(Tx& tx, const Context& context, std::int64_t order_seq, Closing closing) {
  for (const auto& invoice : store::invoices::open_of_order(tx, order_seq)) {
    if (invoice.method != PaymentMethod::lightning) {
      if (!store::chain::of_invoice(tx, invoice.seq)) {  // else its money is on the chain already
        settlements::expire(tx, context, invoice, settlements::Owner::closing);
      }
      continue;
    }
    auto node_invoice = store::node_invoices::get(tx, invoice.node_invoice_seq);
    const bool open = node_invoice.state == NodeInvoiceState::open;
    const bool keep = node_invoice.keep || context.node_book.get(invoice.scope).keep_invoices;
    const bool kept = open ? keep && tx.now() < node_invoice.expires_at : closing == Closing::superseded;
    if (node_invoice.is_live() && !kept) {
      node_invoices::cancel(tx, context, node_invoice,
                            closing == Closing::superseded ? "a newer invoice replaced it" : "its checkout is over",
                            settlements::Owner::closing);
    }
  }
}

void keep(Tx& tx, const Invoice& invoice) {
  auto node_invoice = store::node_invoices::get(tx, invoice.node_invoice_seq);
  node_invoice.keep = true;
  store::node_invoices::update(tx, node_invoice);
}

}  // namespace satsrail::service::invoicing
