// The schemas of the catalog: what the parsers take, what the codecs write, and the examples in them.

#include "core/limits.h"
#include "core/wire/catalog_json.h"
#include "core/wire/product_json.h"
#include "core/wire/product_type_json.h"
#include "daemon/api/list.h"
#include "tests/daemon/api/request_contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace satsrail {

namespace {

using nlohmann::json;
using test::contract;
using test::holds;
using test::named;
using test::Values;

const Time k_created = from_millis(1'705'312'800'250);
const std::string k_id = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a51";

// Of one wrapper, whose fields are judged.
class Request {
 public:
  Request(const std::string& schema, std::string wrapper, bool (*parses)(const wire::JsonBody&), json fields)
      : plain(std::move(fields)), m_schema(schema), m_wrapper(std::move(wrapper)), m_parses(parses) {}

  void judge(const json& fields, bool expected) const { contract_of(plain).judge(json{{m_wrapper, fields}}, expected); }
  void judge(const std::string& field, const Values& good, const Values& bad) const {
    contract_of(plain).judge("/" + m_wrapper + "/" + field, good, bad);
  }

  json plain;

 private:
  test::RequestContract contract_of(const json& fields) const { return {m_schema, m_parses, {{m_wrapper, fields}}}; }

  std::string m_schema;
  std::string m_wrapper;
  bool (*m_parses)(const wire::JsonBody&);
};

const Values k_good_texts{nullptr, "plain", "", std::string(100, 'x')};
const Values k_bad_texts{std::string(501, 'x'), 5, true, json::array(), "bell\a"};
const Values k_good_names{"Books", std::string(200, 'x')};
const Values k_bad_names{"", " \t", std::string(201, 'x'), 5, nullptr, "bell\a"};
const Values k_good_percents{1, 19.25, "19.25", "7.5", 100, "100.00", "007", 0.5};
const Values k_bad_percents{-1, "-1", 100.5, "100.01", "1000", "", " ", ".5", "5.", "1.234", true, json::array(), "x"};

ProductType product_type() {
  ProductType type;
  type.id = *ProductTypeId::parse(k_id);
  type.name = "Books";
  type.position = 3;
  type.created_at = type.updated_at = k_created;
  return type;
}

Tax tax() {
  Tax tax;
  tax.id = *TaxId::parse(k_id);
  tax.name = "VAT";
  tax.rate_bp = 1925;
  tax.applies_to = "all";
  return tax;
}

Discount discount(DiscountKind kind) {
  Discount discount;
  discount.id = *DiscountId::parse(k_id);
  discount.name = "Sale";
  discount.kind = kind;
  discount.value = 1250;
  return discount;
}

Product product() {
  Product product;
  product.id = *ProductId::parse(k_id);
  product.slug = "pack";
  product.name = "Pack";
  product.currency = "USD";
  product.key = std::string(43, 'k');
  return product;
}

}  // namespace

TEST_CASE("request schemas: a change of a product is judged as the parser judges it") {
  const Request request{"product.update", "product", test::reads<wire::parse_product_change>, {{"price_cents", 5}}};
  request.judge(json::object(), true);
  request.judge({{"nonsense", 5}}, true);
  request.judge("name", k_good_names, k_bad_names);
  request.judge("price_cents", {0, limits::amount_cents_max}, {-1, limits::amount_cents_max + 1, "5", nullptr, 5.5});
  request.judge("currency", {"usd", "JPY"}, {nullptr, "xyz", "", 5});
  for (const std::string field : {"description", "sku", "resource_type", "external_ref", "product_type_id"}) {
    request.judge(field, k_good_texts, field == "description" ? Values{5, "bell\a"} : k_bad_texts);
  }
  request.judge("image_url", {nullptr, "https://shop.test/a.png"}, {"", "shop.test", 5});
  request.judge("slug", {"pack-2", "_"}, {nullptr, "", "Two Words", k_id, std::string(101, 's')});
  request.judge("status", {"active", "inactive", "archived"}, {nullptr, "", "sold", 5});
  request.judge("access_duration_seconds", {nullptr, 1, limits::access_duration_seconds_max},
                {0, -1, limits::access_duration_seconds_max + 1, "5"});
  request.judge("metadata", {nullptr, json::object(), {{"k", 5}}}, {json::array(), {{"k", {1}}}, "x"});
}

