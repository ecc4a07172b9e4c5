#pragma once
// Webhook endpoints on the wire, and the bytes that a webhook carries.

#include "core/domain/delivery.h"
#include "core/domain/delivery_mode.h"
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
// The same fields wherever they stand; what is wrong is noted in them.
WebhookEndpointInput read_webhook(Fields& fields);
// "order.*", "!order.updated": those of the array `name`; what names no event is noted, with what it may have meant.
std::optional<std::vector<std::string>> read_event_patterns(Fields& fields, std::string_view name);
std::string unknown_event_sentence(std::string_view pattern);  // contains the unknown event "…" …
Result<WebhookEndpointChange> parse_webhook_change(const JsonBody& body);

// `with_secret`: on creation, and never again.
std::string webhook_json(const WebhookEndpoint& endpoint, bool with_secret);

// What a webhook tells of an event. Fields without a value are null.
struct WebhookFacts {
  std::string_view checkout_token;
  std::optional<PaymentHash> payment_hash;
  std::optional<Sat> amount_sats;
  std::optional<FiatCents> usd;
  std::string_view metadata_json = "{}";
  std::string_view order_id;
  // Of an event that is not about a checkout: all that there is to tell, as a JSON object. The others are not read.
  std::string_view payload_json = {};
};
// What is kept with an event: a JSON object of what its webhooks say in the seed and the stream dialect. The published
// fields of checkout.completed in their order, without `event`; other events about a checkout carry the same fields,
// with `order_id` after `checkout_id`.
std::string payload_json(std::string_view event_type, const WebhookFacts& facts, Time at);

// The bytes of a webhook, in the dialect of its endpoint: always the same for the same event. In the seed dialect the
// published body for checkout.completed, exactly its seven fields in its order.
std::string webhook_body(Dialect dialect, const Event& event);

// {"object":"delivery_mode","mode":"async"}, and `{"mode":…}` of a request. Error: validation_error.
std::string delivery_mode_json(DeliveryMode mode);
Result<DeliveryMode> parse_delivery_mode(const JsonBody& body);

std::string event_json(const Event& event);
// With `attempts` the whole delivery, else as a list shows it. `would_send`: the headers of one that was collected.
std::string delivery_json(const Delivery& delivery, const std::vector<DeliveryAttempt>* attempts,
                          const HeaderList* would_send = nullptr);

}  // namespace satsrail::wire
