// The catalog in one answer, its version, and the taxes and discounts in it.

#include "core/limits.h"
#include "tests/daemon/catalog_route_examples.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_catalog = "/api/v1/m/catalog";

std::string version(SandboxWorld& world, std::optional<std::string_view> key = {}) {
  return world.get(k_catalog + "/version", key).content["version"];
}

Response ask(SandboxWorld& world, const std::string& path, const std::string& tags) {
  auto request = world.request("GET", path);
  request.headers.emplace_back("if-none-match", tags);
  return world.send(std::move(request));
}

Response add(SandboxWorld& world, const std::string& noun, const json& fields) {
  return world.post("/_sandbox/" + noun + (noun == "tax" ? "es" : "s"), {{noun, fields}});
}

}  // namespace

TEST_CASE("catalog: types in their order, what is active newest first, taxes and discounts") {
  SandboxWorld world;
  const auto second = add_product_type(world, {{"name", "Books"}, {"position", 2}});
  const auto first = add_product_type(world, {{"name", "Downloads"}, {"position", 1}});
  const auto older = world.create_product({{"slug", "older"}, {"product_type_id", first["id"]}});
  const auto newer = world.create_product({{"slug", "newer"}});
  world.create_product({{"slug", "resting"}, {"status", "inactive"}});
  world.create_product({{"slug", "gone"}, {"status", "archived"}});
  const auto tax = add_tax(world);
  const auto discount = add_discount(world);
  const auto shown = world.get(k_catalog);
  REQUIRE(shown.status == 200);
  CHECK(shown.content == json{{"object", "catalog"},
                              {"version", version(world)},
                              {"product_types", {first, second}},
                              {"products", {newer, older}},
                              {"taxes", json::array({tax})},
                              {"discounts", json::array({discount})}});
  const auto live = world.get(k_catalog, world.keys().sk_live).content;
  for (const auto* part : {"product_types", "products", "taxes", "discounts"}) {
    CHECK(live[part].empty());
  }
  CHECK(world.get(k_catalog, world.keys().pk_test).status == 403);
}

TEST_CASE("catalog: the version is another after every write, also two in one millisecond and a deletion") {
  SandboxWorld world;
  std::string last = version(world);
  CHECK(last == "2024-01-15T10:00:00.000Z");
  const auto grew = [&] {
    const auto now = version(world);
    const bool is_later = now > last;
    last = now;
    return is_later;
  };
  const auto type = add_product_type(world);
  CHECK(grew());
  const std::string type_path = "/api/v1/m/product_types/" + type["id"].get<std::string>();
  world.create_product({{"slug", "pack"}, {"product_type_id", type["id"]}});
  CHECK(grew());
  world.patch("/api/v1/m/products/pack", {{"product", {{"price_cents", 5}, {"product_type_id", nullptr}}}});
  CHECK(grew());
  world.post("/api/v1/m/products/pack/rotate_key");
  CHECK(grew());
  world.post("/api/v1/m/products/pack/clear_old_key");
  CHECK(grew());
  world.patch(type_path, {{"product_type", {{"name", "Files"}}}});
  CHECK(grew());
  const auto tax = add_tax(world);
  CHECK(grew());
  const auto discount = add_discount(world);
  CHECK(grew());
  for (const auto& path :
       {std::string("/api/v1/m/products/pack"), type_path, "/_sandbox/taxes/" + tax["id"].get<std::string>(),
        "/_sandbox/discounts/" + discount["id"].get<std::string>()}) {
    INFO(path);
    CHECK(world.del(path).status == 204);
    CHECK(grew());
  }
  CHECK(last == "2024-01-15T10:00:00.012Z");
  // Reading, refusals and sales change nothing; nor does the other mode.
  world.get(k_catalog);
  add(world, "tax", json::object());
  world.pay(world.create_checkout(5000_cents));
  world.post("/api/v1/m/product_types", {{"product_type", {{"name", "Live"}}}}, world.keys().sk_live);
  CHECK_FALSE(grew());
  CHECK(version(world, world.keys().sk_live) > "2024-01-15T10:00:00.000Z");
  // The time of the write, where that is later.
  world.advance(90s);
  add_tax(world);
  CHECK(version(world) == "2024-01-15T10:01:30.000Z");
}

TEST_CASE("catalog: a version never comes back, not with a reset and not with a snapshot") {
  SandboxWorld world;
  add_tax(world);
  const auto control = std::optional<std::string_view>(world.keys().control);
  world.post("/_sandbox/snapshots", {{"snapshot", {{"name", "here"}}}}, control);
  add_tax(world);
  const auto before = version(world);
  REQUIRE(world.post("/_sandbox/snapshots/here/restore", nullptr, control).status == 200);
  CHECK(world.get(k_catalog).content["taxes"].size() == 1);
  const auto restored = version(world);
  CHECK(restored > before);
  REQUIRE(world.post("/_sandbox/reset", nullptr, control).status == 200);
  CHECK(world.get(k_catalog).content["taxes"].empty());
  CHECK(version(world) > restored);
}

TEST_CASE("catalog: who knows the version is not told the same again") {
  SandboxWorld world;
  add_tax(world);
  for (const auto& path : {k_catalog, k_catalog + "/version"}) {
    INFO(path);
    const auto tag = world.get(path).header("ETag");
    CHECK(tag == "\"" + version(world) + "\"");
    CHECK(world.get(path).header("Cache-Control") == "private, no-cache");
    for (const auto& tags : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
      INFO(tags);
      const auto same = ask(world, path, tags);
      CHECK(same.status == 304);
      CHECK(same.body.empty());
      CHECK(same.header("ETag") == tag);
    }
    CHECK(ask(world, path, "\"other\"").status == 200);
    CHECK(ask(world, path, "").status == 200);
    add_tax(world);
    const auto changed = ask(world, path, tag);
    CHECK(changed.status == 200);
    CHECK(changed.header("ETag") != tag);
  }
}

