#include "core/wire/fields.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::wire {

namespace {

using nlohmann::json;

// Depth is counted before parsing: the parser recurses, and a stack is finite.
bool is_too_deep(std::string_view bytes) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char byte = bytes[i];
    if (in_string) {
      if (byte == '\\') {
        ++i;
      } else if (byte == '"') {
        in_string = false;
      }
    } else if (byte == '"') {
      in_string = true;
    } else if (byte == '{' || byte == '[') {
      if (++depth > limits::json_depth_max) {
        return true;
      }
    } else if (byte == '}' || byte == ']') {
      --depth;
    }
  }
  return false;
}

std::string too_long(std::size_t chars_max) {
  return "is too long (maximum is " + std::to_string(chars_max) + " characters)";
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return (code < 0x20 && code != '\n' && code != '\r' && code != '\t') || code == 0x7f;
  });
}

// http or https, a host, and no blanks: what a browser may be sent to and a webhook posted to.
bool is_http_url(std::string_view url) {
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (scheme == 0) {
    return false;
  }
  const auto rest = url.substr(scheme);
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  const bool plain = std::none_of(url.begin(), url.end(), [](char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return code <= 0x20 || code == 0x7f || code == '"' || code == '<' || code == '>' || code == '\\' || code == '`';
  });
  return plain && !host.empty() && host.front() != ':';
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t\r\n,;<>\"") == std::string_view::npos;
}

}  // namespace

Result<JsonBody> JsonBody::parse(std::string_view bytes) {
  JsonBody body;
  if (is_blank(bytes)) {
    body.m_root = std::make_shared<const json>(json::object());
    return body;
  }
  if (is_too_deep(bytes)) {
    return Error(ErrorCode::bad_request,
                 "Request body is nested deeper than " + std::to_string(limits::json_depth_max) + " levels");
  }
  // Checked first: the parser's own message for bad UTF-8 would quote the bytes back.
  if (!is_valid_utf8(bytes)) {
    return Error(ErrorCode::bad_request, "Request body is not valid UTF-8");
  }
  // To the parser a zero byte is the end of the text, and whatever follows goes unread.
  if (const auto zero = bytes.find('\0'); zero != std::string_view::npos) {
    return Error(ErrorCode::bad_request, "Request body is not valid JSON (byte " + std::to_string(zero + 1) + ")");
  }
  try {
    auto root = std::make_shared<const json>(json::parse(bytes));
    if (!root->is_object()) {
      return Error(ErrorCode::bad_request, "Request body must be a JSON object");
    }
    body.m_root = std::move(root);
    return body;
  } catch (const json::parse_error& error) {
    return Error(ErrorCode::bad_request, "Request body is not valid JSON (byte " + std::to_string(error.byte) + ")");
  } catch (const json::out_of_range&) {
    return Error(ErrorCode::bad_request, "Request body holds a number that is out of range");
  }
}

bool JsonBody::has(std::string_view key) const {
  return m_root->contains(std::string(key));
}

Result<Fields> Fields::wrapped(const JsonBody& body, std::string_view wrapper) {
  const json& root = *body.m_root;
  const auto found = root.find(std::string(wrapper));
  if (found == root.end() || found->is_null()) {
    return Error(ErrorCode::parameter_missing, "param is missing or the value is empty: " + std::string(wrapper));
  }
  if (!found->is_object()) {
    return Error(ErrorCode::bad_request, std::string(wrapper) + " must be a JSON object");
  }
  return Fields(std::shared_ptr<const json>(body.m_root, &*found));
}

Fields Fields::top(const JsonBody& body) {
  return Fields(body.m_root);
}

const json* Fields::find(std::string_view name) const {
  const auto found = m_object->find(std::string(name));
  return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

bool Fields::has(std::string_view name) const {
  return find(name) != nullptr;
}

bool Fields::is_null(std::string_view name) const {
  const auto found = m_object->find(std::string(name));
  return found != m_object->end() && found->is_null();
}

void Fields::take_errors_of(const Fields& other, std::string_view prefix) {
  for (const auto& error : other.m_errors) {
    m_errors.push_back({std::string(prefix) + error.field, error.message});
  }
}

std::optional<Fields> Fields::object(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_object()) {
    fail(name, "must be an object");
    return std::nullopt;
  }
  return Fields(std::shared_ptr<const json>(m_object, value));
}

void Fields::fail(std::string_view name, std::string message) {
  m_errors.push_back({std::string(name), std::move(message)});
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t chars_max) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_string()) {
    fail(name, "must be a string");
    return std::nullopt;
  }
  const auto& text = value->get_ref<const std::string&>();
  if (utf8_length(text) > chars_max) {
    fail(name, too_long(chars_max));
    return std::nullopt;
  }
  if (has_control_character(text)) {
    fail(name, "contains control characters");
    return std::nullopt;
  }
  return text;
}

std::optional<std::int64_t> Fields::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->is_number_float()) {
    // 5000.0 and 1e30 arrive here, and so do whole numbers beyond 64 bits.
    const double number = value->get<double>();
    if (number > static_cast<double>(max)) {
      fail(name, "must be less than or equal to " + std::to_string(max));
    } else {
      fail(name, "must be an integer");
    }
    return std::nullopt;
  }
  if (!value->is_number_integer()) {
    fail(name, value->is_string() ? "must be an integer, not a string" : "must be an integer");
    return std::nullopt;
  }
  const bool above = value->is_number_unsigned() ? value->get<std::uint64_t>() > static_cast<std::uint64_t>(max)
                                                 : value->get<std::int64_t>() > max;
  if (above) {
    fail(name, "must be less than or equal to " + std::to_string(max));
    return std::nullopt;
  }
  const auto number = value->get<std::int64_t>();
  if (number < min) {
    fail(name, min == 1 ? "must be greater than 0" : "must be greater than or equal to " + std::to_string(min));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> Fields::boolean(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_boolean()) {
    fail(name, "must be true or false");
    return std::nullopt;
  }
  return value->get<bool>();
}

