#include "daemon/service/payments.h"

#include "core/lightning/bolt11.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/order_json.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/event_log.h"
#include "daemon/service/order_view.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/payment_store.h"

#include <cassert>

namespace satsrail::service::payments {

namespace {

bool looks_like_bolt11(std::string_view text) {
  return text.size() > 20 && (text.starts_with("ln") || text.starts_with("LN"));
}

Target target_for_order(Tx& tx, std::int64_t order_seq, std::int64_t invoice_seq) {
  return {store::checkout_sessions::find_by_order(tx, order_seq), order_seq, invoice_seq};
}

Result<Target> resolve_bolt11(Tx& tx, const Scope& scope, std::string_view text) {
  const auto decoded = bolt11::decode(text);
  if (!decoded) {
    return Error::validation("target", "is no valid BOLT11 invoice: " + decoded.error().message());
  }
  const auto made_at = Time(std::chrono::seconds(decoded->timestamp));
  const auto invoice = store::invoices::find_by_hash(tx, decoded->payment_hash, made_at);
  if (!invoice || invoice->scope != scope) {
    return Error::not_found("Invoice");
  }
  return target_for_order(tx, invoice->order_seq, invoice->seq);
}

// Writes the money's arrival to every row it concerns, in the order in which the world may see it.
Settlement settle(Tx& tx, const Context& context, OrderView view) {
  const auto* step = find_transition(k_invoice_transitions, view.invoice->state, InvoiceTrigger::settle);
  assert(step != nullptr);
  // The simulated node must never lie about a preimage.
  assert(crypto::sha256(view.invoice->preimage) == view.invoice->payment_hash);
  view.invoice->state = step->to;
  view.invoice->settled_at = view.invoice->updated_at = tx.now();
  store::invoices::update_state(tx, *view.invoice);

  Payment payment;
  payment.id = PaymentId::make(tx.now(), context.entropy);
  payment.scope = view.order.scope;
  payment.amount = view.invoice->amount;
  payment.fiat = view.invoice->fiat;
  payment.currency = view.invoice->currency;
  payment.rate = view.invoice->rate;
  payment.usd = view.invoice->fiat;
  if (Currency::parse(payment.currency) != Currency::usd()) {
    const auto quote = context.rates.quote(Currency::usd(), tx.now());
    payment.usd = quote ? fiat_for(payment.amount, quote->rate) : FiatCents{0};
  }
  payment.payment_hash = view.invoice->payment_hash;
  payment.preimage = view.invoice->preimage;
  payment.created_at = payment.confirmed_at = tx.now();
  payment.order_seq = view.order.seq;
  payment.seq = store::payments::insert(tx, payment, view.invoice->seq);

  const auto* paid = find_transition(k_order_transitions, view.order.state, OrderTrigger::pay);
  assert(paid != nullptr);
  view.order.state = paid->to;
  view.order.payment_seq = payment.seq;
  view.order.updated_at = tx.now();
  view.order.paid_at = tx.now();
  store::orders::update(tx, view.order);

  if (view.session) {
    const auto* completed = find_transition(k_session_transitions, view.session->state, SessionTrigger::pay);
    assert(completed != nullptr);
    view.session->state = completed->to;
    view.session->updated_at = tx.now();
    view.session->completed_at = tx.now();
    store::checkout_sessions::update(tx, *view.session);
  }

  // Read back once, so that every event shows what is now true.
  view = OrderView::load(tx, view.order.seq);
  EventLog events(tx, context, view.order.scope);
  const auto payment_json = wire::payment_json(*view.payment);
  events.append(event_type::payment_received, payment_json, view.facts());
  events.append(event_type::payment_confirmed, payment_json, view.facts());
  events.append(step->event, view.invoice_json(), view.facts());
  events.append(paid->event, view.order_json(), view.facts());
  if (view.session) {
    events.append(event_type::checkout_completed,
                  wire::checkout_session_json(*view.session, context.public_base_url, wire::Audience::secret_key),
                  view.facts());
  }
  store::payments::set_events(tx, view.payment->seq, events.first_seq(), events.last_seq());
  return {*std::move(view.payment), true, events.ids()};
}

}  // namespace

Result<Target> resolve(Tx& tx, const Scope& scope, std::string_view text) {
  if (text.starts_with("lightning:") || text.starts_with("LIGHTNING:")) {
    text.remove_prefix(10);
  }
  if (looks_like_bolt11(text)) {
    return resolve_bolt11(tx, scope, text);
  }
  if (auto session = store::checkout_sessions::find(tx, scope, text)) {
    const auto order_seq = session->order_seq;
    return Target{std::move(session), order_seq, 0};
  }
  if (const auto order = store::orders::find(tx, scope, text)) {
    return target_for_order(tx, order->seq, 0);
  }
  if (const auto invoice = store::invoices::find(tx, scope, text)) {
    return target_for_order(tx, invoice->order_seq, invoice->seq);
  }
  return Error(ErrorCode::not_found,
               "No checkout session, order or invoice is named \"" + std::string(truncate_utf8(text, 80)) + "\"");
}

Result<Outcome> pay(Tx& tx, const Context& context, Target target, const std::optional<InvoiceDraft>& draft) {
  auto order = store::orders::get(tx, target.order_seq);
  if (order.payment_seq) {
    return Outcome(Settlement{store::payments::get(tx, *order.payment_seq), false,
                              store::payments::event_ids(tx, *order.payment_seq)});
  }
  if (!tx.writable()) {
    return Error::needs_write();
  }
  if (target.session) {
    TRY_ASSIGN(target.session, checkout_sessions::bring_up_to_date(tx, context, *std::move(target.session), true));
    if (target.session->state != SessionState::pending) {
      return Outcome(checkout_sessions::gone(*target.session));
    }
    TRY_ASSIGN([[maybe_unused]] const auto invoice,
               checkout_sessions::ensure_invoice(tx, context, *target.session, draft));
  }
  auto view = OrderView::load(tx, target.order_seq);
  if (!view.invoice || view.invoice->state != InvoiceState::pending) {
    return Error(ErrorCode::conflict, "The order has no open invoice to pay");
  }
  if (target.invoice_seq != 0 && target.invoice_seq != view.invoice->seq) {
    return Error(ErrorCode::conflict, "That invoice was replaced by a newer one");
  }
  return Outcome(settle(tx, context, std::move(view)));
}

}  // namespace satsrail::service::payments
