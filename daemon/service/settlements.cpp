#include "daemon/service/settlements.h"

#include "core/wire/checkout_session_json.h"
#include "core/wire/order_json.h"
#include "daemon/service/access_tokens.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/node_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/payment_store.h"

#include <algorithm>
#include <cassert>

namespace satsrail::service::settlements {

namespace {

std::optional<PaymentException> exception_of(const OrderView& view, const Invoice& invoice, Sat received) {
  if (view.order.was_paid()) {  // by another invoice, or in cash
    return PaymentException::duplicate;
  }
  if (view.session && view.session->state == SessionState::expired) {
    return PaymentException::late;
  }
  if (view.order.state == OrderState::cancelled) {
    return PaymentException::after_cancel;
  }
  if (received > invoice.amount) {
    return PaymentException::overpaid;
  }
  if (received < invoice.amount) {
    return PaymentException::underpaid;
  }
  return std::nullopt;
}

// A part of what the invoice was worth, rounded half up; at least a cent.
FiatCents share(FiatCents worth, Sat received, Sat asked) {
  __extension__ using Wide = __int128;
  const auto cents = (Wide{worth.value} * received.value * 2 + asked.value) / (Wide{asked.value} * 2);
  return FiatCents{std::max<std::int64_t>(static_cast<std::int64_t>(cents), 1)};
}

Payment new_payment(Tx& tx, const Context& context, const OrderView& view, const Invoice& invoice,
                    const Arrival& arrival, PaymentState state) {
  Payment payment;
  payment.id = PaymentId::make(tx.now(), context.entropy);
  payment.scope = invoice.scope;
  payment.state = state;
  payment.exception = exception_of(view, invoice, arrival.received);
  payment.method = invoice.method;
  payment.amount = arrival.received;
  payment.currency = invoice.currency;
  payment.rate = invoice.rate;
  // The invoice's rate is locked: what was asked is worth its price to the cent, any other amount its share of that.
  payment.fiat = share(invoice.fiat, arrival.received, invoice.amount);
  payment.usd = share(invoice.usd, arrival.received, invoice.amount);
  payment.payment_hash = arrival.payment_hash;
  payment.preimage = arrival.preimage;
  payment.txid = arrival.txid;
  payment.created_at = tx.now();
  payment.settled_at = arrival.settled_at;
  if (state == PaymentState::completed) {
    payment.confirmed_at = tx.now();
  }
  payment.order_seq = view.order.seq;
  payment.seq = store::payments::insert(tx, payment, invoice.seq);
  return payment;
}

// The money has moved the order: it is paid, and so is its session.
void pay_order(Tx& tx, const Context& context, OrderView& view, std::int64_t payment_seq,
               std::string_view& order_event) {
  const auto* paid = find_transition(k_order_transitions, view.order.state, OrderTrigger::pay);
  assert(paid != nullptr);
  order_event = paid->event;
  view.order.state = paid->to;
  view.order.payment_seq = payment_seq;
  view.order.updated_at = tx.now();
  view.order.paid_at = tx.now();
  store::orders::update(tx, view.order);
  if (view.session) {
    const auto* completed = find_transition(k_session_transitions, view.session->state, SessionTrigger::pay);
    assert(completed != nullptr);
    view.session->state = completed->to;
    view.session->held = false;
    view.session->updated_at = tx.now();
    view.session->completed_at = tx.now();
    store::checkout_sessions::update(tx, *view.session);
    access_tokens::grant(tx, context, *view.session);
  }
}

std::string_view pay_invoice(Tx& tx, Invoice& invoice, Time settled_at) {
  const auto* step = find_transition(k_invoice_transitions, invoice.state, InvoiceTrigger::settle);
  assert(step != nullptr);
  invoice.state = step->to;
  invoice.settled_at = settled_at;
  invoice.updated_at = tx.now();
  store::invoices::update_state(tx, invoice);
  return step->event;
}

bool moves_the_order(const Payment& payment) {
  return !payment.exception || *payment.exception == PaymentException::overpaid ||
         *payment.exception == PaymentException::underpaid;
}

// One invoice's payment, final, told in the order in which the world may see it.
std::vector<std::string> announce(Tx& tx, const Context& context, const OrderView& view, const Payment& payment,
                                  std::string_view invoice_event, std::string_view order_event, Deliver deliver,
                                  bool received_now) {
  EventLog events(tx, context, payment.scope, deliver);
  const auto facts = view.facts();
  const auto json = wire::payment_json(payment);
  if (received_now) {
    events.append(event_type::payment_received, json, facts);
  }
  events.append(event_type::payment_confirmed, json, facts);
  events.append(invoice_event, view.invoice_json(), facts);
  if (!order_event.empty()) {
    events.append(order_event, view.order_json(), facts);
    if (view.session) {
      events.append(event_type::checkout_completed,
                    wire::checkout_session_json(*view.session, context.public_base_url, wire::Audience::secret_key),
                    facts);
    }
  }
  events.finish();
  store::payments::set_events(tx, payment.seq, events.first_seq(), events.last_seq());
  return events.ids();
}

// The view of one invoice of an order, which need not be the newest, and of the payment for it.
OrderView view_of(Tx& tx, std::int64_t order_seq, std::int64_t invoice_seq, std::int64_t payment_seq) {
  auto view = OrderView::load(tx, order_seq);
  view.invoice = store::invoices::get(tx, invoice_seq);
  view.payment = store::payments::get(tx, payment_seq);
  return view;
}

}  // namespace

Settlement complete(Tx& tx, const Context& context, const Invoice& given, const Arrival& arrival) {
  auto invoice = given;
  auto view = OrderView::load(tx, invoice.order_seq);
  const auto invoice_event = pay_invoice(tx, invoice, arrival.settled_at);
  const auto payment = new_payment(tx, context, view, invoice, arrival, PaymentState::completed);
  std::string_view order_event;
  if (moves_the_order(payment)) {
    pay_order(tx, context, view, payment.seq, order_event);
  } else {
    refresh_held(tx, invoice.order_seq);
  }
  // Read back once, so that every event shows what is now true.
  view = view_of(tx, invoice.order_seq, invoice.seq, payment.seq);
  auto ids = announce(tx, context, view, *view.payment, invoice_event, order_event, arrival.deliver, true);
  return {*std::move(view.payment), std::move(ids)};
}

Settlement detect(Tx& tx, const Context& context, const Invoice& invoice, const Arrival& arrival) {
  const auto before = OrderView::load(tx, invoice.order_seq);
  const auto payment = new_payment(tx, context, before, invoice, arrival, PaymentState::pending);
  refresh_held(tx, invoice.order_seq);
  auto view = view_of(tx, invoice.order_seq, invoice.seq, payment.seq);
  EventLog events(tx, context, invoice.scope);
  events.append(event_type::payment_received, wire::payment_json(*view.payment), view.facts());
  store::payments::set_events(tx, payment.seq, events.first_seq(), events.last_seq());
  return {*std::move(view.payment), events.ids()};
}

Settlement confirm(Tx& tx, const Context& context, const Invoice& given) {
  auto invoice = given;
  auto view = OrderView::load(tx, invoice.order_seq);
  const auto pending = store::payments::find_by_invoice(tx, invoice.seq);
  assert(pending && pending->state == PaymentState::pending);
  const auto invoice_event = pay_invoice(tx, invoice, tx.now());
  store::payments::confirm(tx, pending->seq);
  std::string_view order_event;
  // What has become of the order while the blocks were mined decides, not what it was when the money was seen.
  const bool still_wanted = !view.order.was_paid() && view.order.state != OrderState::cancelled;
  if (moves_the_order(*pending) && still_wanted) {
    pay_order(tx, context, view, pending->seq, order_event);
  }
  view = view_of(tx, invoice.order_seq, invoice.seq, pending->seq);
  auto ids = announce(tx, context, view, *view.payment, invoice_event, order_event, Deliver::once, false);
  return {*std::move(view.payment), std::move(ids)};
}

void expire(Tx& tx, const Context& context, Invoice invoice, Owner owner) {
  const auto* step = find_transition(k_invoice_transitions, invoice.state, InvoiceTrigger::expire);
  assert(step != nullptr);
  invoice.state = step->to;
  invoice.updated_at = tx.now();
  store::invoices::update_state(tx, invoice);
  auto view = OrderView::load(tx, invoice.order_seq);
  view.invoice = store::invoices::get(tx, invoice.seq);
  EventLog events(tx, context, invoice.scope);
  events.append(step->event, view.invoice_json(), view.facts());
  const auto* back = find_transition(k_order_transitions, view.order.state, OrderTrigger::expire_invoice);
  if (owner == Owner::lives && back != nullptr && store::invoices::open_of_order(tx, invoice.order_seq).empty()) {
    view.order.state = back->to;
    view.order.updated_at = tx.now();
    store::orders::update(tx, view.order);
    events.append(back->event, view.order_json(), view.facts());
  }
}

bool money_is_on_its_way(Tx& tx, std::int64_t order_seq) {
  const auto open = store::invoices::open_of_order(tx, order_seq);
  return std::any_of(open.begin(), open.end(), [&](const Invoice& invoice) {
    return invoice.method == PaymentMethod::lightning ? invoice.node_state != NodeInvoiceState::open
                                                      : store::chain::of_invoice(tx, invoice.seq).has_value();
  });
}

void refresh_held(Tx& tx, std::int64_t order_seq) {
  auto session = store::checkout_sessions::find_by_order(tx, order_seq);
  if (!session || session->state != SessionState::pending) {
    return;
  }
  const bool held = money_is_on_its_way(tx, order_seq);
  if (held != session->held) {
    session->held = held;
    store::checkout_sessions::update(tx, *session);
  }
}

}  // namespace satsrail::service::settlements
