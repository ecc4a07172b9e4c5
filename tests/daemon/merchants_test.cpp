// Merchants made at run time, their plans and suspensions, and keys that come and go.

#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <set>

using namespace satsrail;
using namespace satsrail::test;

namespace {

json new_merchant(SandboxWorld& world, const json& fields) {
  const auto made = world.post("/_sandbox/merchants", {{"merchant", fields}}, world.keys().control);
  REQUIRE(made.status == 201);
  return made.content;
}

Response change(SandboxWorld& world, const json& fields, std::optional<std::string_view> key = {}) {
  return world.patch("/_sandbox/merchant", {{"merchant", fields}}, key);
}

std::vector<std::string> types_of(SandboxWorld& world, const std::string& key) {
  std::vector<std::string> types;
  for (const auto& event : world.list("/_sandbox/events?order=asc", key)) {
    types.push_back(event["type"]);
  }
  return types;
}

using Types = std::vector<std::string>;

}  // namespace

TEST_CASE("merchants: a new one has four keys that work at once, and a world of its own") {
  SandboxWorld world;
  const auto bakery = new_merchant(world, {{"name", "Bakery"}, {"currency", "eur"}, {"plan", "pro"}});
  CHECK(bakery["plan"] == "pro");
  CHECK(bakery["status"] == "active");
  std::set<std::string> keys;
  for (const auto* name : {"sk_test", "pk_test", "sk_live", "pk_live"}) {
    const std::string key = bakery["keys"][name];
    CHECK(key.starts_with(name));
    keys.insert(key);
    CHECK(world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}}, key).status == 201);
  }
  CHECK(keys.size() == 4);
  const std::string secret = bakery["keys"]["sk_test"];
  const json bread = {{"product", {{"name", "Bread"}, {"price_cents", 300}}}};
  CHECK(world.post("/api/v1/products", bread, secret).content["currency"] == "eur");
  CHECK(world.list("/api/v1/products").empty());
  CHECK(world.list("/api/v1/checkout_sessions", secret).size() == 2);
  CHECK(world.get("/_sandbox/merchant", secret).content["id"] == bakery["id"]);

  const auto listed = world.list("/_sandbox/merchants", world.keys().control);
  REQUIRE(listed.size() == 2);
  CHECK(listed[0]["name"] == "Bakery");
  CHECK(listed[1]["name"] == "Sandbox Shop");
  CHECK(world.list("/_sandbox/merchants?order=asc&per_page=1", world.keys().control).size() == 2);
}

TEST_CASE("merchants: two in parallel do not see each other's objects, events or deliveries") {
  SandboxWorld world;
  const auto one = world.add_merchant("One"), two = world.add_merchant("Two");
  const json hook = {{"webhook", {{"url", "http://one.test/"}, {"events", {"*"}}}}};
  REQUIRE(world.post("/api/v1/m/webhooks", hook, one).status == 201);
  for (const auto& key : {one, two}) {
    const std::string token = world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}}, key).content["token"];
    REQUIRE(world.post("/_sandbox/pay", {{"target", token}}, key).status == 201);
  }
  world.settle();
  for (const auto* path : {"/api/v1/checkout_sessions", "/api/v1/transactions"}) {
    CHECK(world.list(path, one).size() == 1);
    CHECK(world.list(path, two).size() == 1);
    CHECK(world.list(path, one)[0]["id"] != world.list(path, two)[0]["id"]);
  }
  CHECK(types_of(world, one) == types_of(world, two));
  CHECK(world.list("/_sandbox/deliveries", one).size() == 7);
  CHECK(world.list("/_sandbox/deliveries", two).empty());
  CHECK(world.transport.count() == 7);
  CHECK(world.events().empty());
}

