#include "cli/json_text.h"

#include "cli/text.h"
#include "core/money.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

std::string grouped(std::int64_t number) {
  auto text = std::to_string(number);
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string money_text(const json& object, const json& amount) {
  const auto code = text_at_path(object, "currency");
  const auto currency = Currency::parse(code.empty() ? "usd" : code);
  return format_minor(amount.get<std::int64_t>(), currency ? currency->minor_digits() : 2) + " " +
         (currency ? currency->upper() : code);
}

// Whole times take a quarter of a narrow terminal; the year is rarely the question.
std::string short_time(const std::string& iso) {
  return iso.size() >= 19 && iso[10] == 'T' ? iso.substr(5, 5) + " " + iso.substr(11, 8) : iso;
}

Failure unknown_path(const std::string& path, const json& object) {
  const auto known = known_paths(object);
  const auto near = closest(path, known);
  std::vector<std::string> top;
  if (object.is_object()) {
    for (const auto& [name, value] : object.items()) {
      top.push_back(name);
    }
  }
  return usage_failure("unknown_field", "there is no field '" + printable(path) + "'", "there are: " + join(top, ", "),
                       near ? "did you mean:  " + *near : "--json alone shows everything");
}

void collect_paths(const json& object, const std::string& prefix, std::vector<std::string>& out) {
  for (const auto& [name, value] : object.items()) {
    out.push_back(prefix + name);
    if (value.is_object()) {
      collect_paths(value, prefix + name + ".", out);
    }
  }
}

}  // namespace

const json* at_path(const json& object, std::string_view path) {
  const json* at = &object;
  while (!path.empty()) {
    const auto end = path.find('.');
    const auto name = path.substr(0, end);
    path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
    if (at->is_object()) {
      const auto found = at->find(std::string(name));
      if (found == at->end()) {
        return nullptr;
      }
      at = &*found;
    } else if (at->is_array()) {
      std::size_t index = 0;
      const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), index);
      if (error != std::errc() || stop != name.data() + name.size() || index >= at->size()) {
        return nullptr;
      }
      at = &(*at)[index];
    } else {
      return nullptr;
    }
  }
  return at;
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string plain_text(const json* value) {
  if (value == nullptr || value->is_null()) {
    return {};
  }
  return value->is_string() ? value->get<std::string>() : dump(*value);
}

std::int64_t whole_at_path(const json& object, std::string_view path) {
  const auto* value = object.is_object() ? at_path(object, path) : nullptr;
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

std::string shown_text(const json& object, const Field& field) {
  const auto* value = at_path(object, field.path);
  if (value == nullptr || value->is_null()) {
    return {};
  }
  switch (field.show) {
    case Show::money:
      return value->is_number_integer() ? money_text(object, *value) : plain_text(value);
    case Show::sats:
      return value->is_number_integer() ? grouped(value->get<std::int64_t>()) + " sats" : plain_text(value);
    case Show::livemode:
      return value->is_boolean() ? (value->get<bool>() ? "live" : "test") : plain_text(value);
    case Show::count:
      return value->is_array() ? std::to_string(value->size()) : plain_text(value);
    case Show::time:
      return short_time(plain_text(value));
    default:
      break;
  }
  if (value->is_array()) {
    std::vector<std::string> parts;
    for (const auto& part : *value) {
      parts.push_back(plain_text(&part));
    }
    return join(parts, ", ");
  }
  if (value->is_object()) {
    std::vector<std::string> parts;
    for (const auto& [name, part] : value->items()) {
      parts.push_back(name + "=" + plain_text(&part));
    }
    return join(parts, ", ");
  }
  return plain_text(value);
}

std::vector<std::string> known_paths(const json& object) {
  std::vector<std::string> out;
  if (object.is_object()) {
    collect_paths(object, "", out);
  }
  return out;
}

Outcome<std::string> fill_template(std::string_view text, const json& object, Missing missing) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if ((c == '{' || c == '}') && next == c) {
      out += c;
      ++i;
    } else if (c == '\\' && (next == 'n' || next == 't' || next == '\\')) {
      out += next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
      ++i;
    } else if (c == '{') {
      const auto end = text.find('}', i);
      if (end == std::string_view::npos) {
        return usage_failure("invalid_format", "--format has a '{' without its '}'", "it ends too early",
                             "as in:  --format '{id} {status}'");
      }
      const auto path = trim(text.substr(i + 1, end - i - 1));
      const auto* value = at_path(object, path);
      if ((value == nullptr || path.empty()) && missing == Missing::is_an_error) {
        return unknown_path(std::string(path), object);
      }
      out += plain_text(value);
      i = end;
    } else {
      out += c;
    }
  }
  return out;
}

Outcome<json> pick_fields(const std::vector<std::string>& paths, const json& object, Missing missing) {
  json out = json::object();
  for (const auto& path : paths) {
    const auto* value = at_path(object, path);
    if (value != nullptr) {
      out[path] = *value;
    } else if (missing == Missing::is_an_error) {
      return unknown_path(path, object);
    }
  }
  return out;
}

}  // namespace satsrail::cli
