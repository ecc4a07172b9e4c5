// How a merchant presents itself, and the documents that it handed in.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;

namespace {

Response change(SandboxWorld& world, const json& fields) {
  return world.patch("/_sandbox/merchant", {{"merchant", fields}});
}

}  // namespace

TEST_CASE("merchant: a key of either mode reads its own, whole") {
  SandboxWorld world;
  const auto merchant = world.get("/api/v1/m/merchant").content;
  CHECK(merchant["object"] == "merchant");
  CHECK(merchant["name"] == "Sandbox Shop");
  CHECK(merchant["status"] == "active");
  CHECK(merchant["plan"] == "free");
  CHECK(merchant["currency"] == "USD");
  CHECK(merchant["locale"] == "en");
  CHECK(merchant["checkout_mode"] == "iframe");
  CHECK(merchant["customer_fields"] == json::array());
  CHECK(merchant["email"].is_null());
  CHECK(merchant["logo_url"].is_null());
  CHECK(world.get("/api/v1/merchant").content == merchant);
  CHECK(world.get("/m/merchant").content == merchant);
  CHECK(world.get("/api/v1/m/merchant", world.keys().sk_live).content == merchant);
  CHECK(world.get("/_sandbox/merchant").content == merchant);
  CHECK(world.get("/api/v1/m/merchant", world.add_merchant("Bakery")).content["name"] == "Bakery");
}

TEST_CASE("merchant: what is sent changes, what is null goes, and the rest stays") {
  SandboxWorld world;
  const json fields = {{"email", "owner@shop.test"},
                       {"locale", "pt-BR"},
                       {"logo_url", "https://shop.test/logo.svg"},
                       {"checkout_mode", "redirect"},
                       {"customer_fields", {"email", "address"}},
                       {"currency", "EUR"}};
  const auto changed = change(world, fields);
  REQUIRE(changed.status == 200);
  for (const auto& [name, value] : fields.items()) {
    CHECK(changed.content[name] == value);
  }
  CHECK(world.get("/api/v1/m/merchant").content == changed.content);
  CHECK(world.create_product({})["currency"] == "EUR");
  const auto less = change(world, {{"email", nullptr}, {"logo_url", nullptr}, {"customer_fields", json::array()}});
  CHECK(less.content["email"].is_null());
  CHECK(less.content["logo_url"].is_null());
  CHECK(less.content["customer_fields"].empty());
  CHECK(less.content["locale"] == "pt-BR");

  const auto made = world.post("/_sandbox/merchants",
                               {{"merchant", {{"name", "Bakery"}, {"locale", "de"}, {"customer_fields", {"phone"}}}}},
                               world.keys().control);
  CHECK(made.content["locale"] == "de");
  CHECK(made.content["customer_fields"] == json{"phone"});
}

TEST_CASE("merchant: a change of nothing leaves it as it was") {
  SandboxWorld world;
  const auto before = world.get("/api/v1/m/merchant").content;
  world.advance(std::chrono::hours(1));
  CHECK(change(world, {{"name", before["name"]}, {"plan", "free"}}).content == before);
  CHECK(change(world, json::object()).content == before);
  CHECK(world.events().empty());
}

TEST_CASE("merchant: what cannot be is named") {
  SandboxWorld world;
  const auto refused = [&](const json& fields, const std::string& sentence) {
    const auto answer = change(world, fields);
    INFO(answer);
    CHECK(answer.status == 422);
    CHECK(answer.content["error"]["details"][0] == sentence);
  };
  refused({{"email", "nobody"}}, "Email is not a valid email address");
  refused({{"locale", "english"}}, "Locale must be a language such as en or pt-BR");
  refused({{"locale", nullptr}}, "Locale can't be blank");
  refused({{"logo_url", "logo.svg"}}, "Logo url must be a valid http or https URL");
  refused({{"checkout_mode", "popup"}}, "Checkout mode must be iframe, new_tab or redirect");
  for (const json& names : std::vector<json>{{"email", "email"}, {"shoe_size"}}) {
    refused({{"customer_fields", names}}, "Customer fields must hold email, name, phone or address, each once at most");
  }
  refused({{"currency", "XYZ"}}, "Currency is not a supported currency");
}

TEST_CASE("merchant: a suspended one is not shown by its keys, and by the sandbox all the same") {
  SandboxWorld world;
  CHECK(change(world, {{"status", "suspended"}}).status == 200);
  for (const auto* path : {"/api/v1/m/merchant", "/api/v1/m/wallets", "/api/v1/m/merchant_documents",
                           "/api/v1/m/api_tokens/current/usage"}) {
    const auto refused = world.get(path);
    CHECK(refused.status == 403);
    CHECK(refused.code() == "merchant_inactive");
  }
  CHECK(world.get("/_sandbox/merchant").content["status"] == "suspended");
}

TEST_CASE("merchant documents: recorded by the sandbox, read by the API, each in its mode") {
  SandboxWorld world;
  const auto record = [&](const json& fields, std::optional<std::string_view> key = {}) {
    return world.post("/_sandbox/merchant_documents", {{"merchant_document", fields}}, key);
  };
  const auto made = record({{"document_type", "business_license"}, {"name", "License"}});
  REQUIRE(made.status == 201);
  CHECK(made.content["status"] == "approved");
  CHECK(made.content["url"].is_null());
  const std::string path = "/api/v1/m/merchant_documents/" + made.content["id"].get<std::string>();
  CHECK(world.get(path).content == made.content);
  CHECK(world.get(path, world.keys().sk_live).status == 404);
  CHECK(world.get(path, world.add_merchant("Bakery")).status == 404);
  record({{"document_type", "id"}, {"name", "Passport"}, {"status", "rejected"}, {"url", "https://x.test/p"}});
  record({{"document_type", "id"}, {"name", "Passport"}}, world.keys().sk_live);
  const auto listed = world.list("/api/v1/m/merchant_documents");
  REQUIRE(listed.size() == 2);
  CHECK(listed[0]["name"] == "Passport");
  CHECK(listed[0]["status"] == "rejected");
  CHECK(world.get("/api/v1/m/merchant_documents?per_page=1&page=2").content["data"][0]["name"] == "License");

  CHECK(world.del("/_sandbox/merchant_documents/" + listed[0]["id"].get<std::string>()).status == 204);
  CHECK(world.del("/_sandbox/merchant_documents/" + listed[0]["id"].get<std::string>()).status == 404);
  CHECK(world.list("/api/v1/m/merchant_documents").size() == 1);
  CHECK(world.post("/api/v1/m/merchant_documents", {{"merchant_document", json::object()}}).status == 404);

  const auto refused = record({{"status", "lost"}, {"url", "x"}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["fields"].size() == 4);
}