TEST_CASE("merchants: what is wrong is named") {
  SandboxWorld world;
  const auto refused = [&](const json& body) { return world.post("/_sandbox/merchants", body, world.keys().control); };
  CHECK(refused(json::object()).code() == "parameter_missing");
  CHECK(refused({{"merchant", {{"name", " "}}}}).content["error"]["details"] == json{"Name can't be blank"});
  CHECK(refused({{"merchant", {{"name", "x"}, {"currency", "xyz"}}}}).status == 422);
  CHECK(refused({{"merchant", {{"name", "x"}, {"plan", std::string(101, 'p')}}}}).status == 422);
  CHECK(change(world, {{"status", "closed"}}).content["error"]["details"] ==
        json{"Status must be active or suspended"});
  CHECK(change(world, {{"name", nullptr}}).status == 422);
  CHECK(change(world, {{"plan", "pro"}}, world.keys().control)
            .content["error"]["details"][0]
            .get<std::string>()
            .starts_with("Id can't be blank"));
  const std::string unknown = "019c13ec-9e02-75da-8154-417a2b2aa0a3";
  CHECK(change(world, {{"id", unknown}, {"plan", "pro"}}, world.keys().control).status == 404);
  const std::string other = new_merchant(world, {{"name", "Other"}})["id"];
  CHECK(change(world, {{"id", other}, {"plan", "pro"}}).status == 404);
  CHECK(world.events().empty());
}

TEST_CASE("merchants: there is a limit") {
  SandboxWorld world;
  world.run_sql(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) INSERT INTO merchants (id, name, "
      "status, currency, created_at) SELECT printf('019c13ec-0000-7000-8000-%012d', i), 'M', 'active', 'USD', 0 FROM "
      "n");
  const auto refused = world.post("/_sandbox/merchants", {{"merchant", {{"name", "One more"}}}}, world.keys().control);
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] == json{"There are already 1000 merchants"});
}

TEST_CASE("merchants: a new plan is announced in both modes, and the same plan is not") {
  SandboxWorld world;
  CHECK(change(world, {{"plan", "free"}, {"name", "Renamed"}}).content["name"] == "Renamed");
  CHECK(world.events().empty());
  const auto changed = change(world, {{"plan", "pro"}});
  CHECK(changed.content["plan"] == "pro");
  CHECK(world.event_types() == Types{"merchant.plan_changed"});
  CHECK(types_of(world, world.keys().sk_live) == Types{"merchant.plan_changed"});
  CHECK(world.events()[0]["data"]["object"] == json{{"plan", "pro"}, {"merchant_id", changed.content["id"]}});
}

TEST_CASE("merchants: a suspended one gets 403 from the API, is told so, and can be made active again") {
  SandboxWorld world;
  world.create_webhook("http://shop.test/", {{"events", {"merchant.*"}}});
  const std::string id = world.get("/_sandbox/merchant").content["id"];
  const auto other = world.add_merchant("Other");
  CHECK(change(world, {{"status", "suspended"}}).content["status"] == "suspended");
  CHECK(change(world, {{"status", "suspended"}}).status == 200);
  world.settle();
  CHECK(world.event_types() == Types{"merchant.suspended"});
  CHECK(world.events()[0]["data"]["object"] == json{{"merchant_id", id}});
  CHECK(world.transport.count() == 1);

  for (const auto& key : {world.keys().sk_test, world.keys().sk_live}) {
    const auto refused = world.get("/api/v1/m/products", key);
    CHECK(refused.status == 403);
    CHECK(refused.code() == "merchant_inactive");
  }
  CHECK(world.get("/api/v1/rates", world.keys().pk_test).code() == "merchant_inactive");
  CHECK(world.get("/api/v1/rates", other).status == 200);
  // A key that is made meanwhile is no way around it.
  const std::string late = world.post("/_sandbox/keys", {{"key", json::object()}}).content["key"];
  CHECK(world.get("/api/v1/rates", late).code() == "merchant_inactive");

  CHECK(change(world, {{"id", id}, {"status", "active"}}, world.keys().control).content["status"] == "active");
  CHECK(world.get("/api/v1/rates", late).status == 200);
  CHECK(world.event_types().size() == 1);
}

