#include "core/wire/webhook_json.h"

#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"
#include "core/wire/json_writer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace satsrail::wire {

namespace {

// Ours, and what HTTP itself says with: an endpoint's own may not stand in for them.
constexpr std::array k_reserved_headers{
    std::string_view("host"),       std::string_view("content-length"),    std::string_view("content-type"),
    std::string_view("connection"), std::string_view("transfer-encoding"), std::string_view("expect"),
    std::string_view("user-agent"), std::string_view("x-idempotency-key")};
constexpr std::array k_reserved_prefixes{std::string_view("x-satsrail-"), std::string_view("x-webhook-")};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// RFC 9110, section 5.6.2.
bool is_header_name(std::string_view name) {
  static constexpr std::string_view k_marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && name.size() <= limits::webhook_header_name_chars_max &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  k_marks.find(c) != std::string_view::npos;
         });
}

bool is_reserved_header(std::string_view name) {
  const auto plain = lower(name);
  return std::find(k_reserved_headers.begin(), k_reserved_headers.end(), plain) != k_reserved_headers.end() ||
         std::any_of(k_reserved_prefixes.begin(), k_reserved_prefixes.end(),
                     [&](std::string_view prefix) { return plain.starts_with(prefix); });
}

bool is_header_value(std::string_view value) {
  return utf8_length(value) <= limits::webhook_header_value_chars_max &&
         std::none_of(value.begin(), value.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
         });
}

std::optional<HeaderList> read_headers(Fields& fields) {
  const auto* object = fields.find("headers");
  if (object == nullptr) {
    return std::nullopt;
  }
  if (!object->is_object()) {
    fields.fail("headers", "must be an object of names and values");
    return std::nullopt;
  }
  if (object->size() > limits::webhook_headers_max) {
    fields.fail("headers", fmt::format("has too many entries (maximum is {})", limits::webhook_headers_max));
    return std::nullopt;
  }
  HeaderList headers;
  for (const auto& [name, value] : object->items()) {
    const auto shown = truncate_utf8(name, limits::webhook_header_name_chars_max);
    if (!is_header_name(name)) {
      fields.fail("headers", fmt::format("name \"{}\" is not a header's name", shown));
    } else if (is_reserved_header(name)) {
      fields.fail("headers", fmt::format("may not set {}, which the sandbox sets itself", shown));
    } else if (!value.is_string() || !is_header_value(value.get_ref<const std::string&>())) {
      fields.fail("headers", fmt::format("value of {} must be a line of at most {} characters", shown,
                                         limits::webhook_header_value_chars_max));
    } else {
      headers.emplace_back(name, value.get<std::string>());
    }
  }
  return headers;
}

std::optional<std::optional<std::chrono::milliseconds>> read_timeout(Fields& fields) {
  const auto text = fields.text("timeout", limits::text_chars_max);
  if (!text) {
    return std::nullopt;
  }
  if (*text == "none") {
    return std::optional<std::chrono::milliseconds>();
  }
  const auto timeout = parse_duration(*text);
  if (!timeout || *timeout < limits::webhook_timeout_min || *timeout > limits::webhook_timeout_max) {
    fields.fail("timeout", fmt::format("must be a duration from {} to {}, such as \"30s\", or \"none\"",
                                       format_duration(limits::webhook_timeout_min),
                                       format_duration(limits::webhook_timeout_max)));
    return std::nullopt;
  }
  return std::optional(*timeout);
}

// Clients that cannot send extra keys name the dialect in their metadata.
std::optional<Dialect> read_dialect(Fields& fields, const std::optional<Metadata>& metadata) {
  auto name = fields.text("dialect", limits::text_chars_max);
  std::string_view field = "dialect";
  for (const auto& [key, value] : metadata.value_or(Metadata{})) {
    if (!name && key == "dialect") {
      name = value;
      field = "metadata";
    }
  }
  if (!name) {
    return std::nullopt;
  }
  const auto dialect = parse_dialect(*name);
  if (!dialect) {
    fields.fail(field, fmt::format("dialect \"{}\" is none of seed, docs and stream",
                                   truncate_utf8(*name, limits::webhook_header_name_chars_max)));
  }
  return dialect;
}

std::optional<RetryPolicy> read_retry(Fields& fields) {
  const auto name = fields.text("retry", limits::text_chars_max);
  const auto policy = name ? parse_retry_policy(*name) : std::nullopt;
  if (name && !policy) {
    fields.fail("retry", "must be real, fast or off");
  }
  return policy;
}

