#include "daemon/api/schema_fields.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace satsrail::api {

namespace {

using json = nlohmann::ordered_json;

constexpr int k_depth_max = 6;             // deeper than any schema; a schema that holds itself ends here
constexpr std::size_t k_words_shown = 16;  // of an enumeration

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string without_end(std::string text, std::string_view end) {
  if (ends_with(text, end)) {
    text.resize(text.size() - end.size());
  }
  return text;
}

std::string referred(const json& node) {
  constexpr std::string_view k_start = "#/components/schemas/";
  const auto reference = node.value("$ref", std::string());
  return reference.empty() ? reference : reference.substr(k_start.size());
}

bool is_null(const json& node) {
  return node.value("type", json()) == "null";
}

// One schema with all that it refers to, as if it had been written in one piece.
struct Shape {
  json own = json::object();         // what the place itself says
  json bounds = json::object();      // the nearest of each
  std::vector<std::string> names;    // of the schemas that it refers to, the nearest first
  json properties = json::object();  // by name
  std::set<std::string> required;
  json items;
  std::vector<std::string> types;         // JSON's words
  std::vector<std::string> descriptions;  // the nearest first
  bool nullable = false;

  bool has_properties() const { return !properties.empty(); }
  bool is_scalar() const { return !has_properties() && items.is_null(); }
  std::string description() const { return descriptions.empty() ? std::string() : descriptions.front(); }
};

class Flattener {
 public:
  explicit Flattener(const json& schemas) : m_schemas(schemas) {}

  Shape flat(const json& node) const {
    Shape shape;
    shape.own = node;
    merge(shape, node, true, 0);
    return shape;
  }

 private:
  // `binding`: what is required here is required in any case, and not in one of several alternatives.
  void merge(Shape& shape, const json& node, bool binding, int depth) const {
    if (!node.is_object() || depth > k_depth_max) {
      return;
    }
    take_type(shape, node);
    if (const auto text = node.value("description", std::string()); !text.empty()) {
      shape.descriptions.push_back(text);
    }
    for (const auto* const word : {"const", "enum", "minimum", "maximum", "maxLength", "maxItems", "maxProperties"}) {
      if (node.contains(word) && !shape.bounds.contains(word)) {
        shape.bounds[word] = node[word];
      }
    }
    for (const auto* const word : {"properties", "patternProperties"}) {
      const auto properties = node.value(word, json::object());
      for (const auto& [name, schema] : properties.items()) {
        if (!shape.properties.contains(name)) {
          shape.properties[name] = schema;
        }
      }
    }
    if (binding && node.contains("required")) {
      for (const auto& name : node["required"]) {
        shape.required.insert(name.get<std::string>());
      }
    }
    if (shape.items.is_null() && node.contains("items")) {
      shape.items = node["items"];
    }
    if (const auto name = referred(node); !name.empty()) {
      shape.names.push_back(name);
      merge(shape, m_schemas.at(name), binding, depth + 1);
    }
    // What else must hold gives the value no name.
    const auto names = shape.names;
    const auto descriptions = shape.descriptions;
    for (const auto& part : node.value("allOf", json::array())) {
      merge(shape, part, binding, depth + 1);
    }
    shape.names = names;
    shape.descriptions = descriptions.empty() ? shape.descriptions : descriptions;
    merge_alternatives(shape, node, depth);
  }

  // Of several shapes the first is told; the others differ in what they demand.
  void merge_alternatives(Shape& shape, const json& node, int depth) const {
    for (const auto* const word : {"anyOf", "oneOf"}) {
      const auto parts = node.find(word);
      if (parts == node.end()) {
        continue;
      }
      const bool or_null = std::any_of(parts->begin(), parts->end(), is_null);
      shape.nullable = shape.nullable || or_null;
      bool first = true;
      for (const auto& part : *parts) {
        if (is_null(part)) {
          continue;
        }
        if (first || !has_types(shape)) {
          merge(shape, part, or_null && parts->size() == 2, depth + 1);
        }
        first = false;
      }
    }
  }

  static bool has_types(const Shape& shape) { return !shape.types.empty(); }

  static void take_type(Shape& shape, const json& node) {
    if (has_types(shape)) {
      return;
    }
    auto types = node.value("type", json::array());
    if (types.is_string()) {
      types = json::array({types});
    }
    for (const auto& type : types) {
      if (type == "null") {
        shape.nullable = true;
      } else {
        shape.types.push_back(type.get<std::string>());
      }
    }
    if (shape.types.empty() && node.contains("enum")) {
      shape.types.emplace_back("string");
      shape.nullable = shape.nullable || std::any_of(node["enum"].begin(), node["enum"].end(),
                                                     [](const json& value) { return value.is_null(); });
    }
  }

