#include "daemon/service/node_view.h"

#include "core/wire/node_json.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/node_payment_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/payment_store.h"

namespace satsrail::service {

NodePaymentView NodePaymentView::load(Tx& tx, NodePayment payment) {
  NodePaymentView view;
  view.htlcs = store::htlcs::of_payment(tx, payment.seq);
  if (payment.node_invoice_seq) {
    view.invoice_state = store::node_invoices::get(tx, *payment.node_invoice_seq).state;
    if (const auto own = store::invoices::find_by_node_invoice(tx, *payment.node_invoice_seq)) {
      view.invoice_id = own->id.str();
      view.order_id = store::orders::get(tx, own->order_seq).id.str();
      if (const auto session = store::checkout_sessions::find_by_order(tx, own->order_seq)) {
        view.checkout_token = session->token;
      }
      // Only the payment that got through is the merchant's.
      const auto paid = store::payments::find_by_invoice(tx, own->seq);
      if (paid && payment.state == NodePaymentState::succeeded) {
        view.payment_id = paid->id.str();
      }
    }
  }
  view.payment = std::move(payment);
  return view;
}

std::string NodePaymentView::json() const {
  return wire::node_payment_json(payment, htlcs, {invoice_state, checkout_token, order_id, invoice_id, payment_id});
}

NodeInvoiceView NodeInvoiceView::load(Tx& tx, NodeInvoice invoice) {
  NodeInvoiceView view;
  view.htlcs = store::htlcs::accepted_for(tx, invoice.seq);
  if (const auto own = store::invoices::find_by_node_invoice(tx, invoice.seq)) {
    view.invoice_id = own->id.str();
    view.order_id = store::orders::get(tx, own->order_seq).id.str();
    if (const auto session = store::checkout_sessions::find_by_order(tx, own->order_seq)) {
      view.checkout_token = session->token;
    }
  }
  view.invoice = std::move(invoice);
  return view;
}

std::string NodeInvoiceView::json() const {
  return wire::node_invoice_json(invoice, htlcs, {checkout_token, order_id, invoice_id});
}

}  // namespace satsrail::service
