#include "cli/body.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

// Deeper than any documented body, and far from what recursion could mind.
constexpr std::size_t k_nesting_max = 32;
constexpr std::size_t k_index_max = 1000;

Failure invalid_pair(const std::string& pair, const std::string& why) {
  return usage_failure("invalid_pair", "cannot read '" + printable(pair) + "'", why,
                       "as in:  key=value, or object[key]=value");
}

bool is_number(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.size() <= 18 &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (text.starts_with('-')) {
    text.remove_prefix(1);
  }
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const bool leading_zero = whole.size() > 1 && whole[0] == '0';  // 007 is a name, not a number
  return digits(whole) && !leading_zero && (point == std::string_view::npos || digits(text.substr(point + 1)));
}

json typed(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  if (quoted || text == "true" || text == "false" || text == "null" || is_number(text)) {
    auto parsed = json::parse(text, nullptr, false);
    if (!parsed.is_discarded()) {
      return parsed;
    }
  }
  return text;
}

// "a[b][]" -> {"a", "b", ""}. None when the brackets do not match.
std::optional<std::vector<std::string>> split_key(std::string_view key) {
  std::vector<std::string> out;
  const auto open = key.find('[');
  out.emplace_back(key.substr(0, open));
  if (out[0].empty() || out[0].find(']') != std::string::npos) {
    return std::nullopt;
  }
  key = open == std::string_view::npos ? std::string_view() : key.substr(open);
  while (!key.empty()) {
    const auto close = key.find(']');
    const auto inner = key.substr(1, close == std::string_view::npos ? 0 : close - 1);
    if (key.front() != '[' || close == std::string_view::npos || inner.find('[') != std::string_view::npos ||
        out.size() >= k_nesting_max) {
      return std::nullopt;
    }
    out.emplace_back(inner);
    key.remove_prefix(close + 1);
  }
  return out;
}

// One step down. Null when what is there already is of another kind.
json* descend(json& from, const std::string& part) {
  const bool is_index = !part.empty() && part.size() <= 4 && part.find_first_not_of("0123456789") == std::string::npos;
  if (part.empty() || (is_index && !from.is_object())) {
    if (!from.is_null() && !from.is_array()) {
      return nullptr;
    }
    const std::size_t index = part.empty() ? from.size() : std::stoul(part);
    return index > k_index_max ? nullptr : &from[index];
  }
  return from.is_null() || from.is_object() ? &from[part] : nullptr;
}

}  // namespace

Body::Body() : m_json(std::make_unique<json>(json::object())) {}
Body::~Body() = default;
Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;

json& Body::at(std::string_view dotted) {
  json* at = m_json.get();
  for (const auto& part : split(dotted, '.')) {
    at = &(*at)[part];
  }
  return *at;
}

void Body::set(std::string_view path, const std::string& text) {
  at(path) = text;
}
void Body::set_number(std::string_view path, std::int64_t number) {
  at(path) = number;
}
void Body::set_flag(std::string_view path, bool value) {
  at(path) = value;
}
void Body::set_null(std::string_view path) {
  at(path) = nullptr;
}
void Body::set_list(std::string_view path, const std::vector<std::string>& values) {
  at(path) = values;
}
void Body::set_object(std::string_view path) {
  if (auto& there = at(path); there.is_null()) {
    there = json::object();
  }
}
void Body::set_json(std::string_view path, const json& value) {
  at(path) = value;
}

Outcome<Done> Body::set_pairs(std::string_view path, const std::vector<std::string>& pairs) {
  if (pairs.empty()) {
    return Done{};
  }
  auto& object = at(path) = json::object();
  for (const auto& pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      return invalid_pair(pair, "it has no " + std::string(equals == 0 ? "key" : "'='"));
    }
    object[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return Done{};
}

Outcome<Done> Body::add_field(const std::string& pair) {
  // The '=' of "a[b=c]=d" would be ambiguous; keys with '=' do not exist in the API.
  const auto equals = pair.find('=');
  if (equals == std::string::npos) {
    return invalid_pair(pair, "it has no '='");
  }
  const auto parts = split_key(std::string_view(pair).substr(0, equals));
  if (!parts) {
    return invalid_pair(pair, "its key is not of the form a[b][c]");
  }
  json* at = m_json.get();
  for (const auto& part : *parts) {
    at = descend(*at, part);
    if (at == nullptr) {
      return invalid_pair(pair,
                          "an earlier field gave '" + printable(part) + "' another shape, or its index is too large");
    }
  }
  *at = typed(pair.substr(equals + 1));
  return Done{};
}

std::string Body::text() const {
  return dump(*m_json);
}

}  // namespace satsrail::cli
