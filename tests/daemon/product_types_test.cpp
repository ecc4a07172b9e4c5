// Product types: the shelves of a shop.

#include "core/limits.h"
#include "tests/daemon/catalog_route_examples.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_types = "/api/v1/m/product_types";

std::vector<std::string> names(SandboxWorld& world, const std::string& query = "") {
  std::vector<std::string> found;
  const auto answer = world.get(k_types + query);
  for (const auto& type : answer.content.at("data")) {
    found.push_back(type["name"]);
  }
  return found;
}

using Names = std::vector<std::string>;

std::string path_of(const json& type) {
  return k_types + "/" + type["id"].get<std::string>();
}

Response change(SandboxWorld& world, const json& type, const json& fields) {
  return world.patch(path_of(type), {{"product_type", fields}});
}

}  // namespace

TEST_CASE("product type: what is sent comes back, and it stands behind the others") {
  SandboxWorld world;
  const auto first = add_product_type(world, {{"name", "Downloads"}, {"external_ref", "category/7"}});
  CHECK(first["object"] == "product_type");
  CHECK(first["name"] == "Downloads");
  CHECK(first["external_ref"] == "category/7");
  CHECK(first["position"] == 1);
  CHECK(first["livemode"] == false);
  CHECK(first["created_at"] == "2024-01-15T10:00:00Z");
  CHECK(add_product_type(world, {{"name", "Books"}, {"position", 40}})["position"] == 40);
  CHECK(add_product_type(world, {{"name", "Passes"}})["position"] == 41);
  CHECK(add_product_type(world, {{"name", "First"}, {"position", 0}})["position"] == 0);
  CHECK(world.get(path_of(first)).content == first);
  // An older client calls it without the namespace.
  CHECK(world.get("/api/v1/product_types/" + first["id"].get<std::string>()).content == first);
  // The last place there is, is everybody's who comes later.
  add_product_type(world, {{"name", "Last"}, {"position", 1'000'000'000}});
  CHECK(add_product_type(world, {{"name", "Later"}})["position"] == 1'000'000'000);
}

TEST_CASE("product type: the list goes by position and then by name, and is filtered") {
  SandboxWorld world;
  add_product_type(world, {{"name", "Zebra"}, {"position", 2}, {"external_ref", "z_1"}});
  add_product_type(world, {{"name", "Books 100%"}, {"position", 10}, {"external_ref", "zx1"}});
  add_product_type(world, {{"name", "Apples"}, {"position", 10}});
  add_product_type(world, {{"name", "Front"}, {"position", 0}});
  CHECK(names(world) == Names{"Front", "Zebra", "Apples", "Books 100%"});
  CHECK(names(world, "?order=desc") == Names{"Books 100%", "Apples", "Zebra", "Front"});
  CHECK(names(world, "?per_page=3&page=1") == Names{"Front", "Zebra", "Apples"});
  CHECK(names(world, "?per_page=3&page=2") == Names{"Books 100%"});
  CHECK(names(world, "?q[name_cont]=APP") == Names{"Apples"});
  CHECK(names(world, "?q%5Bname_cont%5D=0%25") == Names{"Books 100%"});
  CHECK(names(world, "?q[external_ref_eq]=z_1") == Names{"Zebra"});
  CHECK(names(world, "?q[colour_eq]=red&q[name_cont]=").size() == 4);
}

TEST_CASE("product type: a change touches what it names") {
  SandboxWorld world;
  const auto made = add_product_type(world, {{"name", "Downloads"}, {"external_ref", "7"}});
  world.advance(1h);
  auto expected = made;
  expected["position"] = 9;
  expected["updated_at"] = "2024-01-15T11:00:00Z";
  CHECK(change(world, made, {{"position", 9}}).content == expected);
  world.advance(1h);
  CHECK(change(world, made, {{"name", "Downloads"}}).content == expected);  // nothing new
  CHECK(change(world, made, {{"external_ref", nullptr}, {"name", "Files"}}).content["external_ref"].is_null());
  CHECK(world.get(path_of(made)).content["name"] == "Files");
}

TEST_CASE("product type: what is wrong is refused with every reason") {
  SandboxWorld world;
  const auto made = add_product_type(world, {{"name", "Downloads"}, {"external_ref", "7"}});
  const auto refused = world.post(k_types, {{"product_type", {{"position", -1}, {"external_ref", 5}}}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] ==
        json{"Name can't be blank", "Position must be greater than or equal to 0", "External ref must be a string"});
  const auto taken = world.post(k_types, {{"product_type", {{"name", "Other"}, {"external_ref", "7"}}}});
  CHECK(taken.status == 422);
  CHECK(taken.content["error"]["details"] == json{"External ref has already been taken"});
  const auto other = add_product_type(world, {{"name", "Other"}, {"external_ref", ""}});
  CHECK(other["external_ref"].is_null());
  CHECK(change(world, other, {{"external_ref", "7"}}).content["error"]["details"] ==
        json{"External ref has already been taken"});
  CHECK(change(world, made, {{"external_ref", "7"}}).status == 200);
  for (const std::string name : {"name", "position"}) {
    CHECK(change(world, made, {{name, nullptr}}).content["error"]["fields"] == json{{name, {"can't be blank"}}});
  }
  CHECK(world.post(k_types, {{"name", "Unwrapped"}}).code() == "parameter_missing");
  CHECK(world.get(k_types + "/unknown").status == 404);
  CHECK(world.get(path_of(made), world.keys().sk_live).status == 404);
  CHECK(world.get(k_types, world.keys().pk_test).status == 403);
  // The live mode is another shop.
  CHECK(
      world.post(k_types, {{"product_type", {{"name", "Live"}, {"external_ref", "7"}}}}, world.keys().sk_live).status ==
      201);
}

TEST_CASE("product type: one with products cannot be deleted, archived ones included") {
  SandboxWorld world;
  const auto type = add_product_type(world);
  world.create_product({{"slug", "sold"}, {"product_type_id", type["id"]}});
  world.create_product({{"slug", "spare"}, {"product_type_id", type["id"]}});
  world.open_checkout({{"product_id", "sold"}});
  const auto refused = world.del(path_of(type));
  CHECK(refused.status == 409);
  CHECK(refused.code() == "product_type_in_use");
  CHECK(refused.content["error"]["message"] ==
        "Product type still has 2 products (archived ones count); give them another type first");
  world.del("/api/v1/m/products/sold");   // archived
  world.del("/api/v1/m/products/spare");  // gone
  CHECK(world.del(path_of(type)).status == 409);
  world.patch("/api/v1/m/products/sold", {{"product", {{"product_type_id", nullptr}}}});
  const auto gone = world.del(path_of(type));
  CHECK(gone.status == 204);
  CHECK(gone.body.empty());
  CHECK(world.get(path_of(type)).status == 404);
  CHECK(world.del(path_of(type)).status == 404);
}

TEST_CASE("product type: there is a most of them, and a reset leaves none") {
  SandboxWorld world;
  const auto first = add_product_type(world);
  world.create_product({{"product_type_id", first["id"]}});
  world.run_sql(
      "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < " +
      std::to_string(limits::product_types_max) +
      ") INSERT INTO product_types (id, merchant_seq, livemode, name, position, created_at, updated_at)"
      " SELECT printf('0190a1b2-c3d4-7e5f-8a9b-%012d', i), merchant_seq, 0, 'n', i, 0, 0 FROM n, product_types");
  const auto refused = world.post(k_types, {{"product_type", {{"name", "One more"}}}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] == json{"There are already 1000 product types; delete one first"});
  CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).status == 200);
  CHECK(world.list(k_types).empty());
  CHECK(add_product_type(world)["position"] == 1);
}
