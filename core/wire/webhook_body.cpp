// The bytes that a webhook carries.

#include "core/domain/event_type.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"
#include "core/wire/json_writer.h"
#include "core/wire/webhook_json.h"

#include <algorithm>

namespace satsrail::wire {

namespace {

// The members of a JSON object as text, without its braces.
std::string_view members_of(std::string_view object) {
  return object.size() > 2 ? object.substr(1, object.size() - 2) : std::string_view();
}

// Of a product or a merchant. Its payload is the stream dialect's own and does not say when.
bool is_of_no_checkout(std::string_view type) {
  return std::find(event_type::stream.begin(), event_type::stream.end(), type) != event_type::stream.end();
}

std::string seed_body(const Event& event) {
  JsonWriter json;
  json.begin_object().field("event", event.type);
  auto body = json.take();
  if (const auto members = members_of(event.payload_json); !members.empty()) {
    body.append(",").append(members);
  }
  if (is_of_no_checkout(event.type)) {
    body.append(",\"timestamp\":\"");
    append_iso(body, event.created_at);
    body.append("\"");
  }
  return body + "}";
}

std::string docs_body(const Event& event) {
  JsonWriter json;
  json.begin_object()
      .field("id", event.id)
      .field("event", event.type)
      .field("type", event.type)
      .field("livemode", event.scope.livemode)
      .field("created_at", event.created_at)
      .key("data")
      .begin_object()
      .raw_field("object", event.object_json)
      .end_object();
  return json.end_object().take();
}

std::string stream_body(const Event& event) {
  JsonWriter json;
  json.begin_object().field("id", event.id).field("type", event.type);
  return json.raw_field("payload", event.payload_json.empty() ? "{}" : event.payload_json).end_object().take();
}

}  // namespace

std::string payload_json(std::string_view event_type, const WebhookFacts& facts, Time at) {
  if (!facts.payload_json.empty()) {
    return std::string(facts.payload_json);
  }
  JsonWriter json;
  json.begin_object();
  json.text_or_null("checkout_id", facts.checkout_token);
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

std::string webhook_body(Dialect dialect, const Event& event) {
  switch (dialect) {
    case Dialect::docs:
      return docs_body(event);
    case Dialect::stream:
      return stream_body(event);
    case Dialect::seed:
      break;
  }
  return seed_body(event);
}

}  // namespace satsrail::wire
