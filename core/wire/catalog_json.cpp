#include "core/wire/catalog_json.h"

#include "core/limits.h"
#include "core/money.h"
#include "core/util/time_format.h"
#include "core/wire/json_writer.h"
#include "core/wire/product_json.h"
#include "core/wire/product_type_json.h"

#include <fmt/format.h>

namespace satsrail::wire {

namespace {

// 19.25, "19.25" and 19 as basis points.
std::int64_t read_percent(Fields& fields, std::string_view name, std::int64_t min_bp) {
  const auto text = fields.scalar(name);
  if (!text || text->empty()) {
    return min_bp;  // noted already
  }
  const auto basis_points = parse_minor(*text, 2);
  if (!basis_points) {
    fields.fail(name, "must be a percentage with at most 2 decimals");
  } else if (*basis_points > k_percent_bp_max) {
    fields.fail(name, "must be less than or equal to 100");
  } else if (*basis_points < min_bp) {
    fields.fail(name, "must be greater than 0");
  }
  return basis_points.value_or(min_bp);
}

// A JSON number with the decimals that it needs: 1925 is 19.25, and 1900 is 19.
std::string percent_number(std::int64_t basis_points) {
  auto text = format_minor(basis_points, 2);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') {
    text.pop_back();
  }
  return text;
}

}  // namespace

Result<TaxInput> parse_tax(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "tax"));
  TaxInput input;
  fields.require("name");
  fields.require("rate_percent");
  input.name = fields.text("name", limits::product_name_chars_max).value_or("");
  input.rate_bp = read_percent(fields, "rate_percent", 0);
  if (fields.has("applies_to")) {
    fields.require("applies_to");
  }
  input.applies_to = fields.text("applies_to", limits::text_chars_max);
  TRY(fields.finish());
  return input;
}

Result<DiscountInput> parse_discount(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "discount"));
  DiscountInput input;
  for (const auto* name : {"name", "kind", "value"}) {
    fields.require(name);
  }
  input.name = fields.text("name", limits::product_name_chars_max).value_or("");
  const auto word = fields.text("kind", limits::text_chars_max);
  const auto kind = word ? parse_discount_kind(*word) : std::nullopt;
  if (word && !word->empty() && !kind) {
    fields.fail("kind", "must be percent or fixed");
  }
  if (kind) {
    input.kind = *kind;
    input.value = *kind == DiscountKind::percent ? read_percent(fields, "value", 1)
                                                 : fields.integer("value", 1, limits::amount_cents_max).value_or(1);
  }
  TRY(fields.finish());
  return input;
}

std::string tax_json(const Tax& tax) {
  JsonWriter json;
  json.begin_object()
      .field("object", "tax")
      .field("id", tax.id.view())
      .field("livemode", tax.scope.livemode)
      .field("name", tax.name)
      .raw_field("rate_percent", percent_number(tax.rate_bp))
      .field("applies_to", tax.applies_to)
      .field("created_at", tax.created_at)
      .field("updated_at", tax.updated_at);
  return json.end_object().take();
}

std::string discount_json(const Discount& discount) {
  const bool percent = discount.kind == DiscountKind::percent;
  JsonWriter json;
  json.begin_object()
      .field("object", "discount")
      .field("id", discount.id.view())
      .field("livemode", discount.scope.livemode)
      .field("name", discount.name)
      .field("kind", to_string(discount.kind))
      .raw_field("value", percent ? percent_number(discount.value) : std::to_string(discount.value))
      .field("created_at", discount.created_at)
      .field("updated_at", discount.updated_at);
  return json.end_object().take();
}

std::string catalog_version(Time version) {
  auto text = format_iso(version);
  text.pop_back();  // the Z
  return text + fmt::format(".{:03}Z", to_millis(version) - to_unix_seconds(version) * 1000);
}

std::string catalog_version_json(Time version) {
  JsonWriter json;
  json.begin_object().field("version", catalog_version(version));
  return json.end_object().take();
}

namespace {

template <class Items, class Write>
void write_list(JsonWriter& json, std::string_view name, const Items& items, Write write) {
  json.key(name).begin_array();
  for (const auto& item : items) {
    json.raw(write(item));
  }
  json.end_array();
}

}  // namespace

std::string catalog_json(const Catalog& catalog, std::string_view base_url) {
  JsonWriter json;
  json.begin_object().field("object", "catalog").field("version", catalog_version(catalog.version));
  write_list(json, "product_types", catalog.product_types, product_type_json);
  write_list(json, "products", catalog.products, [&](const Product& each) { return product_json(each, base_url); });
  write_list(json, "taxes", catalog.taxes, tax_json);
  write_list(json, "discounts", catalog.discounts, discount_json);
  return json.end_object().take();
}

}  // namespace satsrail::wire
