#pragma once
// Requests that the routes of orders and payment requests answer with their plain success (routes_test.cpp).

#include "tests/daemon/route_example.h"

namespace satsrail::test {

// Two packs at $19.99 and what it takes to send them. `beside` stands beside the order.
inline json order_body(json beside = json::object()) {
  beside["order"] = {{"items", {{{"name", "Backup pack"}, {"price_cents", 1999}, {"qty", 2}, {"sku", "BP-10"}}}},
                     {"tax_amount_cents", 600},
                     {"metadata", {{"cart", "81"}}}};
  return beside;
}

// The %s of the path is the id of a pending order.
inline Example on_order(const std::string& method, const std::string& pattern, const json& body = nullptr) {
  return [=](SandboxWorld& world) {
    auto path = pattern;
    path.replace(path.find("%s"), 2, world.post("/api/v1/m/orders", order_body()).content["id"].get<std::string>());
    return body.is_null() ? world.request(method, path) : with_body(world.request(method, path), body);
  };
}

// Orders with everything that may hang on one.
inline Example on_orders(const std::string& path) {
  return [=](SandboxWorld& world) {
    world.pay(world.open_checkout({{"product_id", world.create_product({})["id"]}})["token"]);
    world.post("/api/v1/m/orders", order_body({{"generate_invoice", true}}));
    return world.request("GET", path + "?expand=invoice,payment,merchant");
  };
}

inline Example on_payment_request(const std::string& pattern) {
  return [=](SandboxWorld& world) {
    auto path = pattern;
    const auto made = world.post("/api/v1/m/payment_requests", {{"payment_request", {{"amount_cents", 5000}}}});
    path.replace(path.find("%s"), 2, made.content["id"].get<std::string>());
    return world.request("GET", path);
  };
}

inline std::map<std::string, Example> order_route_examples() {
  return {
      {"GET /api/v1/m/orders", on_orders("/api/v1/m/orders")},
      {"GET /api/v1/merchant/orders", on_orders("/api/v1/merchant/orders")},
      {"POST /api/v1/m/orders",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/api/v1/m/orders"), order_body({{"generate_invoice", true}}));
       }},
      {"GET /api/v1/m/orders/{id}", on_order("GET", "/api/v1/m/orders/%s")},
      {"PATCH /api/v1/m/orders/{id}",
       on_order("PATCH", "/api/v1/m/orders/%s", {{"order", {{"total_amount_cents", 3000}}}})},
      {"DELETE /api/v1/m/orders/{id}", on_order("DELETE", "/api/v1/m/orders/%s")},
      {"POST /api/v1/orders/{order_id}/invoices", on_order("POST", "/api/v1/orders/%s/invoices")},
      {"POST /_sandbox/orders/{id}/refund",
       [](SandboxWorld& world) {
         const std::string order = world.pay(world.create_checkout(5000_cents)).content["order_id"];
         return world.request("POST", "/_sandbox/orders/" + order + "/refund");
       }},
      {"POST /api/v1/m/payment_requests",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/api/v1/m/payment_requests"),
                          {{"payment_request", {{"amount_cents", 5000}, {"description", "Dinner for two"}}}});
       }},
      {"GET /api/v1/m/payment_requests/{id}", on_payment_request("/api/v1/m/payment_requests/%s")},
      {"GET /api/v1/m/payment_requests/{id}/status", on_payment_request("/api/v1/m/payment_requests/%s/status")},
  };
}

}  // namespace satsrail::test
