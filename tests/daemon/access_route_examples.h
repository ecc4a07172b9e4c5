#pragma once
// Requests that the routes of access tokens, payment links and the payment button answer with their plain success
// (routes_test.cpp).

#include "tests/daemon/route_example.h"

namespace satsrail::test {

inline std::map<std::string, Example> access_route_examples() {
  return {
      {"POST /api/v1/m/access/verify",
       [](SandboxWorld& world) {
         const std::string token = world.open_checkout({{"product_id", world.create_product({})["id"]}})["token"];
         world.pay(token);
         const auto status = world.get("/checkout/" + token + "/status", no_key);
         return with_body(world.request("POST", "/api/v1/m/access/verify"),
                          {{"access_token", status.content["access_token"]}});
       }},
      {"POST /checkout/{token}/customer",
       [](SandboxWorld& world) {
         world.run_sql("UPDATE merchants SET customer_fields = '[\"name\"]'");
         auto request = world.request("POST", "/checkout/" + world.create_checkout(500_cents) + "/customer", no_key);
         request.body = "customer_name=Ada";
         return request;
       }},
      {"GET /pay/{slug}",
       [](SandboxWorld& world) {
         world.create_product({{"slug", "coffee"}});
         return world.request("GET", "/pay/coffee", no_key);
       }},
      {"GET /pay/{slug}/qr",
       [](SandboxWorld& world) {
         world.create_product({{"slug", "coffee"}});
         return world.request("GET", "/pay/coffee/qr", no_key);
       }},
      {"GET /js/pay.js", plain("GET", "/js/pay.js")},
  };
}

}  // namespace satsrail::test
