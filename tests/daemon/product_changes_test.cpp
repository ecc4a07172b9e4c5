// Products that are changed, moved between types, and deleted.

#include "tests/daemon/catalog_route_examples.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_products = "/api/v1/m/products/";

Response change(SandboxWorld& world, const std::string& product, const json& fields) {
  return world.patch(k_products + product, {{"product", fields}});
}

json full_product() {
  return {{"name", "Backup pack"},
          {"price_cents", 1999},
          {"currency", "usd"},
          {"description", "Ten backups"},
          {"sku", "BP-10"},
          {"image_url", "https://shop.test/bp.png"},
          {"slug", "pack"},
          {"status", "active"},
          {"resource_type", "digital_download"},
          {"access_duration_seconds", 86'400},
          {"external_ref", "ref/1"},
          {"metadata", {{"color", "orange"}, {"size", "L"}}}};
}

}  // namespace

TEST_CASE("product: a change touches what it names, and nothing else") {
  SandboxWorld world;
  const auto made = world.create_product(full_product());
  world.advance(1h);
  const auto changed = change(world, "pack", {{"price_cents", 2499}, {"name", "Bigger pack"}});
  REQUIRE(changed.status == 200);
  auto expected = made;
  expected["price_cents"] = 2499;
  expected["name"] = "Bigger pack";
  expected["updated_at"] = "2024-01-15T11:00:00Z";
  CHECK(changed.content == expected);
  CHECK(world.get("/api/v1/products/pack").content == expected);
  CHECK(world.open_checkout({{"product_id", "pack"}})["amount_cents"] == 2499);
}

TEST_CASE("product: every field can be changed, by id or by slug") {
  SandboxWorld world;
  const auto made = world.create_product({});
  const auto by_id = change(world, made["id"], full_product());
  REQUIRE(by_id.status == 200);
  const auto fields = full_product();
  for (const auto& [name, value] : fields.items()) {
    INFO(name);
    CHECK(by_id.content[name] == value);
  }
  CHECK(by_id.content["payment_link"] == "http://127.0.0.1:7287/pay/pack");
  CHECK(world.get(k_products + made["slug"].get<std::string>()).status == 404);
  CHECK(change(world, "pack", {{"slug", "pack-2"}}).content["payment_link"] == "http://127.0.0.1:7287/pay/pack-2");
}

TEST_CASE("product: null clears what may be empty, and nothing else") {
  SandboxWorld world;
  world.create_product(full_product());
  const std::vector<std::string> optional{
      "description", "sku", "image_url", "resource_type", "external_ref", "product_type_id", "access_duration_seconds"};
  json nulls;
  for (const auto& name : optional) {
    nulls[name] = nullptr;
  }
  const auto cleared = change(world, "pack", nulls);
  REQUIRE(cleared.status == 200);
  for (const auto& name : optional) {
    INFO(name);
    CHECK(cleared.content[name].is_null());
  }
  CHECK(change(world, "pack", {{"metadata", nullptr}}).content["metadata"] == json::object());
  for (const std::string name : {"name", "price_cents", "currency", "slug", "status"}) {
    const auto refused = change(world, "pack", {{name, nullptr}});
    INFO(refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["fields"] == json{{name, {"can't be blank"}}});
  }
}

TEST_CASE("product: metadata that is sent takes the place of all that was there") {
  SandboxWorld world;
  world.create_product(full_product());
  CHECK(change(world, "pack", {{"metadata", {{"size", 5}}}}).content["metadata"] == json{{"size", "5"}});
  CHECK(change(world, "pack", {{"name", "Other"}}).content["metadata"] == json{{"size", "5"}});
  const auto refused = change(world, "pack", {{"metadata", {{"size", {1, 2}}}}});
  CHECK(refused.status == 422);
  CHECK(world.get(k_products + "pack").content["metadata"] == json{{"size", "5"}});
}

