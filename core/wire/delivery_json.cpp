// Events and their deliveries on the wire.

#include "core/limits.h"
#include "core/wire/json_writer.h"
#include "core/wire/webhook_json.h"

namespace satsrail::wire {

std::string delivery_mode_json(DeliveryMode mode) {
  JsonWriter json;
  return json.begin_object().field("object", "delivery_mode").field("mode", to_string(mode)).end_object().take();
}

Result<DeliveryMode> parse_delivery_mode(const JsonBody& body) {
  auto fields = Fields::top(body);
  fields.require("mode");
  const auto name = fields.text("mode", limits::text_chars_max);
  const auto mode = name ? satsrail::parse_delivery_mode(*name) : std::nullopt;
  if (name && !mode && !name->empty()) {
    fields.fail("mode", "must be async, sync or collect");
  }
  TRY(fields.finish());
  return mode.value_or(DeliveryMode::async);
}

std::string event_json(const Event& event) {
  JsonWriter json;
  json.begin_object()
      .field("object", "event")
      .field("id", event.id)
      .field("seq", event.seq)
      .field("type", event.type)
      .field("livemode", event.scope.livemode)
      .field("created_at", event.created_at)
      .key("data")
      .begin_object()
      .raw_field("object", event.object_json)
      .end_object();
  return json.end_object().take();
}

namespace {

void write_attempt(JsonWriter& json, const Delivery& delivery, const DeliveryAttempt& attempt) {
  json.begin_object()
      .field("number", attempt.number)
      .field("at", attempt.at)
      .field("duration_ms", static_cast<std::int64_t>(attempt.duration.count()))
      .key("request")
      .begin_object()
      .raw_field("headers", headers_json(attempt.request_headers))
      .field("body", delivery.body)
      .end_object()
      .key("response");
  if (attempt.status) {
    json.begin_object()
        .field("status", *attempt.status)
        .raw_field("headers", headers_json(attempt.response_headers))
        .field("body", attempt.response_body)
        .end_object();
  } else {
    json.value(nullptr);
  }
  if (attempt.error.empty()) {
    json.field("error", nullptr);
  } else {
    json.field("error", attempt.error);
  }
  json.end_object();
}

}  // namespace

std::string delivery_json(const Delivery& delivery, const std::vector<DeliveryAttempt>* attempts,
                          const HeaderList* would_send) {
  JsonWriter json;
  json.begin_object()
      .field("object", "delivery")
      .field("id", delivery.id.view())
      .field("shown_id", delivery.shown_id.view())
      .field("livemode", delivery.scope.livemode)
      .field("event_id", delivery.event_id)
      .field("event_type", delivery.event_type)
      .field("webhook_id", delivery.endpoint_id)
      .field("url", delivery.url)
      .field("state", to_string(delivery.state))
      .field("attempt_count", delivery.attempt_count)
      .field("attempts_max", delivery.attempts_max());
  if (delivery.state == DeliveryState::pending) {
    json.field("next_attempt_at", delivery.due_at);
  } else {
    json.field("next_attempt_at", nullptr);
  }
  json.field("last_status", delivery.last_status)
      .field("created_at", delivery.created_at)
      .field("updated_at", delivery.updated_at);
  if (attempts != nullptr) {
    json.field("body", delivery.body);
    if (would_send != nullptr) {
      json.raw_field("headers", headers_json(*would_send));
    } else {
      json.field("headers", nullptr);
    }
    json.key("attempts").begin_array();
    for (const auto& attempt : *attempts) {
      write_attempt(json, delivery, attempt);
    }
    json.end_array();
  }
  return json.end_object().take();
}

}  // namespace satsrail::wire
