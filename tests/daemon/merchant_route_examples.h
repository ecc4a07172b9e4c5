#pragma once
// Requests that the routes of merchants, keys and product keys answer with their plain success (routes_test.cpp).

#include "tests/daemon/route_example.h"

namespace satsrail::test {

// The %s of the path is the id of a product.
inline Example on_product(const std::string& method, const std::string& pattern) {
  return [=](SandboxWorld& world) {
    auto path = pattern;
    path.replace(path.find("%s"), 2, world.create_product({})["id"].get<std::string>());
    return world.request(method, path);
  };
}

inline std::string own_merchant(SandboxWorld& world) {
  return world.get("/_sandbox/merchant").content["id"];
}

inline std::map<std::string, Example> merchant_route_examples() {
  return {
      {"GET /api/v1/m/products",
       [](SandboxWorld& world) {
         world.create_product({});
         return world.request("GET", "/api/v1/m/products");
       }},
      {"POST /api/v1/m/products",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/api/v1/m/products"),
                          {{"product", {{"name", "Pack"}, {"price_cents", 1999}}}});
       }},
      {"GET /api/v1/m/products/{id}", on_product("GET", "/api/v1/m/products/%s")},
      {"GET /api/v1/m/products/{id}/key", on_product("GET", "/api/v1/m/products/%s/key")},
      {"POST /api/v1/m/products/{id}/rotate_key", on_product("POST", "/api/v1/m/products/%s/rotate_key")},
      {"POST /api/v1/m/products/{id}/clear_old_key", on_product("POST", "/api/v1/m/products/%s/clear_old_key")},
      {"POST /_sandbox/keys",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/keys"),
                          {{"key", {{"kind", "publishable"}, {"merchant_id", own_merchant(world)}}}});
       }},
      {"DELETE /_sandbox/keys/{id}",
       [](SandboxWorld& world) {
         const std::string id = world.post("/_sandbox/keys", {{"key", json::object()}}).content["id"];
         return world.request("DELETE", "/_sandbox/keys/" + id);
       }},
      {"GET /_sandbox/merchants",
       [](SandboxWorld& world) { return world.request("GET", "/_sandbox/merchants", world.keys().control); }},
      {"POST /_sandbox/merchants",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/merchants", world.keys().control),
                          {{"merchant", {{"name", "Bakery"}}}});
       }},
      {"GET /_sandbox/merchant", [](SandboxWorld& world) { return world.request("GET", "/_sandbox/merchant"); }},
      {"PATCH /_sandbox/merchant",
       [](SandboxWorld& world) {
         return with_body(world.request("PATCH", "/_sandbox/merchant"),
                          {{"merchant", {{"id", own_merchant(world)}, {"plan", "pro"}}}});
       }},
  };
}

}  // namespace satsrail::test
