#include "core/wire/checkout_session_json.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

namespace {

// `amount` is how pay.js spells it; both are minor units.
void read_amount(Fields& fields, CheckoutSessionInput& input) {
  const std::string_view name = !fields.has("amount_cents") && fields.has("amount") ? "amount" : "amount_cents";
  if (const auto cents = fields.integer(name, 1, limits::amount_cents_max)) {
    input.amount = FiatCents{*cents};
  } else if (!fields.has("amount_cents") && !fields.has("amount") && !fields.has("product_id")) {
    fields.fail("amount_cents", "can't be blank");
  }
}

// The metadata's word for what payers of this session are to meet.
void read_outcome(Fields& fields, CheckoutSessionInput& input) {
  for (const auto& [name, value] : input.metadata) {
    if (name == k_outcome_key) {
      input.outcome = parse_outcome(value);
      if (!input.outcome) {
        fields.fail("metadata", "names the unknown " + std::string(k_outcome_key) + " \"" + value + "\"; there are " +
                                    std::string(outcome_names()));
      }
    }
  }
}

}  // namespace

Result<CheckoutSessionInput> parse_checkout_session(const JsonBody& body) {
  auto top = Fields::top(body);
  auto fields = top;
  if (body.has("checkout_session")) {
    TRY_ASSIGN(fields, Fields::wrapped(body, "checkout_session"));
  }
  CheckoutSessionInput input;
  read_amount(fields, input);
  input.product = fields.text("product_id", limits::slug_chars_max);
  input.currency = fields.currency("currency");
  input.success_url = fields.http_url("success_url");
  input.cancel_url = fields.http_url("cancel_url");
  input.customer_email = fields.email("customer_email");
  input.customer_name = fields.text("customer_name", limits::text_chars_max);
  input.customer_phone = fields.text("customer_phone", limits::text_chars_max);
  input.customer_address = fields.text("customer_address", limits::text_chars_max);
  input.metadata = fields.metadata("metadata").value_or(Metadata{});
  read_outcome(fields, input);
  input.generate_invoice = top.boolean("generate_invoice").value_or(false);
  fields.take_errors_of(top);
  TRY(fields.finish());
  return input;
}

namespace {

JsonWriter session_members(const CheckoutSession& session, std::string_view public_base_url, Audience audience) {
  JsonWriter json;
  json.begin_object();
  // The first four exactly as the published example prints them.
  std::string url;
  url.reserve(public_base_url.size() + 10 + session.token.size());
  url.append(public_base_url).append("/checkout/").append(session.token);
  json.field("checkout_url", url)
      .field("token", session.token)
      .field("status", to_string(session.state))
      .field("expires_at", session.expires_at)
      .field("object", "checkout_session")
      .field("id", session.id.view())
      .field("livemode", session.scope.livemode)
      .field("amount_cents", session.amount)
      .field("currency", session.currency)
      .field("amount_sats", session.amount_sats)
      .field("product_id", session.product_id)
      .field("order_id", session.order_id)
      .field("order_number", session.order_number);
  if (session.payment_hash) {
    json.field("payment_hash", to_hex(*session.payment_hash));
  } else {
    json.field("payment_hash", nullptr);
  }
  json.field("payment_id", session.payment_id);
  if (audience == Audience::secret_key) {
    json.field("customer_email", session.customer_email)
        .field("customer_name", session.customer_name)
        .field("customer_phone", session.customer_phone)
        .field("customer_address", session.customer_address);
  }
  json.field("success_url", session.success_url).field("cancel_url", session.cancel_url);
  if (audience == Audience::secret_key) {
    json.raw_field("metadata", session.metadata_json);
  }
  json.field("completed_at", session.completed_at)
      .field("cancelled_at", session.cancelled_at)
      .field("created_at", session.created_at)
      .field("updated_at", session.updated_at);
  return json;
}

}  // namespace

std::string checkout_session_json(const CheckoutSession& session, std::string_view public_base_url, Audience audience) {
  return session_members(session, public_base_url, audience).end_object().take();
}

std::string checkout_session_created_json(const CheckoutSession& session, std::string_view public_base_url,
                                          Audience audience, std::string_view checkout_mode) {
  auto json = session_members(session, public_base_url, audience);
  return json.field("checkout_mode", checkout_mode).end_object().take();
}

}  // namespace satsrail::wire