std::optional<std::string> Fields::http_url(std::string_view name) {
  auto url = text(name, limits::url_bytes_max);
  if (url && !is_http_url(*url)) {
    fail(name, "must be a valid http or https URL");
    return std::nullopt;
  }
  return url;
}

std::optional<std::string> Fields::email(std::string_view name) {
  auto address = text(name, limits::email_chars_max);
  if (address && !is_email(*address)) {
    fail(name, "is not a valid email address");
    return std::nullopt;
  }
  return address;
}

std::optional<Currency> Fields::currency(std::string_view name) {
  const auto code = text(name, limits::text_chars_max);
  if (!code) {
    return std::nullopt;
  }
  auto currency = Currency::parse(*code);
  if (!currency) {
    fail(name, "is not a supported currency");
  }
  return currency;
}

std::optional<std::vector<std::string>> Fields::texts(std::string_view name, std::size_t count_max,
                                                      std::size_t chars_max) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  const bool strings =
      value->is_array() && std::all_of(value->begin(), value->end(), [](const json& item) { return item.is_string(); });
  if (!strings) {
    fail(name, "must be an array of strings");
    return std::nullopt;
  }
  if (value->size() > count_max) {
    fail(name, "has too many entries (maximum is " + std::to_string(count_max) + ")");
    return std::nullopt;
  }
  std::vector<std::string> list;
  for (const auto& item : *value) {
    list.push_back(item.get<std::string>());
    if (utf8_length(list.back()) > chars_max) {
      fail(name, "has an entry that " + too_long(chars_max));
      return std::nullopt;
    }
  }
  return list;
}

std::optional<std::vector<Fields>> Fields::objects(std::string_view name, std::size_t count_max) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_array() ||
      !std::all_of(value->begin(), value->end(), [](const json& item) { return item.is_object(); })) {
    fail(name, "must be an array of objects");
    return std::nullopt;
  }
  if (value->size() > count_max) {
    fail(name, "has too many entries (maximum is " + std::to_string(count_max) + ")");
    return std::nullopt;
  }
  std::vector<Fields> list;
  for (const auto& item : *value) {
    list.push_back(Fields(std::shared_ptr<const json>(m_object, &item)));
  }
  return list;
}

std::vector<std::string> Fields::names() const {
  std::vector<std::string> list;
  for (const auto& entry : m_object->items()) {
    list.push_back(entry.key());
  }
  return list;
}

std::optional<std::string> Fields::scalar(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->is_structured()) {
    fail(name, "must be a string, number or boolean");
    return std::nullopt;
  }
  return value->is_string() ? value->get<std::string>() : value->dump();
}

std::optional<Metadata> Fields::metadata(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_object()) {
    fail(name, "must be an object");
    return std::nullopt;
  }
  if (value->size() > limits::metadata_keys_max) {
    fail(name, "has too many keys (maximum is " + std::to_string(limits::metadata_keys_max) + ")");
    return std::nullopt;
  }
  Metadata metadata;
  for (const auto& [key, item] : value->items()) {
    if (utf8_length(key) > limits::metadata_key_chars_max) {
      fail(name, "key \"" + std::string(truncate_utf8(key, limits::metadata_key_chars_max)) + "…\" exceeds " +
                     std::to_string(limits::metadata_key_chars_max) + " characters");
      continue;
    }
    if (item.is_structured()) {
      fail(name, "value of \"" + key + "\" must be a string, number or boolean");
      continue;
    }
    std::string text = item.is_string() ? item.get<std::string>() : item.is_null() ? std::string() : item.dump();
    if (utf8_length(text) > limits::metadata_value_chars_max) {
      fail(name,
           "value of \"" + key + "\" exceeds " + std::to_string(limits::metadata_value_chars_max) + " characters");
      continue;
    }
    metadata.emplace_back(key, std::move(text));
  }
  return metadata;
}

void Fields::require(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr || (value->is_string() && is_blank(value->get_ref<const std::string&>()))) {
    fail(name, "can't be blank");
  }
}

Status Fields::finish() const {
  if (m_errors.empty()) {
    return Done{};
  }
  return Error::validation(m_errors);
}

std::string metadata_json(const Metadata& metadata) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : metadata) {
    // Keys are the merchant's: they need escaping, which JsonWriter::key does not do.
    std::string key;
    append_json_string(key, name);
    json.key(std::string_view(key).substr(1, key.size() - 2)).value(value);
  }
  return json.end_object().take();
}

std::string headers_json(const std::vector<std::pair<std::string, std::string>>& headers) {
  return metadata_json(headers);
}

std::string strings_json(const std::vector<std::string>& strings) {
  JsonWriter json;
  json.begin_array();
  for (const auto& text : strings) {
    json.value(text);
  }
  return json.end_array().take();
}

std::vector<std::string> parse_strings(std::string_view text) {
  const auto array = json::parse(text, nullptr, false);
  std::vector<std::string> list;
  if (array.is_array()) {
    for (const auto& item : array) {
      if (item.is_string()) {
        list.push_back(item.get<std::string>());
      }
    }
  }
  return list;
}

std::vector<std::pair<std::string, std::string>> parse_headers(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> headers;
  const auto object = nlohmann::ordered_json::parse(text, nullptr, false);
  if (object.is_object()) {
    for (const auto& [name, value] : object.items()) {
      headers.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return headers;
}

}  // namespace satsrail::wire