TEST_CASE("product: a change that changes nothing leaves it as it was") {
  SandboxWorld world;
  const auto made = world.create_product(full_product());
  const std::string version = world.get("/api/v1/m/catalog/version").body;
  world.advance(1h);
  CHECK(change(world, "pack", full_product()).content == made);
  CHECK(change(world, "pack", json::object()).content == made);
  CHECK(change(world, "pack", {{"nonsense", true}}).content == made);
  CHECK(world.get("/api/v1/m/catalog/version").body == version);
}

TEST_CASE("product: a change keeps slug and reference unique, in the words that importers look for") {
  SandboxWorld world;
  world.create_product({{"slug", "one"}, {"external_ref", "ref-1"}});
  world.create_product({{"slug", "two"}, {"external_ref", "ref-2"}});
  const auto refused = change(world, "two", {{"slug", "one"}, {"external_ref", "ref-1"}, {"name", "Other"}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] ==
        json{"Slug has already been taken", "External ref has already been taken"});
  CHECK(world.get(k_products + "two").content["name"] == "Backup pack");
  // Its own are not in its way, and what another gave up is free.
  CHECK(change(world, "two", {{"slug", "two"}, {"external_ref", "ref-2"}}).status == 200);
  CHECK(change(world, "one", {{"external_ref", nullptr}}).status == 200);
  CHECK(change(world, "two", {{"external_ref", "ref-1"}}).status == 200);
  // A form sends an empty reference for none.
  CHECK(change(world, "one", {{"external_ref", ""}}).content["external_ref"].is_null());
  CHECK(change(world, "two", {{"external_ref", ""}}).content["external_ref"].is_null());
}

TEST_CASE("product: a wrong change is refused with every reason, and changes nothing") {
  SandboxWorld world;
  const auto made = world.create_product(full_product());
  const auto refused = change(world, "pack",
                              {{"name", " "},
                               {"price_cents", -1},
                               {"access_duration_seconds", 0},
                               {"status", "sold"},
                               {"slug", "Two Words"},
                               {"product_type_id", 5}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] ==
        json{"Name can't be blank", "Price cents must be greater than or equal to 0",
             "Slug may hold lower-case letters, digits, - and _ only", "Product type id must be a string",
             "Access duration seconds must be greater than 0", "Status must be active, inactive or archived"});
  CHECK(world.patch(k_products + "pack", {{"name", "Unwrapped"}}).code() == "parameter_missing");
  CHECK(world.patch(k_products + "unknown", {{"product", json::object()}}).status == 404);
  CHECK(world.patch(k_products + "pack", {{"product", json::object()}}, world.keys().sk_live).status == 404);
  CHECK(world.patch(k_products + "pack", {{"product", json::object()}}, world.keys().pk_test).status == 403);
  CHECK(world.get(k_products + "pack").content == made);
}

TEST_CASE("product: no duration is for life, and 0 is no way to say so") {
  SandboxWorld world;
  const auto refused = world.post(
      "/api/v1/products", {{"product", {{"name", "Pass"}, {"price_cents", 1}, {"access_duration_seconds", 0}}}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] == json{"Access duration seconds must be greater than 0"});
  CHECK(world.create_product({{"access_duration_seconds", nullptr}})["access_duration_seconds"].is_null());
}

TEST_CASE("product: its type is one of the merchant's, and can be found by it") {
  SandboxWorld world;
  const auto type = add_product_type(world);
  const auto product = world.create_product({{"name", "Typed"}, {"product_type_id", type["id"]}});
  world.create_product({{"name", "Other"}, {"product_type_id", ""}});
  CHECK(product["product_type_id"] == type["id"]);
  const auto found = world.get("/api/v1/m/products?q[product_type_id_eq]=" + type["id"].get<std::string>()).content;
  REQUIRE(found["data"].size() == 1);
  CHECK(found["data"][0] == product);
  CHECK(world.get("/api/v1/m/products?q[product_type_id_eq]=unknown").content["data"].empty());

  const auto foreign =
      world.post("/api/v1/m/product_types", {{"product_type", {{"name", "Live"}}}}, world.keys().sk_live).content;
  for (const auto& id : {json("unknown"), json("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"), foreign["id"]}) {
    const auto refused = change(world, product["slug"], {{"product_type_id", id}});
    INFO(refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["details"] == json{"Product type id must exist"});
    CHECK(world.post("/api/v1/products", {{"product", {{"name", "N"}, {"price_cents", 1}, {"product_type_id", id}}}})
              .status == 422);
  }
  CHECK(change(world, product["slug"], {{"name", "Renamed"}}).content["product_type_id"] == type["id"]);
  CHECK(change(world, product["slug"], {{"product_type_id", nullptr}}).content["product_type_id"].is_null());
}

