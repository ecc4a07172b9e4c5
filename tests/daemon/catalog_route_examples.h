#pragma once
// Requests that the routes of the catalog answer with their plain success (routes_test.cpp).

#include "tests/daemon/route_example.h"

namespace satsrail::test {

inline json add_product_type(SandboxWorld& world, const json& fields = {{"name", "Downloads"}}) {
  return world.post("/api/v1/m/product_types", {{"product_type", fields}}).content;
}
inline json add_tax(SandboxWorld& world) {
  return world.post("/_sandbox/taxes", {{"tax", {{"name", "VAT"}, {"rate_percent", 19.25}}}}).content;
}
inline json add_discount(SandboxWorld& world) {
  return world.post("/_sandbox/discounts", {{"discount", {{"name", "Spring"}, {"kind", "percent"}, {"value", "12.5"}}}})
      .content;
}

// A call on what `make` has made.
inline Example on_made(const std::string& method, const std::string& path, json (*make)(SandboxWorld&),
                       const json& body = nullptr) {
  return [=](SandboxWorld& world) {
    auto request = world.request(method, path + "/" + make(world)["id"].get<std::string>());
    return body.is_null() ? request : with_body(std::move(request), body);
  };
}

// A list, or the catalog itself, with something of everything in it.
inline Example on_full_catalog(const std::string& path) {
  return [=](SandboxWorld& world) {
    const auto type = add_product_type(world);
    world.create_product({{"product_type_id", type["id"]}});
    add_tax(world);
    add_discount(world);
    return world.request("GET", path);
  };
}

inline std::map<std::string, Example> catalog_route_examples() {
  const auto a_product = [](SandboxWorld& world) { return world.create_product({}); };
  const auto a_type = [](SandboxWorld& world) { return add_product_type(world); };
  const json tax = {{"tax", {{"name", "VAT"}, {"rate_percent", "19.25"}}}};
  const json discount = {{"discount", {{"name", "Five off"}, {"kind", "fixed"}, {"value", 500}}}};
  const auto sends = [](const std::string& path, const json& body) {
    return [=](SandboxWorld& world) { return with_body(world.request("POST", path), body); };
  };
  return {
      {"PATCH /api/v1/m/products/{id}",
       on_made("PATCH", "/api/v1/m/products", a_product, {{"product", {{"price_cents", 2499}}}})},
      {"DELETE /api/v1/m/products/{id}", on_made("DELETE", "/api/v1/m/products", a_product)},
      {"GET /api/v1/m/product_types", on_full_catalog("/api/v1/m/product_types")},
      {"POST /api/v1/m/product_types",
       sends("/api/v1/m/product_types", {{"product_type", {{"name", "Downloads"}, {"external_ref", "7"}}}})},
      {"GET /api/v1/m/product_types/{id}", on_made("GET", "/api/v1/m/product_types", a_type)},
      {"PATCH /api/v1/m/product_types/{id}",
       on_made("PATCH", "/api/v1/m/product_types", a_type, {{"product_type", {{"position", 7}}}})},
      {"DELETE /api/v1/m/product_types/{id}", on_made("DELETE", "/api/v1/m/product_types", a_type)},
      {"GET /api/v1/m/catalog", on_full_catalog("/api/v1/m/catalog")},
      {"GET /api/v1/m/catalog/version", plain("GET", "/api/v1/m/catalog/version")},
      {"GET /_sandbox/taxes", on_full_catalog("/_sandbox/taxes")},
      {"POST /_sandbox/taxes", sends("/_sandbox/taxes", tax)},
      {"DELETE /_sandbox/taxes/{id}", on_made("DELETE", "/_sandbox/taxes", add_tax)},
      {"GET /_sandbox/discounts", on_full_catalog("/_sandbox/discounts")},
      {"POST /_sandbox/discounts", sends("/_sandbox/discounts", discount)},
      {"DELETE /_sandbox/discounts/{id}", on_made("DELETE", "/_sandbox/discounts", add_discount)},
  };
}

}  // namespace satsrail::test
