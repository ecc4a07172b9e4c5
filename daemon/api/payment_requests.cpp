// Payment requests of the merchant's backend.

#include "daemon/service/payment_requests.h"

#include "core/wire/payment_request_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/api/invoice_status.h"

namespace satsrail::api {

namespace payment_requests = service::payment_requests;

Result<Plan> create_payment_request(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_payment_request(body));
  const auto scope = call.caller.scope;
  const auto number = make_order_number(app.clock.now(), app.context.entropy);
  std::optional<InvoiceNeed> need;
  if (input.invoice.method == PaymentMethod::lightning) {
    need = InvoiceNeed{scope, std::nullopt, [&app, scope, input, number](Tx& tx) {
                         return payment_requests::draft_for_new(tx, app.context, scope, input, number);
                       }};
  }
  return with_invoice(app, std::move(need), [&app, scope, number, input = std::move(input)](Draft draft) -> Plan {
    return WritePlan{[&app, scope, number, input, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto view, payment_requests::create(tx, app.context, scope, input, number, draft));
      return Reply::json(201, view.json());
    }};
  });
}

Result<Plan> show_payment_request(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto view, payment_requests::find(tx, scope, id));
    return Reply::json(200, view.json());
  }};
}

Result<Plan> show_payment_request_status(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto view, payment_requests::find(tx, scope, id));
    wire::JsonWriter json;
    json.begin_object()
        .field("object", "payment_request_status")
        .field("id", view.request.id.view())
        .field("invoice_id", view.order.invoice->id.view());
    write_invoice_status(json, view.order, tx.now());
    return Reply::json(200, json.end_object().take());
  }};
}

}  // namespace satsrail::api
