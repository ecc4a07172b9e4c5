// Invoices of orders, as the merchant's backend makes and follows them.

#include "core/limits.h"
#include "core/util/qr.h"
#include "core/wire/order_input.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/api/invoice_status.h"
#include "daemon/service/order_view.h"
#include "daemon/service/orders.h"
#include "daemon/store/invoice_store.h"

namespace satsrail::api {

namespace orders = service::orders;

namespace {

struct Wanted {
  std::string order_id;
  InvoiceChoice choice;
};

// The path names the order, or the body does.
Result<Wanted> read_wanted(const Call& call, std::string_view order_id) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  Wanted wanted;
  wanted.order_id = order_id;
  if (order_id.empty()) {
    fields.require("order_id");
    wanted.order_id = fields.text("order_id", limits::text_chars_max).value_or("");
  }
  wanted.choice = wire::read_invoice_choice(fields);
  TRY(fields.finish());
  return wanted;
}

Plan invoice_order(const Call& call, App& app, const Wanted& wanted) {
  const auto scope = call.caller.scope;
  std::optional<InvoiceNeed> need;
  if (wanted.choice.method == PaymentMethod::lightning) {
    need = InvoiceNeed{scope, std::nullopt, [&app, scope, id = wanted.order_id](Tx& tx) {
                         return orders::draft_for_existing(tx, app.context, scope, id);
                       }};
  }
  return with_invoice(app, std::move(need), [&app, scope, wanted](Draft draft) -> Plan {
    return WritePlan{[&app, scope, wanted, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto invoiced, orders::invoice(tx, app.context, scope, wanted.order_id, wanted.choice, draft));
      return Reply::json(invoiced.made ? 201 : 200, invoiced.view.invoice_json());
    }};
  });
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
  TRY_ASSIGN(const auto wanted, read_wanted(call, {}));
  return invoice_order(call, app, wanted);
}

Result<Plan> generate_invoice_of_order(const Call& call, App& app) {
  TRY_ASSIGN(const auto wanted, read_wanted(call, call.param("order_id")));
  return invoice_order(call, app, wanted);
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
    wire::JsonWriter json;
    json.begin_object().field("object", "invoice_status").field("id", invoice.id.view());
    write_invoice_status(json, view_of(tx, invoice), tx.now());
    return Reply::json(200, json.end_object().take());
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
