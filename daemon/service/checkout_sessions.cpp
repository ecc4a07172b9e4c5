#include "daemon/service/checkout_sessions.h"

#include "core/limits.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"
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
  session.expires_at = tx.now() + limits::checkout_session_ttl;
  if (purchase.product) {
    session.product_id = purchase.product->id.str();
  }
  return session;
}

Order new_order(Tx& tx, const Context& context, const CheckoutSession& session) {
  Order order;
  order.id = OrderId::make(tx.now(), context.entropy);
  order.scope = session.scope;
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
  item.image_url = product.image_url;
  item.price = product.price;
  return item;
}

// Stores a signed invoice and makes it the order's own.
void attach_invoice(Tx& tx, const Context& context, OrderView& view, const InvoiceDraft& draft, ExchangeRate rate,
                    EventLog& events) {
  Invoice invoice;
  invoice.id = InvoiceId::make(tx.now(), context.entropy);
  invoice.scope = view.order.scope;
  invoice.order_seq = view.order.seq;
  invoice.bolt11 = draft.bolt11;
  invoice.payment_hash = draft.payment_hash;
  invoice.preimage = draft.preimage;
  invoice.amount = draft.terms.amount;
  invoice.fiat = view.order.total;
  invoice.currency = view.order.currency;
  invoice.rate = rate;
  invoice.created_at = invoice.updated_at = tx.now();
  invoice.expires_at = draft.terms.expires_at;
  invoice.seq = store::invoices::insert(tx, invoice);

  const auto* step = find_transition(k_order_transitions, view.order.state, OrderTrigger::invoice);
  assert(step != nullptr);
  view.order.state = step->to;
  view.order.invoice_seq = invoice.seq;
  view.order.updated_at = tx.now();
  store::orders::update(tx, view.order);
  view.invoice = std::move(invoice);
  events.append(event_type::invoice_created, view.invoice_json(), view.facts());
}

Result<InvoiceDraft> draft_or_sign(Tx& tx, const Context& context, const CheckoutSession& session,
                                   const std::optional<InvoiceDraft>& draft) {
  const auto merchant = store::merchants::get(tx, session.scope.merchant_seq);
  TRY_ASSIGN(const auto terms, invoice_terms(context, session, merchant.name, tx.now()));
  if (draft && draft->terms == terms) {
    return *draft;
  }
  return context.node.draft_invoice(terms, tx.now());
}

// A session that ends unpaid takes its invoice and its order with it.
CheckoutSession close_unpaid(Tx& tx, const Context& context, CheckoutSession session, SessionTrigger trigger) {
  const auto* step = find_transition(k_session_transitions, session.state, trigger);
  assert(step != nullptr);
  session.state = step->to;
  session.updated_at = tx.now();
  if (trigger == SessionTrigger::cancel) {
    session.cancelled_at = tx.now();
  }
  store::checkout_sessions::update(tx, session);

  auto view = OrderView::load(tx, session.order_seq);
  EventLog events(tx, context, session.scope);
  if (view.invoice) {
    if (const auto* expiry = find_transition(k_invoice_transitions, view.invoice->state, InvoiceTrigger::expire)) {
      view.invoice->state = expiry->to;
      view.invoice->updated_at = tx.now();
      store::invoices::update_state(tx, *view.invoice);
      events.append(expiry->event, view.invoice_json(), view.facts());
    }
  }
  if (const auto* cancel = find_transition(k_order_transitions, view.order.state, OrderTrigger::cancel)) {
    view.order.state = cancel->to;
    view.order.updated_at = tx.now();
    view.order.cancelled_at = tx.now();
    store::orders::update(tx, view.order);
    events.append(cancel->event, view.order_json(), view.facts());
  }
  return session;
}

Status require_pending(const CheckoutSession& session) {
  if (session.state != SessionState::pending) {
    return Error(ErrorCode::conflict, "Checkout session is already " + std::string(to_string(session.state)));
  }
  return Done{};
}

}  // namespace