TEST_CASE("catalog: more products than one answer shows are refused, and told how to be read") {
  SandboxWorld world;
  world.create_product({});
  world.run_sql(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
      std::to_string(limits::catalog_products_max) +
      ") INSERT INTO products (id, merchant_seq, livemode, slug, name, price_cents, currency, status, metadata,"
      " created_at, updated_at, key) SELECT printf('0190a1b2-c3d4-7e5f-8a9b-%012d', i), merchant_seq, 0, 's' || i, 'n',"
      " 1, 'USD', 'active', '{}', 0, 0, key FROM n, products");
  const auto refused = world.get(k_catalog);
  CHECK(refused.status == 409);
  CHECK(refused.code() == "conflict");
  CHECK(refused.content["error"]["message"].get<std::string>().find("10000 active products") != std::string::npos);
  world.del("/api/v1/m/products/s1");
  CHECK(world.get(k_catalog).content["products"].size() == 10'000);
}

TEST_CASE("tax: a rate is a percentage of two decimals, as a number or as text") {
  SandboxWorld world;
  const auto rate = [&](const json& sent) {
    return add(world, "tax", {{"name", "VAT"}, {"rate_percent", sent}}).content["rate_percent"].dump();
  };
  CHECK(rate(19.25) == "19.25");
  CHECK(rate("19.25") == "19.25");
  CHECK(rate(7) == "7");
  CHECK(rate("7.50") == "7.5");
  CHECK(rate(0) == "0");
  CHECK(rate("100.00") == "100");
  CHECK(rate(0.01) == "0.01");
  CHECK(rate(57.3) == "57.3");  // 57.3 has no exact double
  for (const auto& sent : {json(19.255), json("19.255"), json(-1), json("-1"), json(100.01), json("101"), json(1e300),
                           json(true), json(json::array()), json("seven"), json("7%"), json("")}) {
    const auto refused = add(world, "tax", {{"name", "VAT"}, {"rate_percent", sent}});
    INFO(sent << refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["fields"]["rate_percent"].size() == 1);
  }
  CHECK(add(world, "tax", {{"name", "VAT"}, {"rate_percent", 1}}).content["applies_to"] == "all");
  CHECK(add(world, "tax", {{"name", "VAT"}, {"rate_percent", 1}, {"applies_to", "physical"}}).content["applies_to"] ==
        "physical");
  CHECK(add(world, "tax", json::object()).content["error"]["details"] ==
        json{"Name can't be blank", "Rate percent can't be blank"});
  CHECK(world.post("/_sandbox/taxes", {{"name", "VAT"}}).code() == "parameter_missing");
}

TEST_CASE("discount: a percentage of the total, or an amount of it") {
  SandboxWorld world;
  const auto value = [&](const std::string& kind, const json& sent) {
    return add(world, "discount", {{"name", "Sale"}, {"kind", kind}, {"value", sent}}).content["value"].dump();
  };
  CHECK(value("percent", 12.5) == "12.5");
  CHECK(value("percent", "100") == "100");
  CHECK(value("fixed", 500) == "500");
  const auto wrong = [&](const json& fields) { return add(world, "discount", fields).content["error"]["details"]; };
  CHECK(wrong({{"name", "Sale"}, {"kind", "percent"}, {"value", 0}}) == json{"Value must be greater than 0"});
  CHECK(wrong({{"name", "Sale"}, {"kind", "percent"}, {"value", 101}}) ==
        json{"Value must be less than or equal to 100"});
  CHECK(wrong({{"name", "Sale"}, {"kind", "percent"}, {"value", "1.234"}}) ==
        json{"Value must be a percentage with at most 2 decimals"});
  CHECK(wrong({{"name", "Sale"}, {"kind", "fixed"}, {"value", 0}}) == json{"Value must be greater than 0"});
  CHECK(wrong({{"name", "Sale"}, {"kind", "fixed"}, {"value", "5.00"}}) ==
        json{"Value must be an integer, not a string"});
  CHECK(wrong({{"name", "Sale"}, {"kind", "gift"}, {"value", 5}}) == json{"Kind must be percent or fixed"});
  CHECK(wrong(json::object()) == json{"Name can't be blank", "Kind can't be blank", "Value can't be blank"});
}

TEST_CASE("catalog terms: they are listed newest first, deleted by id, and the merchant's own") {
  SandboxWorld world;
  for (const std::string noun : {"tax", "discount"}) {
    const auto path = noun == "tax" ? std::string("/_sandbox/taxes") : std::string("/_sandbox/discounts");
    const auto make = noun == "tax" ? add_tax : add_discount;
    const auto first = make(world);
    const auto second = make(world);
    CHECK(world.get(path).content["data"] == json{second, first});
    const std::string one = path + "/" + first["id"].get<std::string>();
    CHECK(world.del(one, world.keys().sk_live).status == 404);
    CHECK(world.del(one, world.add_merchant("Bakery of " + noun)).status == 404);
    CHECK(world.del(path + "/unknown").status == 404);
    const auto gone = world.del(one);
    CHECK(gone.status == 204);
    CHECK(gone.body.empty());
    CHECK(world.del(one).status == 404);
    CHECK(world.get(path).content["data"] == json::array({second}));
    for (int i = 1; i < limits::catalog_terms_max; ++i) {
      make(world);
    }
    const auto refused = add(world, noun, {{"name", "N"}, {"rate_percent", 1}, {"kind", "fixed"}, {"value", 1}});
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["details"] ==
          json{"There are already 100 " + path.substr(10) + "; delete one first"});
  }
}
