// Seeds: a shop in one document, put in place whole or not at all.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;

namespace {

Response sow(SandboxWorld& world, const json& seed) {
  return world.post("/_sandbox/seed", seed, world.keys().control);
}

const json k_shop = json::parse(R"({
  "merchant": {"name": "Corner Bakery", "plan": "pro", "email": "owner@bakery.test", "customer_fields": ["email"]},
  "products": [
    {"name": "Bread", "slug": "bread", "price_cents": 450, "metadata": {"shelf": 3}},
    {"name": "Cake", "external_ref": "cake-1", "price_cents": 2500, "currency": "eur", "product_type": "sweet"},
    {"name": "Pie", "price_cents": 900, "product_type": "Savoury"}
  ],
  "product_types": [{"name": "Sweet", "external_ref": "sweet"}, {"name": "Savoury"}],
  "taxes": [{"name": "VAT", "rate_percent": 7}],
  "discounts": [{"name": "Two", "kind": "percent", "value": 10}],
  "wallets": [
    {"name": "Sandbox Lightning", "status": "error"},
    {"name": "Till", "is_default": true, "connection_type": "cln"}
  ],
  "documents": [{"document_type": "license", "name": "License", "status": "pending"}],
  "staff": [
    {"email": "ann@bakery.test", "password": "correct horse"},
    {"email": "bob@bakery.test", "password": "battery staple", "role": "accountant"}
  ],
  "plans": [{"slug": "gold", "name": "Gold", "price_cents": 5000, "rpm_limit": 600, "features": ["Everything"]}],
  "exchanges": [{"name": "Corner Exchange", "url": "https://x.example.com", "countries": [{"iso_code": "CH", "name": "Switzerland"}]}],
  "webhooks": [{"url": "http://shop.test/hooks", "events": ["order.*"], "secret_key": "whsec_of_the_bakery"}]
})");

// Everything that a seed can put in place, with the times of change.
json everything(SandboxWorld& world) {
  return {{"merchant", world.get("/api/v1/m/merchant").content},
          {"products", world.list("/api/v1/m/products")},
          {"catalog", world.get("/api/v1/m/catalog").content},
          {"wallets", world.list("/api/v1/m/wallets")},
          {"documents", world.list("/api/v1/m/merchant_documents")},
          {"staff", world.list("/_sandbox/staff", world.keys().control)},
          {"plans", world.list("/api/v1/pub/subscription_plans", no_key)},
          {"exchanges", world.get("/api/v1/pub/exchanges", no_key).content},
          {"webhooks", world.list("/api/v1/m/webhooks")}};
}

json section(const json& applied, const std::string& name) {
  for (const auto& each : applied["sections"]) {
    if (each["name"] == name) {
      return each;
    }
  }
  return nullptr;
}

}  // namespace

TEST_CASE("seed: a whole shop is there at once") {
  SandboxWorld world;
  const auto answer = sow(world, k_shop);
  INFO(answer);
  REQUIRE(answer.status == 200);
  CHECK(answer.content["created"] == 14);
  CHECK(answer.content["updated"] == 2);  // the merchant, and the wallet that it had
  CHECK(answer.content["unchanged"] == 0);
  CHECK(section(answer.content, "staff")["created"] == 2);
  REQUIRE(answer.content["webhooks"].size() == 1);
  CHECK(answer.content["webhooks"][0]["secret_key"] == "whsec_of_the_bakery");

  const auto there = everything(world);
  CHECK(there["merchant"]["name"] == "Corner Bakery");
  CHECK(world.get("/api/v1/m/products/bread").content["metadata"]["shelf"] == "3");
  CHECK(there["wallets"].size() == 2);
  CHECK(there["documents"][0]["status"] == "pending");
  // The lists of everybody hold what the seed names, and no longer what was there for want of anything.
  REQUIRE(there["plans"].size() == 1);
  CHECK(there["plans"][0]["rpm_limit"] == 600);
  REQUIRE(there["exchanges"]["exchanges"].size() == 1);
  CHECK(there["exchanges"]["exchanges"][0]["countries"][0]["iso_code"] == "CH");
  const auto login =
      world.post("/api/v1/m/sessions", {{"email", "bob@bakery.test"}, {"password", "battery staple"}}, no_key);
  CHECK(login.content["merchants"][0]["role"] == "accountant");
  CHECK(world.event_types() == std::vector<std::string>{"merchant.plan_changed"});
  world.invoice_of(world.create_checkout(5000_cents));  // the wallet that can be paid to is known
}

TEST_CASE("seed: the same again changes nothing") {
  SandboxWorld world;
  REQUIRE(sow(world, k_shop).status == 200);
  const auto before = everything(world);
  world.advance(std::chrono::hours(1));
  const auto again = sow(world, k_shop);
  INFO(again);
  CHECK(again.content["created"] == 0);
  CHECK(again.content["updated"] == 0);
  CHECK(again.content["unchanged"] == 16);
  CHECK(again.content["webhooks"].empty());
  CHECK(everything(world) == before);
  CHECK(world.event_types().size() == 1);
}