std::optional<std::optional<std::string>> read_ca_file(Fields& fields) {
  const auto path = fields.text("ca_file", limits::url_bytes_max);
  if (path && !path->starts_with('/')) {
    fields.fail("ca_file", "must be an absolute path");
  }
  if (path) {
    return path;
  }
  return fields.is_null("ca_file") ? std::optional(std::optional<std::string>()) : std::nullopt;
}

DeliveryOptionsChange read_options(Fields& fields, const std::optional<Metadata>& metadata) {
  DeliveryOptionsChange options;
  options.dialect = read_dialect(fields, metadata);
  options.retry = read_retry(fields);
  options.timeout = read_timeout(fields);
  options.headers = read_headers(fields);
  options.verify_tls = fields.boolean("verify_tls");
  options.ca_file = read_ca_file(fields);
  if (const auto count = fields.integer("concurrency", 1, limits::webhook_concurrency_max)) {
    options.concurrency = static_cast<int>(*count);
  }
  options.shuffle = fields.boolean("shuffle");
  return options;
}

void read_secret(Fields& fields, WebhookEndpointInput& input) {
  input.secret = fields.text("secret_key", limits::webhook_secret_chars_max);
  if (input.secret && utf8_length(*input.secret) < 8) {
    fields.fail("secret_key", "is too short (minimum is 8 characters)");
  }
}

}  // namespace

std::string unknown_event_sentence(std::string_view pattern) {
  const auto near = closest_event_pattern(pattern);
  return fmt::format("contains the unknown event \"{}\"{}", truncate_utf8(pattern, limits::text_chars_max),
                     near ? fmt::format("; did you mean \"{}\"?", *near) : std::string());
}

std::optional<std::vector<std::string>> read_event_patterns(Fields& fields, std::string_view name) {
  // Room for each event there is, with and without "!".
  auto patterns = fields.texts(name, event_type::all.size() * 2, limits::text_chars_max);
  for (const auto& pattern : patterns.value_or(std::vector<std::string>{})) {
    if (!is_known_event_pattern(pattern)) {
      fields.fail(name, unknown_event_sentence(pattern));
    }
  }
  return patterns;
}

WebhookEndpointInput read_webhook(Fields& fields) {
  WebhookEndpointInput input;
  fields.require("url");
  input.url = fields.http_url("url").value_or("");
  input.events = read_event_patterns(fields, "events");
  input.description = fields.text("description", limits::description_chars_max);
  input.active = fields.boolean("active").value_or(true);
  const auto metadata = fields.metadata("metadata");
  input.options = read_options(fields, metadata);
  read_secret(fields, input);
  input.metadata = metadata.value_or(Metadata{});
  return input;
}

Result<WebhookEndpointInput> parse_webhook(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "webhook"));
  auto input = read_webhook(fields);
  TRY(fields.finish());
  return input;
}

Result<WebhookEndpointChange> parse_webhook_change(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "webhook"));
  WebhookEndpointChange change;
  change.url = fields.http_url("url");
  change.events = read_event_patterns(fields, "events");
  if (auto description = fields.text("description", limits::description_chars_max)) {
    change.description = std::move(description);
  } else if (fields.is_null("description")) {
    change.description.emplace();  // an empty optional inside: cleared
  }
  change.active = fields.boolean("active");
  change.metadata = fields.metadata("metadata");
  change.options = read_options(fields, change.metadata);
  TRY(fields.finish());
  return change;
}

namespace {

void write_options(JsonWriter& json, const DeliveryOptions& options) {
  json.field("dialect", to_string(options.dialect))
      .field("retry", to_string(options.retry))
      .field("timeout", options.timeout ? format_duration(*options.timeout) : "none")
      .raw_field("headers", headers_json(options.headers))
      .field("verify_tls", options.verify_tls)
      .field("ca_file", options.ca_file)
      .field("concurrency", options.concurrency)
      .field("shuffle", options.shuffle);
}

}  // namespace

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
      .raw_field("metadata", endpoint.metadata_json);
  write_options(json, endpoint.options);
  json.field("temporary", endpoint.temporary)
      .field("copy_of", endpoint.copy_of)
      .field("failure_count", endpoint.failure_count)
      .field("last_delivery_at", endpoint.last_delivery_at);
  if (with_secret) {
    json.field("secret_key", endpoint.secret);
  }
  json.field("created_at", endpoint.created_at).field("updated_at", endpoint.updated_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
