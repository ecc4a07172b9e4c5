#include "daemon/service/order_view.h"

#include "core/wire/merchant_json.h"
#include "core/wire/order_json.h"
#include "daemon/store/account_store.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/payment_store.h"

#include <cassert>

namespace satsrail::service {

namespace {

// An order may have been paid by another of its invoices.
bool pays(const std::optional<Payment>& payment, const Invoice& invoice) {
  return payment && payment->invoice_id == invoice.id.view();
}

}  // namespace

OrderView OrderView::load(Tx& tx, std::int64_t order_seq) {
  OrderView view;
  view.order = store::orders::get(tx, order_seq);
  view.items = store::orders::items(tx, order_seq);
  view.session = store::checkout_sessions::find_by_order(tx, order_seq);
  if (view.order.invoice_seq) {
    view.invoice = store::invoices::get(tx, *view.order.invoice_seq);
  }
  if (view.order.payment_seq) {
    view.payment = store::payments::get(tx, *view.order.payment_seq);
  }
  return view;
}

wire::OrderLinks OrderView::links() const {
  wire::OrderLinks links;
  if (session) {
    links.checkout_token = session->token;
    links.checkout_session_id = session->id.view();
  }
  if (invoice) {
    links.invoice_id = invoice->id.view();
  }
  if (payment) {
    links.payment_id = payment->id.view();
  }
  return links;
}

std::string OrderView::order_json() const {
  return wire::order_json(order, items, links());
}

std::string OrderView::order_json(Tx& tx, const Expand& expand) const {
  wire::OrderExpansion expansion;
  if (expand.invoice) {
    expansion.invoice = invoice ? invoice_json() : "null";
  }
  if (expand.payment) {
    expansion.payment = payment ? wire::payment_json(*payment) : "null";
  }
  if (expand.merchant) {
    expansion.merchant = wire::merchant_json(store::merchants::get(tx, order.scope.merchant_seq));
  }
  return wire::order_json(order, items, links(), expansion);
}

std::string OrderView::invoice_json() const {
  assert(invoice);
  wire::InvoiceLinks links;
  links.order_id = order.id.view();
  links.order_number = order.number;
  if (session) {
    links.checkout_token = session->token;
  }
  if (pays(payment, *invoice)) {
    links.payment_id = payment->id.view();
  }
  return wire::invoice_json(*invoice, links);
}

wire::WebhookFacts OrderView::facts() const {
  wire::WebhookFacts facts;
  if (session) {
    facts.checkout_token = session->token;
  }
  facts.order_id = order.id.view();
  facts.metadata_json = order.metadata_json;
  if (invoice) {
    if (invoice->method == PaymentMethod::lightning) {
      facts.payment_hash = invoice->payment_hash;
    }
    facts.amount_sats = pays(payment, *invoice) ? payment->amount : invoice->amount;
  }
  if (payment) {
    facts.usd = payment->usd;
  } else if (Currency::parse(order.currency) == Currency::usd()) {
    facts.usd = order.total;
  }
  return facts;
}

}  // namespace satsrail::service