  const json& m_schemas;
};

// A scalar that is told once, among the types; empty where there is none.
std::string type_name(const Shape& shape) {
  if (shape.names.empty() || !shape.is_scalar()) {
    return {};
  }
  auto name = without_end(shape.names.front(), "_or_null");
  if (name.rfind("input.", 0) == 0) {
    name.erase(0, std::string_view("input.").size());
  }
  return name.find('.') == std::string::npos ? name : std::string();
}

void add_sentence(std::string& text, const std::string& sentence) {
  if (sentence.empty()) {
    return;
  }
  text += (text.empty() ? "" : ". ") + sentence;
}

std::string code(const json& value) {
  return "`" + (value.is_string() ? value.get<std::string>() : value.dump()) + "`";
}

std::string words_text(const json& words) {
  if (words.size() > k_words_shown) {
    return {};
  }
  std::string text;
  for (const auto& word : words) {
    if (!word.is_null()) {
      text += (text.empty() ? "" : ", ") + code(word);
    }
  }
  return text;
}

// "from 1 to 6", "at most 200 characters", where the description does not say so itself
std::string bounds_text(const json& bounds, const std::string& description) {
  const auto min = bounds.value("minimum", json());
  const auto max = bounds.value("maximum", json());
  std::string text = min.is_null() ? std::string() : "from " + min.dump();
  if (!max.is_null()) {
    text += (text.empty() ? "to " : " to ") + max.dump();
  }
  const auto at_most = [&](const char* word, const char* what) {
    const auto limit = bounds.contains(word) ? "at most " + bounds[word].dump() + " " : std::string();
    if (!limit.empty() && description.find(limit) == std::string::npos) {
      text += (text.empty() ? "" : ", ") + limit + what;
    }
  };
  at_most("maxLength", "characters");
  at_most("maxItems", "items");
  at_most("maxProperties", "keys");
  return text;
}

std::string rule_text(const json& bounds, const std::string& description) {
  std::string text = description;
  if (bounds.contains("const")) {
    add_sentence(text, code(bounds["const"]));
  }
  if (bounds.contains("enum")) {
    add_sentence(text, words_text(bounds["enum"]));
  }
  auto limits = bounds_text(bounds, description);
  if (!limits.empty() && !text.empty()) {
    limits[0] = static_cast<char>(limits[0] - 'a' + 'A');
  }
  add_sentence(text, limits);
  return text;
}

// What a type with a name says stands among the types, and only what the place adds to it in its row.
std::string rule_of(const Shape& shape) {
  if (!type_name(shape).empty()) {
    return rule_text(shape.own, shape.own.value("description", std::string()));
  }
  if (!shape.is_scalar()) {
    return rule_text(shape.bounds, shape.description());
  }
  std::string description;
  for (const auto& text : shape.descriptions) {
    add_sentence(description, text);
  }
  return rule_text(shape.bounds, description);
}

class FieldReader {
 public:
  FieldReader(const json& schemas, Reader reader, const std::vector<std::string>& told)
      : m_schemas(schemas), m_flattener(schemas), m_reader(reader), m_told(told) {}

  std::vector<Field> read(std::string_view name) {
    add_members(m_flattener.flat(m_schemas.at(std::string(name))), {}, 0);
    return std::move(m_fields);
  }

 private:
  void add_members(const Shape& shape, const std::string& prefix, int depth) {
    for (const auto& [name, schema] : shape.properties.items()) {
      add(prefix + name, schema, shape.required.count(name) > 0, depth);
    }
  }

  void add(const std::string& name, const json& schema, bool required, int depth) {
    const auto shape = m_flattener.flat(schema);
    Field field{name, type_text(shape), told_object(shape), {}, required};
    field.rule = rule_of(shape);
    const bool or_null = field.type != "null" &&
                         (shape.nullable || (!shape.names.empty() && ends_with(shape.names.front(), "_or_null")));
    field.type += or_null && m_reader == Reader::of_response ? " or null" : "";
    const bool goes_on = field.object.empty() && depth < k_depth_max;
    m_fields.push_back(std::move(field));
    if (!goes_on) {
      return;
    }
    if (!shape.items.is_null()) {
      const auto item = m_flattener.flat(shape.items);
      add_members(item, name + "[].", depth + 1);
    } else {
      add_members(shape, name + ".", depth + 1);
    }
  }

  std::string type_text(const Shape& shape) const {
    if (const auto name = type_name(shape); !name.empty()) {
      return name;
    }
    if (!shape.items.is_null()) {
      return "list of " + type_text(m_flattener.flat(shape.items)) + "s";
    }
    std::string text;
    for (const auto& type : shape.types) {
      text += (text.empty() ? "" : " or ") + type;
    }
    if (text.empty() && shape.own.contains("const")) {
      text = shape.own["const"].type_name();
    }
    if (text.empty()) {
      text = shape.has_properties() ? "object" : shape.nullable ? "null" : "any";
    }
    return text;
  }

  std::string told_object(const Shape& shape) const {
    const auto& names = shape.items.is_null() ? shape.names : m_flattener.flat(shape.items).names;
    for (const auto& name : names) {
      if (std::find(m_told.begin(), m_told.end(), name) != m_told.end()) {
        return name;
      }
    }
    return {};
  }

  const json& m_schemas;
  Flattener m_flattener;
  Reader m_reader;
  const std::vector<std::string>& m_told;
  std::vector<Field> m_fields;
};

}  // namespace

std::vector<Field> fields_of(const json& schemas, std::string_view name, Reader reader,
                             const std::vector<std::string>& told) {
  return FieldReader(schemas, reader, told).read(name);
}

std::vector<NamedType> named_types(const json& schemas) {
  const Flattener flattener(schemas);
  std::vector<NamedType> list;
  for (const auto& [name, schema] : schemas.items()) {
    const auto shape = flattener.flat({{"$ref", "#/components/schemas/" + name}});
    const auto type = type_name(shape);
    const bool known = std::any_of(list.begin(), list.end(), [&](const NamedType& old) { return old.name == type; });
    if (type.empty() || known || shape.types.empty()) {
      continue;
    }
    auto rule = rule_text(shape.bounds, shape.description());
    list.push_back({type, rule.empty() ? shape.types.front() : std::move(rule)});
  }
  return list;
}

std::string listed_schema(const json& schemas, std::string_view name) {
  if (!ends_with(name, ".list")) {
    return {};
  }
  const Flattener flattener(schemas);
  const auto& properties = schemas.at(std::string(name)).value("properties", json::object());
  const auto data = properties.find("data");
  if (data == properties.end()) {
    return {};
  }
  const auto item = flattener.flat(flattener.flat(*data).items);
  return item.names.empty() ? std::string() : item.names.front();
}

}  // namespace satsrail::api
