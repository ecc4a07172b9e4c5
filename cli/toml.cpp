#include "cli/toml.h"

#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <vector>

// Without exceptions what is wrong is a value; the shared library has the other kind only, so: headers.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

TextPlace place_in(const toml::source_position& position) {
  return {position.line, position.column};
}

Failure invalid(const std::string& name, TextPlace place, std::string_view why) {
  return usage_failure("invalid_toml", place_text(name, place) + ": this is no TOML", printable(why),
                       "text stands in quotes, a table's name in brackets; see https://toml.io");
}

// Converts nodes and notes where they stood.
class Converter {
 public:
  explicit Converter(Document& document) : m_document(document) {}

  json table(const toml::table& table, const std::string& pointer) {
    // The library sorts by name; what a person wrote has an order.
    std::vector<std::pair<const toml::key*, const toml::node*>> members;
    for (const auto& [key, node] : table) {
      members.emplace_back(&key, &node);
    }
    std::stable_sort(members.begin(), members.end(),
                     [](const auto& a, const auto& b) { return a.first->source().begin < b.first->source().begin; });
    json out = json::object();
    for (const auto& [key, node] : members) {
      const auto below = pointer_to(pointer, key->str());
      m_document.places[below] = place_in(key->source().begin);
      out[std::string(key->str())] = value(*node, below);
    }
    return out;
  }

  const std::optional<Failure>& failure() const { return m_failure; }

 private:
  json array(const toml::array& array, const std::string& pointer) {
    json out = json::array();
    for (std::size_t i = 0; i < array.size(); ++i) {
      const auto below = pointer_to(pointer, i);
      m_document.places[below] = place_in(array[i].source().begin);
      out.push_back(value(array[i], below));
    }
    return out;
  }

  template <class T>
  static json text_of(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
  }

  json value(const toml::node& node, const std::string& pointer) {
    switch (node.type()) {
      case toml::node_type::table:
        return table(*node.as_table(), pointer);
      case toml::node_type::array:
        return array(*node.as_array(), pointer);
      case toml::node_type::string:
        return node.as_string()->get();
      case toml::node_type::integer:
        return node.as_integer()->get();
      case toml::node_type::floating_point:
        return number(node.as_floating_point()->get(), node);
      case toml::node_type::boolean:
        return node.as_boolean()->get();
      case toml::node_type::date:
        return text_of(node.as_date()->get());
      case toml::node_type::time:
        return text_of(node.as_time()->get());
      case toml::node_type::date_time:
        return text_of(node.as_date_time()->get());
      default:
        return nullptr;
    }
  }

  json number(double number, const toml::node& node) {
    if (!std::isfinite(number) && !m_failure) {
      m_failure = invalid(m_document.name, place_in(node.source().begin), "inf and nan are no values here");
    }
    return number;
  }

  Document& m_document;
  std::optional<Failure> m_failure;
};

// From the library's lines and columns, which count characters, to bytes.
class Offsets {
 public:
  explicit Offsets(std::string_view text) : m_text(text), m_lines{0} {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') {
        m_lines.push_back(i + 1);
      }
    }
  }
  std::size_t of(const toml::source_position& position) const {
    if (position.line == 0 || position.line > m_lines.size()) {
      return m_text.size();
    }
    auto at = m_lines[position.line - 1];
    for (std::size_t column = 1; column < position.column && at < m_text.size(); ++column) {
      do {
        ++at;
      } while (at < m_text.size() && (static_cast<unsigned char>(m_text[at]) & 0xC0) == 0x80);
    }
    return at;
  }

 private:
  std::string_view m_text;
  std::vector<std::size_t> m_lines;
};

void locate(const toml::table& table, const std::string& pointer, const Offsets& offsets,
            std::map<std::string, TomlMember, std::less<>>& out) {
  for (const auto& [key, node] : table) {
    const auto below = pointer_to(pointer, key.str());
    out[below] = {offsets.of(key.source().begin), offsets.of(node.source().begin), offsets.of(node.source().end)};
    if (const auto* inner = node.as_table()) {
      locate(*inner, below, offsets, out);
    }
  }
}

}  // namespace

Outcome<std::map<std::string, TomlMember, std::less<>>> locate_toml_members(std::string_view text,
                                                                            const std::string& name) {
  const auto parsed = toml::parse(text);
  if (!parsed) {
    return invalid(name, place_in(parsed.error().source().begin), parsed.error().description());
  }
  std::map<std::string, TomlMember, std::less<>> out;
  locate(parsed.table(), "", Offsets(text), out);
  return out;
}

Outcome<Document> parse_toml(std::string_view text, std::string name) {
  const auto parsed = toml::parse(text);
  if (!parsed) {
    return invalid(name, place_in(parsed.error().source().begin), parsed.error().description());
  }
  Document out{std::move(name), {}, {}};
  Converter converter(out);
  out.root = std::make_shared<const json>(converter.table(parsed.table(), ""));
  if (converter.failure()) {
    return *converter.failure();
  }
  return out;
}

Outcome<Document> read_toml(const std::string& path) {
  TRY_ASSIGN(const auto text, read_file(path, limits::settings_file_bytes_max));
  return parse_toml(text, path);
}

}  // namespace satsrail::cli
