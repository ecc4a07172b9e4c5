#include "core/wire/request_json.h"

#include "core/limits.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"

#include <fmt/format.h>

namespace satsrail::wire {

namespace {

// A JSON number of milliseconds, to the microsecond: "0.412".
std::string millis_text(std::chrono::microseconds duration) {
  return fmt::format("{}.{:03}", duration.count() / 1000, duration.count() % 1000);
}

void write_summary(JsonWriter& json, const LoggedRequest& request) {
  json.begin_object()
      .field("object", "request")
      .field("id", request.id)
      .field("at", request.at)
      .field("sandbox_at", request.sandbox_at);
  if (request.scope) {
    json.field("livemode", request.scope->livemode);
  } else {
    json.field("livemode", nullptr);
  }
  json.text_or_null("key", request.key_prefix.empty() ? std::string() : request.key_prefix + "…");
  json.field("method", request.method).field("path", request.path);
  json.text_or_null("query", request.query);
  json.text_or_null("route", request.route);
  json.field("status", request.status).raw_field("duration_ms", millis_text(request.duration));
  json.text_or_null("fault", request.fault);
}

void write_message(JsonWriter& json, const HeaderList& headers, const LoggedBody& body) {
  json.begin_object()
      .raw_field("headers", headers_json(headers))
      .field("body", body.text)
      .field("body_bytes", body.bytes)
      // Said, so that nobody takes the kept part for the whole, or a picture for nothing.
      .field("cut", body.bytes > limits::request_log_body_bytes_kept || (body.text.empty() && body.bytes > 0))
      .end_object();
}

}  // namespace

std::string request_summary_json(const LoggedRequest& request) {
  JsonWriter json;
  write_summary(json, request);
  return json.end_object().take();
}

std::string request_json(const LoggedRequest& request) {
  JsonWriter json;
  write_summary(json, request);
  json.key("request");
  write_message(json, request.request_headers, request.request_body);
  json.key("response");
  if (request.status) {
    write_message(json, request.response_headers, request.response_body);
  } else {
    json.value(nullptr);
  }
  return json.end_object().take();
}

}  // namespace satsrail::wire