TEST_CASE("product: what was never sold is deleted, and its slug is free again") {
  SandboxWorld world;
  const auto product = world.create_product({{"slug", "pack"}, {"external_ref", "ref-1"}});
  CHECK(world.del(k_products + "pack", world.keys().sk_live).status == 404);
  CHECK(world.del(k_products + "pack", world.keys().pk_test).status == 403);
  const auto gone = world.del(k_products + "pack");
  CHECK(gone.status == 204);
  CHECK(gone.body.empty());
  CHECK(world.get(k_products + "pack").status == 404);
  CHECK(world.get(k_products + product["id"].get<std::string>() + "/key").status == 404);
  CHECK(world.del(k_products + "pack").status == 404);
  CHECK(world.list("/api/v1/m/products").empty());
  world.create_product({{"slug", "pack"}, {"external_ref", "ref-1"}});
}

TEST_CASE("product: what was sold or offered is archived, and no longer sold") {
  SandboxWorld world;
  const auto paid = world.create_product({{"slug", "paid"}});
  world.create_product({{"slug", "offered"}});
  world.pay(world.open_checkout({{"product_id", "paid"}})["token"]);
  const std::string open = world.open_checkout({{"product_id", "offered"}})["token"];
  world.advance(1s);
  for (const std::string slug : {"paid", "offered"}) {
    INFO(slug);
    const auto deleted = world.del(k_products + slug);
    CHECK(deleted.status == 204);
    CHECK(deleted.body.empty());
    const auto product = world.get(k_products + slug).content;
    CHECK(product["status"] == "archived");
    CHECK(product["updated_at"] == "2024-01-15T10:00:01Z");
    CHECK(world.get(k_products + slug + "/key").status == 200);
    CHECK(world.post("/api/v1/checkout_sessions", {{"product_id", slug}}).status == 422);
  }
  CHECK(world.list("/api/v1/m/products?q[status_eq]=archived").size() == 2);
  // A buyer who is at the checkout already may still pay.
  CHECK(world.pay(open).content["product_id"] == world.get(k_products + "offered").content["id"]);
  // Once more changes nothing, by id as by slug.
  world.advance(1s);
  CHECK(world.del(k_products + paid["id"].get<std::string>()).status == 204);
  CHECK(world.get(k_products + "paid").content["updated_at"] == "2024-01-15T10:00:01Z");
  // And it can be taken back.
  CHECK(change(world, "paid", {{"status", "active"}}).content["status"] == "active");
  CHECK(world.post("/api/v1/checkout_sessions", {{"product_id", "paid"}}).status == 201);
}

TEST_CASE("product: archived by hand and never sold, it can be deleted") {
  SandboxWorld world;
  world.create_product({{"slug", "pack"}, {"status", "archived"}});
  CHECK(world.del(k_products + "pack").status == 204);
  CHECK(world.get(k_products + "pack").status == 404);
}

TEST_CASE("product: a change keeps its keys, and shows the old one while a rotation is pending") {
  SandboxWorld world;
  world.create_product({{"slug", "pack"}});
  const auto key = world.get(k_products + "pack/key").content;
  world.post(k_products + "pack/rotate_key");
  const auto changed = change(world, "pack", {{"name", "Other"}}).content;
  CHECK(changed["old_key"] == key["key"]);
  CHECK(changed["rotation_pending"] == true);
  CHECK(world.post(k_products + "pack/clear_old_key").content["name"] == "Other");
}
