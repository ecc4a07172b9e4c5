#include "daemon/service/orders.h"

#include "core/wire/fields.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/event_log.h"
#include "daemon/service/invoicing.h"
#include "daemon/service/order_change.h"
#include "daemon/service/order_terms.h"
#include "daemon/store/account_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/payment_store.h"

#include <cassert>

namespace satsrail::service::orders {

namespace {

using FieldErrors = std::vector<FieldError>;

bool is_open(const Order& order) {
  return order.state == OrderState::pending || order.state == OrderState::invoice_generated;
}

Result<OrderView> new_order(Tx& tx, const Context& context, const Scope& scope, const OrderInput& input,
                            const std::string& number) {
  FieldErrors errors;
  OrderView view;
  auto& order = view.order;
  order.id = OrderId::make(tx.now(), context.entropy);
  order.scope = scope;
  order.merchant_id = store::merchants::get(tx, scope.merchant_seq).id;
  order.number = number;
  order.total = total_of(input, errors);
  order.tax = input.tax;
  order.discount = input.discount;
  order.currency = input.currency.text();
  order.tender = input.tender;
  order.wallet_id = wallet_of(tx, scope, input.wallet_id, errors);
  order.discount_id = discount_of(tx, scope, input.discount_id, errors);
  order.metadata_json = wire::metadata_json(input.metadata);
  order.created_at = order.updated_at = tx.now();
  view.items = items_of(tx, context, scope, input.items, errors);
  if (input.mark_as_paid && input.tender != TenderType::cash) {
    errors.push_back({"mark_as_paid", std::string(k_cash_only)});
  }
  if (!errors.empty()) {
    return Error::validation(std::move(errors));
  }
  return view;
}

void tell_updated(Tx& tx, const Context& context, const OrderView& view, std::string_view event) {
  EventLog events(tx, context, view.order.scope);
  events.append(event, view.order_json(), view.facts());
}

}  // namespace

bool wants_draft(const OrderInput& input) {
  return input.generate_invoice && input.tender == TenderType::bitcoin && !input.mark_as_paid &&
         input.invoice.method == PaymentMethod::lightning;
}

Result<std::optional<InvoiceDraft>> draft_for_new(Tx& tx, const Context& context, const Scope& scope,
                                                  const OrderInput& input, const std::string& number) {
  FieldErrors errors;
  Order order;
  order.scope = scope;
  order.number = number;
  order.total = total_of(input, errors);
  order.currency = input.currency.text();
  if (!errors.empty()) {
    return Error::validation(std::move(errors));
  }
  TRY_ASSIGN(auto draft, invoicing::draft_or_sign(context, invoicing::asked_by(tx, order), tx.now(), std::nullopt));
  return std::optional(std::move(draft));
}

Result<OrderView> create(Tx& tx, const Context& context, const Scope& scope, const OrderInput& input,
                         const std::string& number, const std::optional<InvoiceDraft>& draft) {
  TRY_ASSIGN(auto view, new_order(tx, context, scope, input, number));
  view.order.seq = store::orders::insert(tx, view.order);
  for (const auto& item : view.items) {
    store::orders::insert_item(tx, view.order.seq, item);
  }
  EventLog events(tx, context, scope);
  events.append(event_type::order_created, view.order_json(), view.facts());
  if (input.mark_as_paid) {
    const auto* step = find_transition(k_order_transitions, view.order.state, OrderTrigger::mark_as_paid);
    assert(step != nullptr);
    view.order.state = step->to;
    view.order.paid_at = tx.now();
    store::orders::update(tx, view.order);
    events.append(step->event, view.order_json(), view.facts());
  } else if (input.generate_invoice && input.tender == TenderType::bitcoin) {
    TRY_ASSIGN([[maybe_unused]] const auto made, invoicing::make(tx, context, view, input.invoice, draft));
  }
  return view;
}

Result<OrderView> find(Tx& tx, const Context& context, const Scope& scope, std::string_view id) {
  const auto order = store::orders::find(tx, scope, id);
  if (!order) {
    return Error::not_found("Order");
  }
  auto view = OrderView::load(tx, order->seq);
  if (view.session && view.session->is_due(tx.now())) {
    TRY_ASSIGN([[maybe_unused]] const auto session,
               checkout_sessions::bring_up_to_date(tx, context, *std::move(view.session), false));
    view = OrderView::load(tx, order->seq);
  }
  return view;
}

Result<OrderView> update(Tx& tx, const Context& context, const Scope& scope, std::string_view id,
                         const OrderChange& change) {
  TRY_ASSIGN(auto view, find(tx, context, scope, id));
  return changed(tx, context, std::move(view), change);
}

Status cancel(Tx& tx, const Context& context, const Scope& scope, std::string_view id) {
  TRY_ASSIGN(auto view, find(tx, context, scope, id));
  if (view.order.state == OrderState::cancelled) {
    return Done{};
  }
  const auto* step = find_transition(k_order_transitions, view.order.state, OrderTrigger::cancel);
  if (step == nullptr) {
    return Error::validation("base", "Order can't be cancelled once " + std::string(to_string(view.order.state)));
  }
  if (view.session && view.session->state == SessionState::pending) {
    TRY_ASSIGN([[maybe_unused]] const auto session,
               checkout_sessions::cancel(tx, context, *std::move(view.session)));  // and its order with it
    return Done{};
  }
  invoicing::close_open(tx, context, view.order.seq, invoicing::Closing::order_over);
  view = OrderView::load(tx, view.order.seq);
  view.order.state = step->to;
  view.order.cancelled_at = view.order.updated_at = tx.now();
  store::orders::update(tx, view.order);
  tell_updated(tx, context, view, step->event);
  return Done{};
}

Result<OrderView> refund(Tx& tx, const Context& context, const Scope& scope, std::string_view id) {
  TRY_ASSIGN(auto view, find(tx, context, scope, id));
  const auto* step = find_transition(k_order_transitions, view.order.state, OrderTrigger::refund);
  if (step == nullptr) {
    const std::string state(to_string(view.order.state));
    return Error(ErrorCode::conflict, view.order.was_paid() ? "Order is already " + state
                                                            : "Order is " + state + ": there is nothing to refund");
  }
  view.order.state = step->to;
  view.order.refunded_at = view.order.updated_at = tx.now();
  store::orders::update(tx, view.order);
  store::payments::refund_of_order(tx, view.order.seq);
  view = OrderView::load(tx, view.order.seq);
  tell_updated(tx, context, view, step->event);
  return view;
}

Result<std::optional<InvoiceDraft>> draft_for_existing(Tx& tx, const Context& context, const Scope& scope,
                                                       std::string_view id) {
  const auto order = store::orders::find(tx, scope, id);
  if (!order || !is_open(*order) || order->tender == TenderType::cash) {
    return std::optional<InvoiceDraft>{};
  }
  const auto asked = invoicing::asked_by(tx, OrderView::load(tx, order->seq));
  TRY_ASSIGN(auto draft, invoicing::draft_or_sign(context, asked, tx.now(), std::nullopt));
  return std::optional(std::move(draft));
}

Result<Invoiced> invoice(Tx& tx, const Context& context, const Scope& scope, std::string_view id,
                         const InvoiceChoice& choice, const std::optional<InvoiceDraft>& draft) {
  TRY_ASSIGN(auto view, find(tx, context, scope, id));
  const auto state = view.order.state;
  if (view.payment && (state == OrderState::paid || state == OrderState::shipped)) {
    view.invoice = store::invoices::find(tx, scope, view.payment->invoice_id);
    return Invoiced{std::move(view), false};
  }
  if (!is_open(view.order)) {
    return Error::validation("base", "Order is " + std::string(to_string(state)) + ": it can't be invoiced");
  }
  if (view.order.tender == TenderType::cash) {
    return Error::validation("base", "Order is to be paid in cash: set its tender_type to bitcoin to invoice it");
  }
  TRY_ASSIGN([[maybe_unused]] const auto made, invoicing::make(tx, context, view, choice, draft));
  return Invoiced{std::move(view), true};
}

}  // namespace satsrail::service::orders
