#include "core/wire/error_json.h"

#include "core/wire/json_writer.h"

namespace satsrail::wire {

namespace {

// Messages of one field stand together, in the order of first mention.
void write_fields(JsonWriter& json, const std::vector<FieldError>& errors) {
  json.key("fields").begin_object();
  for (std::size_t i = 0; i < errors.size(); ++i) {
    bool seen = false;
    for (std::size_t j = 0; j < i; ++j) {
      seen = seen || errors[j].field == errors[i].field;
    }
    if (seen) {
      continue;
    }
    json.key(errors[i].field).begin_array();
    for (std::size_t j = i; j < errors.size(); ++j) {
      if (errors[j].field == errors[i].field) {
        json.value(errors[j].message);
      }
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace

std::string error_json(const Error& error, std::string_view request_id) {
  const auto info = error_info(error.code());
  JsonWriter json;
  json.begin_object()
      .key("error")
      .begin_object()
      .field("code", info.code)
      .field("message", error.message())
      .field("status", info.status)
      .key("details")
      .begin_array();
  for (const auto& field : error.fields()) {
    json.value(full_sentence(field));
  }
  json.end_array();
  if (!error.fields().empty()) {
    write_fields(json, error.fields());
  }
  json.field("request_id", request_id);
  if (error.retry_after_seconds() > 0) {
    json.field("retry_after", error.retry_after_seconds());
  }
  json.end_object();
  if (!error.attached_json().empty()) {
    json.raw_field(error.attached_name(), error.attached_json());
  }
  // Who asked about an access token may read no more than the answer of a good one.
  if (error.code() == ErrorCode::access_expired) {
    json.field("valid", false).field("remaining_seconds", 0);
  }
  return json.end_object().take();
}

}  // namespace satsrail::wire
