#pragma once
// Requests that the routes of a merchant's own data, of staff, of what everybody sees, and of seeds answer with their
// plain success (routes_test.cpp).

#include "tests/daemon/route_example.h"

namespace satsrail::test {

inline const json k_some_document = {
    {"merchant_document",
     {{"document_type", "business_license"}, {"name", "License"}, {"url", "https://shop.test/l.pdf"}}}};
inline const json k_some_staff = {{"staff", {{"email", "owner@shop.test"}, {"password", "correct horse"}}}};
inline const json k_some_login = {{"email", "owner@shop.test"}, {"password", "correct horse"}};

// The %s of the path is the id of a wallet that is not the default.
inline Example on_wallet(const std::string& method, const std::string& pattern, const json& body = nullptr) {
  return [=](SandboxWorld& world) {
    const std::string id = world.post("/_sandbox/wallets", {{"wallet", {{"name", "Second"}}}}).content["id"];
    auto path = pattern;
    path.replace(path.find("%s"), 2, id);
    auto request = world.request(method, path);
    return body.is_null() ? request : with_body(std::move(request), body);
  };
}

// With a document; the %s of the path, if there is one, is its id.
inline Example on_document(const std::string& method, const std::string& pattern) {
  return [=](SandboxWorld& world) {
    const std::string id = world.post("/_sandbox/merchant_documents", k_some_document).content["id"];
    auto path = pattern;
    if (const auto place = path.find("%s"); place != std::string::npos) {
      path.replace(place, 2, id);
    }
    return world.request(method, path);
  };
}

// With somebody on the staff.
inline std::string add_staff(SandboxWorld& world) {
  return world.post("/_sandbox/staff", k_some_staff, world.keys().control).content["id"];
}

inline std::map<std::string, Example> merchant_data_route_examples() {
  return {
      {"GET /api/v1/m/merchant", plain("GET", "/api/v1/m/merchant")},
      {"GET /api/v1/m/wallets", plain("GET", "/api/v1/m/wallets")},
      {"GET /api/v1/m/wallets/{id}", on_wallet("GET", "/api/v1/m/wallets/%s")},
      {"POST /_sandbox/wallets",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/wallets"), {{"wallet", {{"name", "Cold"}}}});
       }},
      {"PATCH /_sandbox/wallets/{id}",
       on_wallet("PATCH", "/_sandbox/wallets/%s", {{"wallet", {{"status", "syncing"}}}})},
      {"DELETE /_sandbox/wallets/{id}", on_wallet("DELETE", "/_sandbox/wallets/%s")},
      {"GET /api/v1/m/merchant_documents", on_document("GET", "/api/v1/m/merchant_documents")},
      {"GET /api/v1/m/merchant_documents/{id}", on_document("GET", "/api/v1/m/merchant_documents/%s")},
      {"POST /_sandbox/merchant_documents",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/merchant_documents"), k_some_document);
       }},
      {"DELETE /_sandbox/merchant_documents/{id}", on_document("DELETE", "/_sandbox/merchant_documents/%s")},
      {"GET /api/v1/m/api_tokens/{id}/usage", plain("GET", "/api/v1/m/api_tokens/current/usage")},
      {"GET /_sandbox/staff",
       [](SandboxWorld& world) {
         add_staff(world);
         return world.request("GET", "/_sandbox/staff", world.keys().control);
       }},
      {"POST /_sandbox/staff",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/staff", world.keys().control), k_some_staff);
       }},
      {"DELETE /_sandbox/staff/{id}",
       [](SandboxWorld& world) {
         return world.request("DELETE", "/_sandbox/staff/" + add_staff(world), world.keys().control);
       }},
      {"POST /api/v1/m/sessions",
       [](SandboxWorld& world) {
         add_staff(world);
         return with_body(world.request("POST", "/api/v1/m/sessions", no_key), k_some_login);
       }},
      {"POST /api/v1/m/sessions/activate",
       [](SandboxWorld& world) {
         add_staff(world);
         const auto login = world.post("/api/v1/m/sessions", k_some_login, no_key).content;
         const std::string token = login["session_token"];
         return with_body(world.request("POST", "/api/v1/m/sessions/activate", token),
                          {{"merchant_id", login["merchants"][0]["id"]}});
       }},
      {"GET /api/v1/pub/subscription_plans", plain("GET", "/api/v1/pub/subscription_plans")},
      {"GET /api/v1/pub/exchanges", plain("GET", "/api/v1/pub/exchanges")},
      {"POST /_sandbox/seed",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/seed", world.keys().control),
                          {{"merchant", {{"name", "Corner Bakery"}}},
                           {"products", {{{"name", "Bread"}, {"slug", "bread"}, {"price_cents", 450}}}},
                           {"webhooks", {{{"url", "http://shop.test/hooks"}}}}});
       }},
  };
}

}  // namespace satsrail::test