TEST_CASE("seed: an entry that finds its like changes what it names, and keeps the rest") {
  SandboxWorld world;
  REQUIRE(sow(world, k_shop).status == 200);
  const auto token =
      world.post("/api/v1/m/sessions", {{"email", "ann@bakery.test"}, {"password", "correct horse"}}, no_key)
          .content["session_token"]
          .get<std::string>();
  auto next = k_shop;
  next["products"][1]["price_cents"] = 2600;
  next["products"][2]["product_type"] = "sweet";
  next["product_types"][0]["name"] = "Sweets";
  next["taxes"][0]["rate_percent"] = 8;
  next["discounts"][0] = {{"name", "Two"}, {"kind", "fixed"}, {"value", 100}};
  next["wallets"][1] = {{"name", "Till"}, {"status", "syncing"}};
  next["documents"][0]["status"] = "approved";
  next["staff"][0]["password"] = "another horse";
  next["plans"][0]["price_cents"] = 6000;
  next["exchanges"][0]["promoted"] = true;
  next["webhooks"][0]["events"] = {"*"};
  const auto changed = sow(world, next);
  INFO(changed);
  CHECK(changed.content["updated"] == 11);
  CHECK(changed.content["created"] == 0);
  const auto there = everything(world);
  CHECK(there["wallets"][0]["status"] == "syncing");
  CHECK(there["wallets"][0]["connection_type"] == "cln");
  CHECK(there["wallets"][0]["is_default"] == true);
  CHECK(there["plans"][0]["price_cents"] == 6000);
  const auto& catalog = there["catalog"];
  CHECK(catalog["taxes"].size() == 1);
  CHECK(catalog["discounts"][0]["kind"] == "fixed");
  CHECK(there["products"][0]["product_type_id"] == there["products"][1]["product_type_id"]);
  CHECK(there["products"][1]["price_cents"] == 2600);
  CHECK(there["products"][1]["currency"] == "eur");
  CHECK(there["webhooks"][0]["events"] == json{"*"});
  // Another password ends the sessions of the old one.
  CHECK(world.post("/api/v1/m/sessions/activate", {{"merchant_id", there["merchant"]["id"]}}, token).status == 401);
  CHECK(world.post("/_sandbox/pay", {{"target", world.create_checkout(100_cents)}}).status == 503);
}

TEST_CASE("seed: what is wrong is named by its path, all of it at once, and nothing is kept") {
  SandboxWorld world;
  const auto before = everything(world);
  auto seed = k_shop;
  seed["products"].push_back({{"name", "Tart"}, {"price_cents", -1}});
  seed["products"].push_back({{"name", "Tart"}, {"price_cent", 5}});
  seed["staff"][1]["email"] = "ann@BAKERY.test";
  seed["webhooks"][0]["events"] = {"order.payed"};
  seed["produkts"] = json::array();
  const auto refused = sow(world, seed);
  INFO(refused);
  CHECK(refused.status == 422);
  const auto& fields = refused.content["error"]["fields"];
  CHECK(fields["produkts"][0] == "is not known (did you mean products?)");
  CHECK(fields["products[3].price_cents"][0] == "must be greater than or equal to 0");
  CHECK(fields["products[4].price_cent"][0] == "is not known (did you mean price_cents?)");
  CHECK(fields["products[4].price_cents"][0] == "can't be blank");
  CHECK(fields["staff[1]"][0] == "has the same email ann@bakery.test as an entry before it");
  CHECK(fields.contains("webhooks[0].events"));
  const auto details = refused.content["error"]["details"].dump();
  CHECK(details.find("products[3].price_cents must be greater than or equal to 0") != std::string::npos);
  CHECK(everything(world) == before);

  seed = k_shop;
  seed["products"][1]["product_type"] = "sour";
  CHECK(sow(world, seed).content["error"]["fields"]["products[1].product_type"][0] ==
        "is no product type of this name or external_ref");

  // What only the data can tell: the last entry, after all others were written.
  seed = k_shop;
  REQUIRE(world.create_webhook("http://shop.test/hooks").contains("id"));
  const auto with_webhook = everything(world);
  const auto contradicted = sow(world, seed);
  CHECK(contradicted.status == 422);
  CHECK(contradicted.content["error"]["fields"].contains("webhooks[0].secret_key"));
  CHECK(everything(world) == with_webhook);
  CHECK(world.events().empty());
}

TEST_CASE("seed: for another merchant, and for live mode") {
  SandboxWorld world;
  const auto bakery = world.add_merchant("Bakery");
  const std::string id = world.get("/api/v1/m/merchant", bakery).content["id"];
  const json bread = {{"products", {{{"name", "Bread"}, {"slug", "bread"}, {"price_cents", 450}}}}};
  auto seed = bread;
  seed["merchant_id"] = id;
  CHECK(sow(world, seed).content["merchant_id"] == id);
  CHECK(world.get("/api/v1/m/products/bread", bakery).status == 200);
  CHECK(world.get("/api/v1/m/products/bread").status == 404);
  seed = bread;
  seed["livemode"] = true;
  CHECK(sow(world, seed).content["livemode"] == true);
  CHECK(world.get("/api/v1/m/products/bread", world.keys().sk_live).status == 200);
  CHECK(world.get("/api/v1/m/products/bread").status == 404);
  seed["merchant_id"] = "nobody";
  CHECK(sow(world, seed).content["error"]["details"][0] == "Merchant id is no merchant of this sandbox");
}

TEST_CASE("seed: a merchant that it suspends is suspended at once") {
  SandboxWorld world;
  CHECK(sow(world, {{"merchant", {{"status", "suspended"}}}}).status == 200);
  CHECK(world.get("/api/v1/m/merchant").code() == "merchant_inactive");
  CHECK(sow(world, {{"merchant", {{"status", "active"}}}}).status == 200);
  CHECK(world.get("/api/v1/m/merchant").status == 200);
  CHECK(sow(world, json::object()).content["sections"].empty());
  CHECK(world.post_text("/_sandbox/seed", "[]", world.keys().control).code() == "bad_request");
  CHECK(sow(world, {{"products", "bread"}}).content["error"]["details"][0] == "Products must be an array of objects");
}
