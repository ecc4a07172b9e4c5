// Invoices of orders, as the merchant's backend makes and follows them.

#include "core/limits.h"
#include "core/util/qr.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/service/invoicing.h"
#include "daemon/service/order_view.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/order_store.h"

#include <algorithm>

namespace satsrail::api {

namespace invoicing = service::invoicing;

namespace {

struct Wanted {
  std::string order_id;
  PaymentMethod method = PaymentMethod::lightning;
  int confirmations = 1;
};

Result<Wanted> read_wanted(const Call& call) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  Wanted wanted;
  fields.require("order_id");
  wanted.order_id = fields.text("order_id", limits::text_chars_max).value_or("");
  const auto method = fields.text("payment_method", limits::text_chars_max).value_or("lightning");
  if (method == "onchain") {
    wanted.method = PaymentMethod::onchain;
  } else if (method == "usdt") {
    wanted.method = PaymentMethod::usdt;
  } else if (method != "lightning" && method != "auto") {  // what a wallet of this node does best
    fields.fail("payment_method", "must be lightning, onchain, usdt or auto");
  }
  wanted.confirmations =
      static_cast<int>(fields.integer("required_confirmations", 1, limits::confirmations_max).value_or(1));
  TRY(fields.finish());
  return wanted;
}

service::OrderView view_of(Tx& tx, const Invoice& invoice) {
  auto view = service::OrderView::load(tx, invoice.order_seq);
  view.invoice = invoice;
  return view;
}

Result<Invoice> find(Tx& tx, const Call& call) {
  auto invoice = store::invoices::find(tx, call.caller.scope, call.param("id"));
  if (!invoice) {
    return Error::not_found("Invoice");
  }
  return *std::move(invoice);
}

}  // namespace

Result<Plan> generate_invoice(const Call& call, App& app) {
  TRY_ASSIGN(const auto wanted, read_wanted(call));
  const auto scope = call.caller.scope;
  std::optional<InvoiceNeed> need;
  if (wanted.method == PaymentMethod::lightning) {
    need = InvoiceNeed{scope, std::nullopt, [&app, scope, id = wanted.order_id](Tx& tx) -> Result<Draft> {
                         const auto order = store::orders::find(tx, scope, id);
                         if (!order || order->payment_seq) {
                           return Draft{};
                         }
                         const auto session = store::checkout_sessions::find_by_order(tx, order->seq);
                         const auto asked =
                             session ? invoicing::asked_by(tx, *session) : invoicing::asked_by(tx, *order);
                         TRY_ASSIGN(auto draft, invoicing::draft_or_sign(app.context, asked, tx.now(), std::nullopt));
                         return Draft(std::move(draft));
                       }};
  }
  return with_invoice(app, std::move(need), [&app, scope, wanted](Draft draft) -> Plan {
    return WritePlan{[&app, scope, wanted, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      const auto order = store::orders::find(tx, scope, wanted.order_id);
      if (!order) {
        return Error::not_found("Order");
      }
      auto view = service::OrderView::load(tx, order->seq);
      if (view.payment) {  // nothing more to ask for: the invoice that was paid
        return Reply::json(200, view.invoice_json());
      }
      if (order->state == OrderState::cancelled) {
        return Error::validation("base", "Order is cancelled: it can't be invoiced");
      }
      if (wanted.method == PaymentMethod::lightning) {
        const auto asked = view.session ? invoicing::asked_by(tx, *view.session) : invoicing::asked_by(tx, view.order);
        TRY_ASSIGN([[maybe_unused]] const auto made, invoicing::attach(tx, app.context, view, asked, draft));
      } else {
        TRY_ASSIGN([[maybe_unused]] const auto made,
                   invoicing::attach_on_chain(tx, app.context, view, wanted.method, wanted.confirmations));
      }
      return Reply::json(201, service::OrderView::load(tx, order->seq).invoice_json());
    }};
  });
}

Result<Plan> show_invoice(const Call& call, App&) {
  return ReadPlan{[call](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto invoice, find(tx, call));
    return Reply::json(200, view_of(tx, invoice).invoice_json());
  }};
}

Result<Plan> show_invoice_status(const Call& call, App&) {
  return ReadPlan{[call](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto invoice, find(tx, call));
    const auto view = view_of(tx, invoice);
    const auto left = std::chrono::ceil<std::chrono::seconds>(invoice.expires_at - tx.now()).count();
    const bool pending = invoice.state == InvoiceState::pending;
    const bool paid_by_this = view.payment && view.payment->invoice_id == invoice.id.view();
    wire::JsonWriter json;
    json.begin_object()
        .field("object", "invoice_status")
        .field("id", invoice.id.view())
        .field("status", to_string(invoice.state))
        .field("paid", invoice.state == InvoiceState::paid)
        .field("settled_at", invoice.settled_at)
        .field("amount_sats", invoice.amount)
        .field("confirmations", invoice.confirmations)
        .field("expires_at", invoice.expires_at)
        .field("time_remaining", pending ? std::max<std::int64_t>(left, 0) : 0)
        .field("order_id", view.order.id.view())
        .field("payment_id", paid_by_this ? std::optional(view.payment->id.view()) : std::nullopt)
        .end_object();
    return Reply::json(200, json.take());
  }};
}

namespace {

std::string qr_of(const Invoice& invoice) {
  switch (invoice.method) {
    case PaymentMethod::lightning:
      return lightning_qr_svg(invoice.bolt11);
    case PaymentMethod::onchain:
      return qr_svg("bitcoin:" + invoice.address);
    case PaymentMethod::usdt:
      break;
  }
  return qr_svg(invoice.address);
}

// The Ruby client 0.1.0 reads every answer as JSON, and asks here. Newer ones accept JSON as well, under /m, but take
// an image from there.
bool wants_wrapped_qr(const Call& call) {
  return call.route == "/api/v1/invoices/{id}/qr" && call.accept == "application/json";
}

}  // namespace

Result<Plan> show_invoice_qr(const Call& call, App&) {
  return ReadPlan{[call](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto invoice, find(tx, call));
    if (invoice.state != InvoiceState::pending) {
      return Error(ErrorCode::conflict, "Invoice is already " + std::string(to_string(invoice.state)));
    }
    Reply reply;
    reply.body = qr_of(invoice);
    reply.content_type = "image/svg+xml";
    if (wants_wrapped_qr(call)) {
      wire::JsonWriter json;
      json.begin_object().field("svg", reply.body).end_object();
      reply = Reply::json(200, json.take());
    }
    reply.headers = {{"Cache-Control", "no-store"}};
    return reply;
  }};
}

}  // namespace satsrail::api
