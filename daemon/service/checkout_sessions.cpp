#include "daemon/service/checkout_sessions.h"

#include "core/limits.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"
#include "daemon/service/invoicing.h"
#include "daemon/service/node_payments.h"
#include "daemon/service/order_view.h"
#include "daemon/store/account_store.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/product_store.h"

#include <algorithm>
#include <cassert>

namespace satsrail::service::checkout_sessions {

namespace {

// What is being bought, settled before anything is written.
struct Purchase {
  FiatCents amount;
  Currency currency = Currency::usd();
  std::optional<Product> product;
};

Result<Purchase> price(Tx& tx, const Context& context, const Scope& scope, const CheckoutSessionInput& input) {
  Purchase purchase;
  if (input.product) {
    auto product = store::products::find(tx, scope, *input.product);
    if (!product) {
      return Error::not_found("Product");
    }
    if (product->status != ProductStatus::active) {
      return Error::validation("base", "Product is not available for purchase");
    }
    if (product->price.value == 0) {
      return Error::validation("base", "Product is free: there is nothing to pay");
    }
    purchase.amount = product->price;
    purchase.currency = Currency::parse(product->currency).value();
    purchase.product = std::move(product);
  } else {
    purchase.amount = *input.amount;
    purchase.currency = input.currency.value_or(Currency::usd());
  }
  TRY_ASSIGN(const auto quote, context.rates.quote(purchase.currency, tx.now()));
  TRY_ASSIGN([[maybe_unused]] const auto sats, sats_for(purchase.amount, quote.rate));
  return purchase;
}

CheckoutSession new_session(Tx& tx, const Context& context, const Scope& scope, const CheckoutSessionInput& input,
                            const Purchase& purchase) {
  CheckoutSession session;
  session.id = CheckoutSessionId::make(tx.now(), context.entropy);
  session.scope = scope;
  session.token = make_token("cs_", tx.now(), context.entropy);
  session.amount = purchase.amount;
  session.currency = purchase.currency.text();
  session.success_url = input.success_url;
  session.cancel_url = input.cancel_url;
  session.customer_email = input.customer_email;
  session.customer_name = input.customer_name;
  session.customer_phone = input.customer_phone;
  session.customer_address = input.customer_address;
  session.metadata_json = wire::metadata_json(input.metadata);
  session.created_at = session.updated_at = tx.now();
  session.outcome = input.outcome;
  session.expires_at = tx.now() + context.node_book.get(scope).session_ttl;
  tx.notice.timers = tx.notice.timers || session.expires_at - tx.now() <= limits::scheduler_look_again;
  if (purchase.product) {
    session.product_id = purchase.product->id.str();
  }
  return session;
}

Order new_order(Tx& tx, const Context& context, const CheckoutSession& session) {
  Order order;
  order.id = OrderId::make(tx.now(), context.entropy);
  order.scope = session.scope;
  order.merchant_id = store::merchants::get(tx, session.scope.merchant_seq).id;
  order.number = make_order_number(tx.now(), context.entropy);
  order.total = session.amount;
  order.currency = session.currency;
  order.metadata_json = session.metadata_json;
  order.created_at = order.updated_at = tx.now();
  return order;
}

OrderItem item_for(Tx& tx, const Context& context, const Product& product) {
  OrderItem item;
  item.id = OrderItemId::make(tx.now(), context.entropy);
  item.product_id = product.id;
  item.name = product.name;
  item.description = product.description;
  item.sku = product.sku;
  item.image_url = product.image_url;
  item.price = product.price;
  return item;
}

// A session that ends unpaid takes its order with it, and its invoices unless they are to outlive it.
CheckoutSession close_unpaid(Tx& tx, const Context& context, CheckoutSession session, SessionTrigger trigger) {
  const auto* step = find_transition(k_session_transitions, session.state, trigger);
  assert(step != nullptr);
  session.state = step->to;
  session.held = false;
  session.updated_at = tx.now();
  if (trigger == SessionTrigger::cancel) {
    session.cancelled_at = tx.now();
  }
  store::checkout_sessions::update(tx, session);
  invoicing::close_open(tx, context, session.order_seq, invoicing::Closing::order_over);

  auto view = OrderView::load(tx, session.order_seq);
  if (const auto* cancel = find_transition(k_order_transitions, view.order.state, OrderTrigger::cancel)) {
    view.order.state = cancel->to;
    view.order.updated_at = tx.now();
    view.order.cancelled_at = tx.now();
    store::orders::update(tx, view.order);
    EventLog events(tx, context, session.scope);
    events.append(cancel->event, view.order_json(), view.facts());
  }
  return session;
}

// Money that was due in time is let in before the deadline is acted upon, also when the timers are behind.
CheckoutSession let_due_money_in(Tx& tx, const Context& context, CheckoutSession session) {
  for (const auto& invoice : store::invoices::open_of_order(tx, session.order_seq)) {
    if (invoice.method == PaymentMethod::lightning) {
      node_payments::go_on_for(tx, context, invoice.node_invoice_seq, session.expires_at);
    }
  }
  return store::checkout_sessions::get(tx, session.seq);
}

// The invoice that payers are shown: the newest, while it is open or its money is on the way.
std::optional<Invoice> newest_open_invoice(Tx& tx, std::int64_t order_seq) {
  auto open = store::invoices::open_of_order(tx, order_seq);
  if (open.empty()) {
    return std::nullopt;
  }
  // Its own clock may have run out before the session's, with the timers behind.
  auto& newest = open.back();
  const bool over = newest.method == PaymentMethod::lightning && newest.node_state == NodeInvoiceState::open &&
                    tx.now() > newest.expires_at + std::chrono::seconds(1);
  return over ? std::nullopt : std::optional(std::move(newest));
}

Status require_pending(const CheckoutSession& session) {
  if (session.state != SessionState::pending) {
    return Error(ErrorCode::conflict, "Checkout session is already " + std::string(to_string(session.state)));
  }
  return Done{};
}

}  // namespace

Result<std::optional<InvoiceDraft>> draft_for_new(Tx& tx, const Context& context, const Scope& scope,
                                                  const CheckoutSessionInput& input) {
  if (!input.generate_invoice) {
    return std::optional<InvoiceDraft>{};
  }
  TRY_ASSIGN(const auto purchase, price(tx, context, scope, input));
  CheckoutSession session;
  session.scope = scope;
  session.amount = purchase.amount;
  session.currency = purchase.currency.text();
  session.outcome = input.outcome;
  session.expires_at = tx.now() + context.node_book.get(scope).session_ttl;
  TRY_ASSIGN(auto draft, invoicing::draft_or_sign(context, invoicing::asked_by(tx, session), tx.now(), std::nullopt));
  return std::optional(std::move(draft));
}

Result<std::optional<InvoiceDraft>> draft_for_existing(Tx& tx, const Context& context, const CheckoutSession& session) {
  if (!lacks_invoice(tx, session)) {
    return std::optional<InvoiceDraft>{};
  }
  TRY_ASSIGN(auto draft, invoicing::draft_or_sign(context, invoicing::asked_by(tx, session), tx.now(), std::nullopt));
  return std::optional(std::move(draft));
}

bool lacks_invoice(Tx& tx, const CheckoutSession& session) {
  return session.state == SessionState::pending && tx.now() <= session.expires_at &&
         !newest_open_invoice(tx, session.order_seq);
}

Result<CheckoutSession> create(Tx& tx, const Context& context, const Scope& scope, const CheckoutSessionInput& input,
                               const std::optional<InvoiceDraft>& draft) {
  TRY_ASSIGN(const auto purchase, price(tx, context, scope, input));
  OrderView view;
  view.session = new_session(tx, context, scope, input, purchase);
  view.order = new_order(tx, context, *view.session);
  view.order.seq = store::orders::insert(tx, view.order);
  if (purchase.product) {
    view.items.push_back(item_for(tx, context, *purchase.product));
    store::orders::insert_item(tx, view.order.seq, view.items.back());
  }
  view.session->order_seq = view.order.seq;
  view.session->order_id = view.order.id.str();
  view.session->order_number = view.order.number;
  view.session->seq = store::checkout_sessions::insert(tx, *view.session);

  EventLog events(tx, context, scope);
  events.append(event_type::order_created, view.order_json(), view.facts());
  if (input.generate_invoice) {
    TRY_ASSIGN([[maybe_unused]] const auto invoice,
               invoicing::attach(tx, context, view, invoicing::asked_by(tx, *view.session), draft));
    view.session->amount_sats = view.invoice->amount;
    view.session->payment_hash = view.invoice->payment_hash;
  }
  return *std::move(view.session);
}

Result<CheckoutSession> bring_up_to_date(Tx& tx, const Context& context, CheckoutSession session, bool paying) {
  const bool over = session.is_due(tx.now()) && !(paying && tx.now() == session.expires_at);
  if (!over) {
    return session;
  }
  if (!tx.writable()) {
    return Error::needs_write();
  }
  session = let_due_money_in(tx, context, std::move(session));
  return session.is_due(tx.now()) ? close_unpaid(tx, context, std::move(session), SessionTrigger::expire) : session;
}

Result<CheckoutSession> find(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_token) {
  auto session = store::checkout_sessions::find(tx, scope, id_or_token);
  if (!session) {
    return Error::not_found("Checkout session");
  }
  return bring_up_to_date(tx, context, *std::move(session), false);
}

Result<CheckoutSession> find_by_token(Tx& tx, const Context& context, std::string_view token) {
  auto session = store::checkout_sessions::find_by_token(tx, token);
  if (!session) {
    return Error::not_found("Checkout session");
  }
  return bring_up_to_date(tx, context, *std::move(session), false);
}

Result<CheckoutSession> cancel(Tx& tx, const Context& context, CheckoutSession session) {
  TRY(require_pending(session));
  return close_unpaid(tx, context, std::move(session), SessionTrigger::cancel);
}

Result<CheckoutSession> expire(Tx& tx, const Context& context, CheckoutSession session) {
  TRY(require_pending(session));
  return close_unpaid(tx, context, std::move(session), SessionTrigger::expire);
}

Status expire_all_due(Tx& tx, const Context& context) {
  if (store::checkout_sessions::due(tx, tx.now(), 1).empty()) {
    return Done{};
  }
  if (!tx.writable()) {
    return Error::needs_write();
  }
  constexpr int k_batch = 1000;
  while (!expire_due(tx, context, k_batch).empty()) {
  }
  return Done{};
}

std::vector<std::string> expire_due(Tx& tx, const Context& context, int limit) {
  std::vector<std::string> tokens;
  for (const auto seq : store::checkout_sessions::due(tx, tx.now(), limit)) {
    auto session = let_due_money_in(tx, context, store::checkout_sessions::get(tx, seq));
    if (session.is_due(tx.now())) {
      session = close_unpaid(tx, context, std::move(session), SessionTrigger::expire);
      tokens.push_back(std::move(session.token));
    }
  }
  return tokens;
}

Result<Invoice> ensure_invoice(Tx& tx, const Context& context, const CheckoutSession& session,
                               const std::optional<InvoiceDraft>& draft) {
  assert(session.state == SessionState::pending);
  if (auto open = newest_open_invoice(tx, session.order_seq)) {
    return *std::move(open);
  }
  if (!tx.writable()) {
    return Error::needs_write();
  }
  return new_invoice(tx, context, session, draft);
}

Result<Invoice> new_invoice(Tx& tx, const Context& context, const CheckoutSession& session,
                            const std::optional<InvoiceDraft>& draft, invoicing::Older older) {
  auto view = OrderView::load(tx, session.order_seq);
  return invoicing::attach(tx, context, view, invoicing::asked_by(tx, session), draft, older);
}

Error gone(const CheckoutSession& session) {
  wire::JsonWriter json;
  json.begin_object()
      .field("token", session.token)
      .field("status", to_string(session.state))
      .field("expires_at", session.expires_at)
      .end_object();
  if (session.state == SessionState::cancelled) {
    return Error::with(ErrorCode::checkout_session_cancelled,
                       "Checkout session was cancelled. Create a new checkout session.", "checkout_session",
                       json.take());
  }
  return Error::with(ErrorCode::checkout_session_expired,
                     "Checkout session has expired. Create a new checkout session.", "checkout_session", json.take());
}

}  // namespace satsrail::service::checkout_sessions