TEST_CASE("request schemas: product types are judged as the parsers judge them") {
  const Request made{"product_type.create", "product_type", test::reads<wire::parse_product_type>, {{"name", "Books"}}};
  made.judge(json::object(), false);
  made.judge("name", k_good_names, k_bad_names);
  made.judge("position", {nullptr, 0, k_product_type_position_max}, {-1, k_product_type_position_max + 1, "1", 1.5});
  made.judge("external_ref", k_good_texts, k_bad_texts);
  const Request changed{
      "product_type.update", "product_type", test::reads<wire::parse_product_type_change>, {{"position", 2}}};
  changed.judge(json::object(), true);
  changed.judge("name", k_good_names, k_bad_names);
  changed.judge("position", {0, k_product_type_position_max}, {nullptr, -1, "1"});
  changed.judge("external_ref", k_good_texts, k_bad_texts);
}

TEST_CASE("request schemas: taxes and discounts are judged as the parsers judge them") {
  const Request tax{"tax.create", "tax", test::reads<wire::parse_tax>, {{"name", "VAT"}, {"rate_percent", 7}}};
  tax.judge({{"name", "VAT"}}, false);
  tax.judge({{"rate_percent", 7}}, false);
  tax.judge("name", k_good_names, k_bad_names);
  tax.judge("rate_percent", k_good_percents, k_bad_percents);
  tax.judge("rate_percent", {0, "0", "0.00"}, {nullptr});
  tax.judge("applies_to", {nullptr, "physical"}, {"", " ", 5, std::string(501, 'x')});

  const Request percent{"discount.create",
                        "discount",
                        test::reads<wire::parse_discount>,
                        {{"name", "Sale"}, {"kind", "percent"}, {"value", 5}}};
  percent.judge("name", k_good_names, k_bad_names);
  percent.judge("kind", {"percent", "fixed"}, {nullptr, "", "gift", 5});
  percent.judge("value", k_good_percents, k_bad_percents);
  percent.judge("value", {0.01, "0.01"}, {nullptr, 0, "0", "0.00", 0.001});
  auto fixed = percent;
  fixed.plain["kind"] = "fixed";
  fixed.judge("value", {1, 500, limits::amount_cents_max}, {0, -1, 5.5, "5", nullptr, limits::amount_cents_max + 1});
  for (const std::string field : {"name", "kind", "value"}) {
    auto fields = percent.plain;
    fields.erase(field);
    percent.judge(fields, false);
  }
}

TEST_CASE("response schemas: the catalog and what is in it") {
  holds(named("product_type"), wire::product_type_json(product_type()));
  holds(named("product_type.list"), api::list_json({wire::product_type_json(product_type())}, {2, 1, false}, 3));
  holds(named("tax"), wire::tax_json(tax()));
  holds(named("tax.list"), api::list_json({wire::tax_json(tax())}, {2, 1, false}, 3));
  for (const auto kind : {DiscountKind::percent, DiscountKind::fixed}) {
    holds(named("discount"), wire::discount_json(discount(kind)));
  }
  CHECK(json::parse(wire::discount_json(discount(DiscountKind::percent)))["value"] == 12.5);
  CHECK(json::parse(wire::discount_json(discount(DiscountKind::fixed)))["value"] == 1250);
  holds(named("discount.list"), api::list_json({wire::discount_json(discount(DiscountKind::fixed))}, {2, 1, false}, 3));
  holds(named("catalog.version"), wire::catalog_version_json(k_created));
  CHECK(wire::catalog_version(k_created) == "2024-01-15T10:00:00.250Z");
  const wire::Catalog catalog{k_created, {product_type()}, {product()}, {tax()}, {discount(DiscountKind::percent)}};
  holds(named("catalog"), wire::catalog_json(catalog, "http://127.0.0.1:7287"));
  holds(named("catalog"), wire::catalog_json({}, "http://127.0.0.1:7287"));
}

TEST_CASE("schemas: every example in them keeps its schema") {
  const auto schemas = json::parse(schema::file("api.json"));
  for (const auto& [name, schema] : schemas.items()) {
    for (const auto& example : schema.value("examples", json::array())) {
      const auto problems = contract().problems(name, example.dump());
      INFO(name << " " << example.dump() << " " << json(problems).dump());
      CHECK(problems.empty());
    }
  }
}

}  // namespace satsrail
