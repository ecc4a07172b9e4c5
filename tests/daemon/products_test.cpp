// Products, and checkouts that sell them.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> names(SandboxWorld& world, const std::string& query) {
  std::vector<std::string> found;
  for (const auto& product : world.list("/api/v1/products" + query)) {
    found.push_back(product["name"]);
  }
  return found;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("product: what is sent comes back and is read by id and by slug") {
  SandboxWorld world;
  const json fields = {{"name", "Backup pack"},
                       {"price_cents", 1999},
                       {"currency", "usd"},
                       {"description", "Ten backups"},
                       {"sku", "BP-10"},
                       {"image_url", "https://shop.test/bp.png"},
                       {"slug", "backup-pack-2026"},
                       {"status", "active"},
                       {"resource_type", "digital_download"},
                       {"access_duration_seconds", 86'400},
                       {"external_ref", "ref/1"},
                       {"metadata", {{"color", "orange"}}}};
  const auto created = world.post("/api/v1/products", {{"product", fields}});
  REQUIRE(created.status == 201);
  for (const auto& [name, value] : fields.items()) {
    INFO(name);
    CHECK(created.content[name] == value);
  }
  CHECK(created.content["created_at"] == "2024-01-15T10:00:00Z");
  CHECK(world.get("/api/v1/products/" + created.content["id"].get<std::string>()).body == created.body);
  CHECK(world.get("/api/v1/products/backup-pack-2026").body == created.body);
  CHECK(world.get("/api/v1/products/backup-pack").status == 404);
}

TEST_CASE("product: the least of it has a slug of its own, the merchant's currency and no end") {
  SandboxWorld world;
  const auto first = world.create_product({});
  const auto second = world.create_product({});
  const std::string slug = first["slug"];
  CHECK(slug.starts_with("prod_"));
  CHECK(slug.size() == 17);
  CHECK(slug != second["slug"]);
  CHECK(first["currency"] == "USD");
  CHECK(first["status"] == "active");
  CHECK(first["access_duration_seconds"].is_null());
  CHECK(world.create_product({{"price_cents", 0}})["price_cents"] == 0);
}

TEST_CASE("product: a taken slug or reference is refused in the words that importers look for") {
  SandboxWorld world;
  world.create_product({{"slug", "pack"}, {"external_ref", "ref-1"}});
  const auto refused =
      world.post("/api/v1/products",
                 {{"product", {{"name", "Other"}, {"price_cents", 1}, {"slug", "pack"}, {"external_ref", "ref-1"}}}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] ==
        json{"Slug has already been taken", "External ref has already been taken"});
  // The live mode is another shop.
  const json same = {{"product", {{"name", "Live"}, {"price_cents", 1}, {"slug", "pack"}, {"external_ref", "ref-1"}}}};
  CHECK(world.post("/api/v1/products", same, world.keys().sk_live).status == 201);
}

TEST_CASE("product: a checkout for it takes its price and names it by slug or id") {
  SandboxWorld world;
  const auto product = world.create_product({{"slug", "pack"}, {"price_cents", 1999}, {"description", "Ten backups"}});
  for (const auto& name : {product["id"], product["slug"]}) {
    // The product wins over an amount and a currency beside it.
    const auto session = world.open_checkout({{"product_id", name}, {"amount_cents", 1}, {"currency", "eur"}});
    CHECK(session["amount_cents"] == 1999);
    CHECK(session["currency"] == "USD");
    CHECK(session["product_id"] == product["id"]);

    const auto order = world.events().back()["data"]["object"];
    REQUIRE(order["items"].size() == 1);
    CHECK(order["items"][0]["name"] == "Backup pack");
    CHECK(order["items"][0]["description"] == "Ten backups");
    CHECK(order["items"][0]["price_cents"] == 1999);
    CHECK(order["items"][0]["qty"] == 1);
    CHECK(order["items"][0]["product_id"] == product["id"]);
    CHECK(order["total_amount_cents"] == 1999);

    const auto page = world.get("/checkout/" + session["token"].get<std::string>(), no_key);
    CHECK(page.body.find("Backup pack") != std::string::npos);
    CHECK(page.body.find("Ten backups") != std::string::npos);

    const auto payment = world.pay(session["token"]).content;
    CHECK(payment["product_id"] == product["id"]);
    CHECK(payment["amount_sats"] == 19'990);
  }
}

TEST_CASE("product: only an active one is sold") {
  SandboxWorld world;
  for (const std::string status : {"inactive", "archived"}) {
    const auto product = world.create_product({{"status", status}});
    const auto refused =
        world.post("/api/v1/checkout_sessions", {{"checkout_session", {{"product_id", product["id"]}}}});
    INFO(refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["details"] == json{"Product is not available for purchase"});
  }
  const auto free = world.create_product({{"price_cents", 0}});
  CHECK(world.post("/api/v1/checkout_sessions", {{"product_id", free["slug"]}}).status == 422);
  CHECK(world.post("/api/v1/checkout_sessions", {{"product_id", "unknown"}}).status == 404);
  CHECK(world.list("/api/v1/checkout_sessions").empty());
  CHECK(world.events().empty());
}

TEST_CASE("product: its text stays text on the page") {
  SandboxWorld world;
  const auto product = world.create_product({{"name", "<script>alert(1)</script>"}, {"description", "\" onload=\"x"}});
  const auto session = world.open_checkout({{"product_id", product["id"]}});
  const auto page = world.get("/checkout/" + session["token"].get<std::string>(), no_key);
  CHECK(page.body.find("<script>alert") == std::string::npos);
  CHECK(page.body.find("&lt;script&gt;alert(1)") != std::string::npos);
  CHECK(page.body.find("\" onload=\"x") == std::string::npos);
}

TEST_CASE("product: the list is filtered as documented") {
  SandboxWorld world;
  world.create_product({{"name", "Alpha 100%"}, {"sku", "A-1"}, {"external_ref", "r_1"}});
  world.advance(1h);
  world.create_product({{"name", "beta_test"}, {"status", "inactive"}, {"sku", "a-1"}});
  world.advance(1h);
  world.create_product({{"name", "Gamma"}, {"status", "archived"}, {"external_ref", "rx1"}});
  CHECK(names(world, "") == Names{"Gamma", "beta_test", "Alpha 100%"});
  CHECK(names(world, "?order=asc") == Names{"Alpha 100%", "beta_test", "Gamma"});
  CHECK(names(world, "?q[name_cont]=A") == Names{"Gamma", "beta_test", "Alpha 100%"});
  CHECK(names(world, "?q%5Bname_cont%5D=alpha") == Names{"Alpha 100%"});
  CHECK(names(world, "?q[name_cont]=0%25") == Names{"Alpha 100%"});  // the signs of LIKE are letters here
  CHECK(names(world, "?q[name_cont]=a_t") == Names{"beta_test"});
  CHECK(names(world, "?q[name_cont]=%5C").empty());
  CHECK(names(world, "?q[status_eq]=INACTIVE") == Names{"beta_test"});
  CHECK(names(world, "?status=archived") == Names{"Gamma"});
  CHECK(names(world, "?q[sku_eq]=A-1") == Names{"Alpha 100%"});
  CHECK(names(world, "?q[external_ref_eq]=r_1") == Names{"Alpha 100%"});
  CHECK(names(world, "?q[created_at_gteq]=2024-01-15T11:00:00Z") == Names{"Gamma", "beta_test"});
  CHECK(names(world, "?q[created_at_lteq]=2024-01-15T10:59:59Z") == Names{"Alpha 100%"});
  CHECK(names(world, "?q[status_eq]=active&q[name_cont]=alpha") == Names{"Alpha 100%"});
  CHECK(names(world, "?q[status_eq]=active&q[name_cont]=beta").empty());
  // What is not known is ignored, and so is what is empty.
  CHECK(names(world, "?q[colour_eq]=red&q[status_eq]=&nonsense").size() == 3);
}