Result<InvoiceTerms> invoice_terms(const Context& context, const CheckoutSession& session,
                                   std::string_view merchant_name, Time now) {
  const auto currency = Currency::parse(session.currency);
  assert(currency);
  TRY_ASSIGN(const auto quote, context.rates.quote(*currency, now));
  TRY_ASSIGN(const auto amount, sats_for(session.amount, quote.rate));
  // The same wording before and after the order has its number, so that a draft made ahead still fits.
  // BOLT11 counts whole seconds: an invoice made in a session's last one must not be born expired.
  const auto expires_at = std::max(std::chrono::floor<std::chrono::seconds>(session.expires_at),
                                   std::chrono::floor<std::chrono::seconds>(now) + std::chrono::seconds(1));
  return InvoiceTerms{amount, "Checkout at " + std::string(merchant_name), expires_at};
}

Result<std::optional<InvoiceDraft>> draft_for_new(Tx& tx, const Context& context, const Scope& scope,
                                                  const CheckoutSessionInput& input) {
  if (!input.generate_invoice) {
    return std::optional<InvoiceDraft>{};
  }
  TRY_ASSIGN(const auto purchase, price(tx, context, scope, input));
  CheckoutSession session;
  session.amount = purchase.amount;
  session.currency = purchase.currency.text();
  session.expires_at = tx.now() + limits::checkout_session_ttl;
  const auto merchant = store::merchants::get(tx, scope.merchant_seq);
  TRY_ASSIGN(const auto terms, invoice_terms(context, session, merchant.name, tx.now()));
  TRY_ASSIGN(auto draft, context.node.draft_invoice(terms, tx.now()));
  return std::optional(std::move(draft));
}

Result<std::optional<InvoiceDraft>> draft_for_existing(Tx& tx, const Context& context, const CheckoutSession& session) {
  if (session.state != SessionState::pending || session.payment_hash || tx.now() > session.expires_at) {
    return std::optional<InvoiceDraft>{};
  }
  TRY_ASSIGN(auto draft, draft_or_sign(tx, context, session, std::nullopt));
  return std::optional(std::move(draft));
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
    TRY_ASSIGN(const auto signed_invoice, draft_or_sign(tx, context, *view.session, draft));
    TRY_ASSIGN(const auto quote, context.rates.quote(purchase.currency, tx.now()));
    attach_invoice(tx, context, view, signed_invoice, quote.rate, events);
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
  return close_unpaid(tx, context, std::move(session), SessionTrigger::expire);
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

std::vector<std::string> expire_due(Tx& tx, const Context& context, int limit) {
  std::vector<std::string> tokens;
  for (const auto seq : store::checkout_sessions::due(tx, tx.now(), limit)) {
    auto session = close_unpaid(tx, context, store::checkout_sessions::get(tx, seq), SessionTrigger::expire);
    tokens.push_back(std::move(session.token));
  }
  return tokens;
}

Result<Invoice> ensure_invoice(Tx& tx, const Context& context, const CheckoutSession& session,
                               const std::optional<InvoiceDraft>& draft) {
  assert(session.state == SessionState::pending);
  const auto order = store::orders::get(tx, session.order_seq);
  if (order.invoice_seq) {
    return store::invoices::get(tx, *order.invoice_seq);
  }
  if (!tx.writable()) {
    return Error::needs_write();
  }
  auto view = OrderView::load(tx, session.order_seq);
  TRY_ASSIGN(const auto signed_invoice, draft_or_sign(tx, context, session, draft));
  TRY_ASSIGN(const auto quote, context.rates.quote(Currency::parse(session.currency).value(), tx.now()));
  EventLog events(tx, context, session.scope);
  attach_invoice(tx, context, view, signed_invoice, quote.rate, events);
  return *std::move(view.invoice);
}

Error gone(const CheckoutSession& session) {
  wire::JsonWriter json;
  json.begin_object()
      .field("token", session.token)
      .field("status", to_string(session.state))
      .field("expires_at", session.expires_at)
      .end_object();
  if (session.state == SessionState::cancelled) {
    return Error::session_gone(ErrorCode::checkout_session_cancelled,
                               "Checkout session was cancelled. Create a new checkout session.", json.take());
  }
  return Error::session_gone(ErrorCode::checkout_session_expired,
                             "Checkout session has expired. Create a new checkout session.", json.take());
}

}  // namespace satsrail::service::checkout_sessions
