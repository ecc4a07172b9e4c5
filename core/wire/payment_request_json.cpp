#include "core/wire/payment_request_json.h"

#include "core/limits.h"
#include "core/wire/json_writer.h"
#include "core/wire/order_input.h"
#include "core/wire/order_json.h"

namespace satsrail::wire {

Result<PaymentRequestInput> parse_payment_request(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "payment_request"));
  PaymentRequestInput input;
  fields.require("amount_cents");
  input.amount = FiatCents{fields.integer("amount_cents", 1, limits::amount_cents_max).value_or(0)};
  input.currency = fields.currency("currency").value_or(Currency::usd());
  input.description = fields.text("description", limits::text_chars_max);
  input.invoice = read_invoice_choice(fields);
  input.metadata = fields.metadata("metadata").value_or(Metadata{});
  TRY(fields.finish());
  return input;
}

std::string payment_request_json(const PaymentRequestView& view) {
  const auto& invoice = view.invoice;
  JsonWriter json;
  json.begin_object()
      .field("object", "payment_request")
      .field("id", view.request.id.view())
      .field("livemode", view.request.scope.livemode)
      .field("status", to_string(invoice.state))
      .field("amount_cents", invoice.fiat)
      .field("amount_sats", invoice.amount)
      .field("currency", invoice.currency)
      .field("description", view.request.description)
      .field("payment_method", to_string(invoice.method));
  write_how_to_pay(json, invoice);
  json.field("order_id", view.order_id)
      .field("order_number", view.order_number)
      .field("invoice_id", invoice.id.view())
      .text_or_null("payment_id", view.payment_id)
      .raw_field("metadata", view.metadata_json)
      .raw_field("order", view.order_json)
      .raw_field("invoice", view.invoice_json)
      .field("expires_at", invoice.expires_at)
      .field("paid_at", invoice.settled_at)
      .field("created_at", view.request.created_at)
      .field("updated_at", invoice.updated_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
