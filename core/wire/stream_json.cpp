#include "core/wire/stream_json.h"

#include "core/limits.h"
#include "core/wire/json_writer.h"
#include "core/wire/webhook_json.h"

#include <fmt/format.h>

#include <charconv>

namespace satsrail::wire {

namespace {

// One server-sent event. `json` is one line.
std::string block(const LogCursor& at, std::string_view name, const std::string& json) {
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", at.text(), name, json);
}

void write_endpoint(JsonWriter& json, const WebhookEndpoint& endpoint) {
  json.begin_object()
      .field("id", endpoint.id.view())
      .field("url", endpoint.url)
      .field("secret", endpoint.secret)
      .raw_field("events", strings_json(endpoint.events))
      .field("dialect", to_string(endpoint.options.dialect))
      .field("copy_of", endpoint.copy_of)
      .end_object();
}

}  // namespace

Result<StreamInput> parse_stream(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "stream"));
  StreamInput input;
  input.types = read_event_patterns(fields, "types").value_or(std::vector<std::string>{});
  input.since = fields.text("since", limits::text_chars_max).value_or("");
  auto endpoints = fields.objects("endpoints", limits::stream_endpoints_max).value_or(std::vector<Fields>{});
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    input.endpoints.push_back(read_webhook(endpoints[i]));
    fields.take_errors_of(endpoints[i], fmt::format("endpoints[{}].", i));
  }
  input.copies_to = fields.http_url("copies_to").value_or("");
  TRY(fields.finish());
  return input;
}

Result<StreamInput> parse_stream_query(const StreamQuery& query) {
  StreamInput input;
  auto types = query.types;
  while (!types.empty()) {
    const auto comma = types.find(',');
    const auto type = types.substr(0, comma);
    if (!is_known_event_pattern(type)) {
      return Error::validation("types", unknown_event_sentence(type));
    }
    input.types.emplace_back(type);
    types = comma == std::string_view::npos ? std::string_view{} : types.substr(comma + 1);
  }
  input.since = query.since;
  if (!query.forward_to.empty()) {
    // The same rules as for an endpoint that is created by hand.
    JsonWriter json;
    json.begin_object().key("webhook").begin_object().field("url", query.forward_to);
    if (!query.secret.empty()) {
      json.field("secret_key", query.secret);
    }
    json.end_object().end_object();
    TRY_ASSIGN(const auto body, JsonBody::parse(json.text()));
    TRY_ASSIGN(auto endpoint, parse_webhook(body));
    // Without a choice the target is sent what production would send it: the dialect's documented set.
    if (!input.types.empty()) {
      endpoint.events = input.types;
    }
    input.endpoints.push_back(std::move(endpoint));
  }
  return input;
}

std::string LogCursor::text() const {
  return fmt::format("{}.{}", event_seq, attempt_seq);
}

std::optional<LogCursor> parse_cursor(std::string_view text) {
  LogCursor cursor;
  const auto* end = text.data() + text.size();
  const auto [after_event, event_error] = std::from_chars(text.data(), end, cursor.event_seq);
  if (event_error != std::errc() || cursor.event_seq < 0) {
    return std::nullopt;
  }
  if (after_event == end) {
    return cursor;
  }
  const auto [after_attempt, attempt_error] = std::from_chars(after_event + 1, end, cursor.attempt_seq);
  if (*after_event != '.' || attempt_error != std::errc() || after_attempt != end || cursor.attempt_seq < 0) {
    return std::nullopt;
  }
  return cursor;
}

std::string ready_block(const LogCursor& at, const std::vector<WebhookEndpoint>& endpoints) {
  JsonWriter json;
  json.begin_object().field("type", "ready").field("cursor", at.text()).key("webhook");
  if (endpoints.empty()) {
    json.value(nullptr);
  } else {
    write_endpoint(json, endpoints.front());
  }
  json.key("webhooks").begin_array();
  for (const auto& endpoint : endpoints) {
    write_endpoint(json, endpoint);
  }
  json.end_array().end_object();
  return block(at, "ready", json.text());
}

std::string gap_block(const LogCursor& from, const LogCursor& to) {
  JsonWriter json;
  json.begin_object().field("type", "gap").field("from", from.text()).field("to", to.text()).end_object();
  return block(to, "gap", json.text());
}

}  // namespace satsrail::wire
