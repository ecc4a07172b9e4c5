#pragma once
// Webhook endpoints on the wire, and the bytes that a webhook carries.

#include "core/domain/delivery.h"
#include "core/domain/event.h"
#include "core/domain/payment.h"
#include "core/domain/webhook_endpoint.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::wire {

// Reads `{"webhook":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<WebhookEndpointInput> parse_webhook(const JsonBody& body);
Result<WebhookEndpointChange> parse_webhook_change(const JsonBody& body);

// `with_secret`: on creation, and never again.
std::string webhook_json(const WebhookEndpoint& endpoint, bool with_secret);

// What an event says in the seed dialect's flat body. Fields without a value are null.
struct WebhookFacts {
  std::string_view checkout_token;
  std::optional<PaymentHash> payment_hash;
  std::optional<Sat> amount_sats;
  std::optional<FiatCents> usd;
  std::string_view metadata_json = "{}";
  std::string_view order_id;
  // What the stream dialect carries as `payload`, a JSON object, for events that are about no payment.
  std::string_view payload_json;
};
// The published body for checkout.completed: exactly its seven fields, in its order. Other events carry the same
// fields, with `order_id` after `checkout_id`.
std::string seed_webhook_body(std::string_view event_type, const WebhookFacts& facts, Time at);

std::string event_json(const Event& event);
std::string delivery_json(const Delivery& delivery, const std::vector<DeliveryAttempt>* attempts);

}  // namespace satsrail::wire
