#include "core/wire/webhook_json.h"

#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"

#include <fmt/format.h>

namespace satsrail::wire {

namespace {

std::optional<std::vector<std::string>> read_events(Fields& fields) {
  auto events = fields.texts("events", event_type::all.size() * 2, limits::text_chars_max);
  if (!events) {
    return std::nullopt;
  }
  for (const auto& pattern : *events) {
    if (!is_known_event_pattern(pattern)) {
      fields.fail("events", fmt::format("contains the unknown event \"{}\"", pattern));
    }
  }
  return events;
}

// Endpoints speak the seed dialect. Clients that cannot send extra keys name a dialect in their metadata.
void check_dialect(Fields& fields, const std::optional<Metadata>& metadata) {
  auto dialect = fields.text("dialect", limits::text_chars_max);
  std::string_view field = "dialect";
  if (!dialect && metadata) {
    for (const auto& [name, value] : *metadata) {
      if (name == "dialect") {
        dialect = value;
        field = "metadata";
      }
    }
  }
  if (dialect && *dialect != "seed") {
    fields.fail(field, fmt::format("dialect \"{}\" is not supported; this version speaks seed", *dialect));
  }
}

void read_secret(Fields& fields, WebhookEndpointInput& input) {
  input.secret = fields.text("secret_key", limits::webhook_secret_chars_max);
  if (input.secret && utf8_length(*input.secret) < 8) {
    fields.fail("secret_key", "is too short (minimum is 8 characters)");
  }
}

}  // namespace

Result<WebhookEndpointInput> parse_webhook(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "webhook"));
  WebhookEndpointInput input;
  fields.require("url");
  input.url = fields.http_url("url").value_or("");
  input.events = read_events(fields);
  input.description = fields.text("description", limits::description_chars_max);
  input.active = fields.boolean("active").value_or(true);
  const auto metadata = fields.metadata("metadata");
  check_dialect(fields, metadata);
  read_secret(fields, input);
  input.metadata = metadata.value_or(Metadata{});
  TRY(fields.finish());
  return input;
}

Result<WebhookEndpointChange> parse_webhook_change(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "webhook"));
  WebhookEndpointChange change;
  change.url = fields.http_url("url");
  change.events = read_events(fields);
  if (auto description = fields.text("description", limits::description_chars_max)) {
    change.description = std::move(description);
  } else if (fields.is_null("description")) {
    change.description.emplace();  // an empty optional inside: cleared
  }
  change.active = fields.boolean("active");
  change.metadata = fields.metadata("metadata");
  check_dialect(fields, change.metadata);
  TRY(fields.finish());
  return change;
}

std::string webhook_json(const WebhookEndpoint& endpoint, bool with_secret) {
  JsonWriter json;
  json.begin_object()
      .field("object", "webhook")
      .field("id", endpoint.id.view())
      .field("livemode", endpoint.scope.livemode)
      .field("url", endpoint.url)
      .field("description", endpoint.description)
      .field("active", endpoint.active)
      .raw_field("events", strings_json(endpoint.events))
      .raw_field("metadata", endpoint.metadata_json)
      .field("dialect", "seed")
      .field("temporary", endpoint.temporary)
      .field("failure_count", endpoint.failure_count)
      .field("last_delivery_at", endpoint.last_delivery_at);
  if (with_secret) {
    json.field("secret_key", endpoint.secret);
  }
  json.field("created_at", endpoint.created_at).field("updated_at", endpoint.updated_at);
  return json.end_object().take();
}

std::string seed_webhook_body(std::string_view event_type, const WebhookFacts& facts, Time at) {
  JsonWriter json;
  json.begin_object().field("event", event_type);
  if (facts.checkout_token.empty()) {
    json.field("checkout_id", nullptr);
  } else {
    json.field("checkout_id", facts.checkout_token);
  }
  if (event_type != event_type::checkout_completed) {
    json.field("order_id", facts.order_id);
  }
  if (facts.payment_hash) {
    json.field("payment_hash", to_hex(*facts.payment_hash));
  } else {
    json.field("payment_hash", nullptr);
  }
  json.field("amount_sats", facts.amount_sats)
      .field("amount_usd", facts.usd ? std::optional(format_minor(facts.usd->value, 2)) : std::nullopt)
      .raw_field("metadata", facts.metadata_json)
      .field("timestamp", at);
  return json.end_object().take();
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

std::string delivery_json(const Delivery& delivery, const std::vector<DeliveryAttempt>* attempts) {
  JsonWriter json;
  json.begin_object()
      .field("object", "delivery")
      .field("id", delivery.id.view())
      .field("livemode", delivery.scope.livemode)
      .field("event_id", delivery.event_id)
      .field("event_type", delivery.event_type)
      .field("webhook_id", delivery.endpoint_id)
      .field("url", delivery.url)
      .field("state", to_string(delivery.state))
      .field("attempt_count", delivery.attempt_count)
      .field("attempts_max", k_attempts_max);
  if (delivery.state == DeliveryState::pending) {
    json.field("next_attempt_at", delivery.due_at);
  } else {
    json.field("next_attempt_at", nullptr);
  }
  json.field("last_status", delivery.last_status)
      .field("created_at", delivery.created_at)
      .field("updated_at", delivery.updated_at);
  if (attempts != nullptr) {
    json.field("body", delivery.body).key("attempts").begin_array();
    for (const auto& attempt : *attempts) {
      write_attempt(json, delivery, attempt);
    }
    json.end_array();
  }
  return json.end_object().take();
}

}  // namespace satsrail::wire
