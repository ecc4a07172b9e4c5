#include "cli/order_item.h"

#include "cli/text.h"
#include "cli/values.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::cli {

using nlohmann::ordered_json;

namespace {

const std::vector<std::string> k_names{"name",        "price_cents", "price",      "qty",
                                       "description", "sku",         "product_id", "product"};

Failure invalid_item(const std::string& text, const std::string& why) {
  return usage_failure("invalid_item", "cannot read the item '" + printable(text) + "'", why,
                       "as in:  --item 'name=Coffee,price_cents=450,qty=2'");
}

// A word before '=' that could be meant as a field.
bool is_field(std::string_view piece) {
  const auto name = trim(piece.substr(0, piece.find('=')));
  return piece.find('=') != std::string_view::npos && !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c == '_' || c == '-' || (c >= 'a' && c <= 'z'); });
}

using Field = std::pair<std::string, std::string>;

// `text` begins with a field.
std::vector<Field> fields_of(std::string_view text) {
  std::vector<Field> fields;
  while (!text.empty()) {
    const auto piece = text.substr(0, text.find(','));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    if (is_field(piece)) {
      const auto equals = piece.find('=');
      fields.emplace_back(underscored(std::string(trim(piece.substr(0, equals)))), piece.substr(equals + 1));
    } else {
      fields.back().second.append(",").append(piece);
    }
  }
  return fields;
}

Outcome<Done> add_field(ordered_json& item, const Field& field, const std::string& currency) {
  const auto& [name, value] = field;
  if (name == "price") {
    TRY_ASSIGN(const auto cents, parse_amount(std::string(trim(value)), currency));
    item["price_cents"] = cents;
  } else if (name == "price_cents" || name == "qty") {
    TRY_ASSIGN(const auto number, parse_cents(std::string(trim(value)), name));
    item[name] = number;
  } else {
    item[name == "product" ? "product_id" : name] = value;
  }
  return Done{};
}

}  // namespace

Outcome<ordered_json> parse_order_item(const std::string& text, const std::string& currency) {
  if (trim(text).starts_with('{')) {
    auto parsed = ordered_json::parse(text, nullptr, false);
    return parsed.is_object() ? Outcome<ordered_json>(std::move(parsed)) : invalid_item(text, "it is no JSON object");
  }
  if (const auto first = text.substr(0, text.find(',')); !is_field(first)) {
    return invalid_item(text, trim(text).empty()
                                  ? std::string("it is empty")
                                  : "'" + printable(first) + "' is no field: an item has " + join(k_names, ", "));
  }
  auto item = ordered_json::object();
  for (const auto& field : fields_of(text)) {
    if (std::find(k_names.begin(), k_names.end(), field.first) == k_names.end()) {
      const auto near = closest(field.first, k_names);
      return invalid_item(text, "an item has no field '" + printable(field.first) + "'" +
                                    (near ? "; did you mean " + *near + "?" : ": it has " + join(k_names, ", ")));
    }
    if (auto added = add_field(item, field, currency); !added.ok()) {
      return invalid_item(text, "its " + field.first + " '" + printable(field.second) + "' is no " +
                                    (field.first == "price" ? "amount such as 4.50" : "whole number"));
    }
  }
  return item;
}

}  // namespace satsrail::cli
