#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/values.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <map>

namespace satsrail::cli::handlers {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view k_catalog = "/api/v1/m/catalog";
constexpr std::string_view k_taxes = "/_sandbox/taxes";
constexpr std::string_view k_discounts = "/_sandbox/discounts";

// All kinds in one table; what a kind does not have stays empty.
constexpr View k_catalog_view{
    .id = "id",
    .columns = {{"KIND", "object"},
                {"NAME", "name"},
                {"TYPE", "type"},
                {"PRICE", "price_cents", Show::money},
                {"TERMS", "terms"},
                {"SLUG", "slug", Show::id},
                {"ID", "id", Show::id}},
    .empty = "the catalog is empty; add a product:  satsrail products create --name Coffee --price 4.50",
};

constexpr View k_version_view{.id = "version", .block = {{"version", "version"}}};

constexpr View k_tax_view{
    .id = "id",
    .block = {{"name", "name"},
              {"rate (%)", "rate_percent"},
              {"applies to", "applies_to"},
              {"id", "id"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"RATE (%)", "rate_percent"}, {"NAME", "name"}, {"APPLIES TO", "applies_to"}, {"ID", "id", Show::id}},
    .empty = "no taxes yet; add one:  satsrail taxes create VAT --rate 19.25",
};

constexpr View k_discount_view{
    .id = "id",
    .block = {{"name", "name"},
              {"kind", "kind"},
              {"value", "value"},
              {"id", "id"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"KIND", "kind"}, {"VALUE", "value"}, {"NAME", "name"}, {"ID", "id", Show::id}},
    .empty = "no discounts yet; add one:  satsrail discounts create Spring --percent 10",
};

// The parts of a catalog as one list, each row with what says its terms in words.
ordered_json rows_of(const ordered_json& catalog) {
  std::map<std::string, std::string> type_names;
  auto rows = ordered_json::array();
  for (const auto* part : {"product_types", "products", "taxes", "discounts"}) {
    for (auto row : catalog.value(part, ordered_json::array())) {
      if (row.value("object", "") == "product_type") {
        type_names[text_at_path(row, "id")] = text_at_path(row, "name");
      }
      if (const auto type = type_names.find(text_at_path(row, "product_type_id")); type != type_names.end()) {
        row["type"] = type->second;
      }
      if (row.contains("rate_percent")) {
        row["terms"] = text_at_path(row, "rate_percent") + " %";
      } else if (row.contains("kind")) {
        row["terms"] = text_at_path(row, "value") + (row.value("kind", "") == "percent" ? " % off" : " cents off");
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

// A percentage goes as it was typed: what is one, the API says.
Outcome<int> create(Context& context, std::string_view path, const Body& body, const View& view) {
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, std::string(path), body.text()));
  return context.out.object(reply.body(), view);
}

Outcome<int> remove(Context& context, Source source) {
  TRY_ASSIGN(const auto reply, call_on_object(context, source, "DELETE"));
  context.out.note("deleted");
  return 0;
}

Outcome<int> list(Context& context, std::string_view path, const View& view) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(path), query));
  return context.out.list(reply.body(), view);
}

Outcome<std::int64_t> discount_amount(Context& context, const std::string& text) {
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/merchant"));
  const auto merchant = ordered_json::parse(reply.body(), nullptr, false);
  return parse_amount(text, text_at_path(merchant, "currency"));
}

}  // namespace

Outcome<int> catalog_show(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_catalog)));
  if (context.out.machine()) {
    return context.out.object(reply.body(), k_catalog_view);
  }
  const auto catalog = ordered_json::parse(reply.body(), nullptr, false);
  if (!catalog.is_object()) {
    return context.out.object(reply.body(), k_catalog_view);
  }
  const ordered_json rows{{"data", rows_of(catalog)}};
  return context.out.list(dump(rows), k_catalog_view);
}

Outcome<int> catalog_version(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_catalog) + "/version"));
  return context.out.object(reply.body(), k_version_view);
}

Outcome<int> taxes_create(Context& context) {
  Body body;
  body.set("tax.name", context.in.args[0]);
  set_if_given(body, context.in, "rate", "tax.rate_percent");
  set_if_given(body, context.in, "applies-to", "tax.applies_to");
  return create(context, k_taxes, body, k_tax_view);
}

Outcome<int> taxes_list(Context& context) {
  return list(context, k_taxes, k_tax_view);
}

Outcome<int> taxes_delete(Context& context) {
  return remove(context, Source::taxes);
}

Outcome<int> discounts_create(Context& context) {
  const auto& in = context.in;
  Body body;
  body.set("discount.name", in.args[0]);
  body.set("discount.kind", in.has("percent") ? "percent" : "fixed");
  set_if_given(body, in, "percent", "discount.value");
  if (const auto amount = in.value("amount")) {
    TRY_ASSIGN(const auto cents, discount_amount(context, *amount));
    body.set_number("discount.value", cents);
  } else if (const auto given = in.value("amount-cents")) {
    TRY_ASSIGN(const auto cents, parse_cents(*given, "amount-cents"));
    body.set_number("discount.value", cents);
  }
  return create(context, k_discounts, body, k_discount_view);
}

Outcome<int> discounts_list(Context& context) {
  return list(context, k_discounts, k_discount_view);
}

Outcome<int> discounts_delete(Context& context) {
  return remove(context, Source::discounts);
}

}  // namespace satsrail::cli::handlers
