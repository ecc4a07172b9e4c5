#include "daemon/service/payment_requests.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/payment_request_json.h"
#include "daemon/service/invoicing.h"
#include "daemon/service/orders.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/payment_request_store.h"

namespace satsrail::service::payment_requests {

namespace {

// A payer's wallet shows what the money is for.
invoicing::Asked asked(Tx& tx, const Order& order, const std::optional<std::string>& description) {
  auto asked = invoicing::asked_by(tx, order);
  if (description && !description->empty()) {
    asked.description = truncate_utf8(*description, limits::bolt11_description_bytes_max);
  }
  return asked;
}

RequestView load(Tx& tx, PaymentRequest request) {
  RequestView view;
  view.order = OrderView::load(tx, request.order_seq);
  view.order_json = view.order.order_json();
  view.order.invoice = store::invoices::get(tx, request.invoice_seq);
  view.request = std::move(request);
  return view;
}

}  // namespace

std::string RequestView::json() const {
  const auto& invoice = *order.invoice;
  const bool paid_by_it = order.payment && order.payment->invoice_id == invoice.id.view();
  const auto invoice_json = order.invoice_json();
  return wire::payment_request_json({request, invoice, order.order.id.view(), order.order.number,
                                     paid_by_it ? order.payment->id.view() : std::string_view(),
                                     order.order.metadata_json, order_json, invoice_json});
}

Result<std::optional<InvoiceDraft>> draft_for_new(Tx& tx, const Context& context, const Scope& scope,
                                                  const PaymentRequestInput& input, const std::string& number) {
  Order order;
  order.scope = scope;
  order.number = number;
  order.total = input.amount;
  order.currency = input.currency.text();
  TRY_ASSIGN(auto draft,
             invoicing::draft_or_sign(context, asked(tx, order, input.description), tx.now(), std::nullopt));
  return std::optional(std::move(draft));
}

Result<RequestView> create(Tx& tx, const Context& context, const Scope& scope, const PaymentRequestInput& input,
                           const std::string& number, const std::optional<InvoiceDraft>& draft) {
  OrderInput wanted;
  wanted.total = input.amount;
  wanted.currency = input.currency;
  wanted.metadata = input.metadata;
  TRY_ASSIGN(auto view, orders::create(tx, context, scope, wanted, number, std::nullopt));
  if (input.invoice.method == PaymentMethod::lightning) {
    TRY_ASSIGN([[maybe_unused]] const auto made,
               invoicing::attach(tx, context, view, asked(tx, view.order, input.description), draft));
  } else {
    TRY_ASSIGN([[maybe_unused]] const auto made, invoicing::make(tx, context, view, input.invoice, std::nullopt));
  }
  PaymentRequest request;
  request.id = PaymentRequestId::make(tx.now(), context.entropy);
  request.scope = scope;
  request.order_seq = view.order.seq;
  request.invoice_seq = view.invoice->seq;
  request.description = input.description;
  request.created_at = tx.now();
  request.seq = store::payment_requests::insert(tx, request);
  return load(tx, std::move(request));
}

Result<RequestView> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto request = store::payment_requests::find(tx, scope, id);
  if (!request) {
    return Error::not_found("Payment request");
  }
  return load(tx, *std::move(request));
}

}  // namespace satsrail::service::payment_requests
