#include "core/wire/inbox_json.h"

#include "core/util/base64.h"
#include "core/util/hex.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"

#include <nlohmann/json.hpp>

namespace satsrail::wire {

std::string inbox_message_json(const InboxMessage& message) {
  const bool is_text = is_valid_utf8(message.body);
  // Through the reader of requests: it refuses what is nested too deep.
  const bool is_object = is_text && !message.body.empty() && JsonBody::parse(message.body).ok();
  const auto content =
      is_object ? nlohmann::ordered_json::parse(message.body, nullptr, false) : nlohmann::ordered_json();
  JsonWriter json;
  json.begin_object()
      .field("object", "inbox_message")
      .field("name", message.name)
      .field("number", message.number)
      .field("received_at", message.received_at);
  const auto event = content.is_object() ? content.find("event") : content.end();
  if (content.is_object() && event != content.end() && event->is_string()) {
    json.field("event", event->get<std::string>());
  } else {
    json.field("event", nullptr);
  }
  json.raw_field("headers", headers_json(message.headers));
  if (is_text) {
    json.field("body", message.body).field("body_base64", nullptr);
  } else {
    json.field("body", nullptr)
        .field("body_base64",
               to_base64({reinterpret_cast<const std::uint8_t*>(message.body.data()), message.body.size()}));
  }
  if (content.is_object()) {
    json.raw_field("json", content.dump());
  } else {
    json.field("json", nullptr);
  }
  return json.end_object().take();
}

std::string inbox_received_json(std::int64_t number) {
  JsonWriter json;
  return json.begin_object().field("received", true).field("number", number).end_object().take();
}

std::string inbox_emptied_json(std::int64_t count) {
  JsonWriter json;
  return json.begin_object().field("object", "inbox").field("emptied", count).end_object().take();
}

}  // namespace satsrail::wire