TEST_CASE("merchants: after a restart they are there, with their keys, plans and suspensions") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  std::string secret, more, revoked;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    secret = world.add_merchant("Bakery");
    more = world.post("/_sandbox/keys", {{"key", {{"kind", "publishable"}}}}, secret).content["key"];
    revoked = world.post("/_sandbox/keys", {{"key", json::object()}}, secret).content["key"];
    CHECK(world.del("/_sandbox/keys/" + revoked, secret).status == 204);
    CHECK(change(world, {{"plan", "pro"}, {"status", "suspended"}}, secret).status == 200);
  }
  SandboxWorld world(options);
  CHECK(world.get("/_sandbox/merchant", secret).content["plan"] == "pro");
  CHECK(world.get("/api/v1/rates", secret).code() == "merchant_inactive");
  CHECK(world.get("/api/v1/rates", more).code() == "merchant_inactive");
  CHECK(world.get("/api/v1/rates", revoked).status == 401);
  CHECK(world.get("/api/v1/rates").status == 200);
}

TEST_CASE("keys: more can be made, are shown whole this once, and work until they are revoked") {
  SandboxWorld world;
  const auto made = world.post("/_sandbox/keys", {{"key", {{"kind", "publishable"}, {"livemode", true}}}});
  REQUIRE(made.status == 201);
  const std::string text = made.content["key"];
  CHECK(text.starts_with("pk_live_"));
  CHECK(made.content["merchant_name"] == "Sandbox Shop");
  CHECK(world.get("/api/v1/rates", text).status == 200);
  const auto listed = world.get("/_sandbox/keys");
  CHECK(listed.content["data"].size() == 5);
  CHECK(listed.body.find(text) == std::string::npos);

  for (const auto& name : {made.content["id"].get<std::string>(), std::string()}) {
    const std::string again = world.post("/_sandbox/keys", {{"key", json::object()}}).content["key"];
    CHECK(world.get("/api/v1/rates", again).status == 200);
    CHECK(world.del("/_sandbox/keys/" + (name.empty() ? again.substr(0, 12) : name)).status == 204);
    CHECK(world.get("/api/v1/rates", name.empty() ? again : text).status == 401);
  }
  CHECK(world.del("/_sandbox/keys/" + text).status == 404);
}

TEST_CASE("keys: those of credentials.json stay, and those of others are not there") {
  SandboxWorld world;
  const auto other = world.add_merchant("Other");
  for (const auto& key : {world.keys().sk_test, world.keys().pk_live}) {
    const auto refused = world.del("/_sandbox/keys/" + key);
    CHECK(refused.status == 409);
    CHECK(world.get("/api/v1/rates", key).status == 200);
    CHECK(world.del("/_sandbox/keys/" + key, other).status == 404);
  }
  CHECK(world.del("/_sandbox/keys/" + world.keys().control, world.keys().control).status == 404);
  CHECK(world.del("/_sandbox/keys/" + other).status == 404);
  // The last secret key of a merchant may go.
  CHECK(world.del("/_sandbox/keys/" + other, world.keys().control).status == 204);
  CHECK(world.get("/_sandbox/merchant", other).status == 401);
}

TEST_CASE("keys: a merchant has a limited number of them, and the control key must name one") {
  SandboxWorld world;
  const std::string id = world.get("/_sandbox/merchant").content["id"];
  const auto by_control = [&](const json& fields) {
    return world.post("/_sandbox/keys", {{"key", fields}}, world.keys().control);
  };
  CHECK(by_control(json::object()).status == 422);
  CHECK(by_control({{"merchant_id", "nobody"}}).status == 404);
  CHECK(by_control({{"merchant_id", id}, {"kind", "control"}}).status == 422);
  for (int i = 4; i < 100; ++i) {
    REQUIRE(by_control({{"merchant_id", id}}).status == 201);
  }
  const auto refused = by_control({{"merchant_id", id}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] == json{"The merchant has 100 keys already; revoke one first"});
}
