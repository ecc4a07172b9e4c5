// A key sees its own merchant's objects in its own mode. Everything else does not exist.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";

// One of everything in the test mode, and every call that names one of them.
struct Shop {
  SandboxWorld world;
  std::string token;
  std::string product;
  std::string webhook;
  std::vector<std::string> readable;
  std::vector<std::string> payable;
  std::vector<std::string> postable;

  Shop() {
    const auto sold = world.create_product({{"slug", "pack"}});
    product = sold["id"];
    webhook = world.create_webhook(k_shop)["id"];
    const auto session = world.open_checkout({{"product_id", product}});
    token = session["token"];
    const auto invoice = world.invoice_of(token);
    payable = {token, session["id"], session["order_id"], invoice["id"], invoice["bolt11"]};
    const auto paid = world.open_checkout({{"amount_cents", 100}});
    const auto payment = world.pay(paid["token"]).content;
    world.settle();
    const std::string delivery = world.deliveries().at(0)["id"];
    readable = {"/api/v1/checkout_sessions/" + token,
                "/api/v1/checkout_sessions/" + session["id"].get<std::string>(),
                "/api/v1/products/" + product,
                "/api/v1/products/pack",
                "/api/v1/products/pack/key",
                "/api/v1/m/products/" + product + "/key",
                "/api/v1/transactions/" + payment["id"].get<std::string>(),
                "/api/v1/webhooks/" + webhook,
                "/api/v1/m/webhooks/" + webhook,
                "/_sandbox/events/" + world.events().at(0)["id"].get<std::string>(),
                "/_sandbox/deliveries/" + delivery};
    postable = {"/_sandbox/checkout_sessions/" + token + "/cancel",
                "/_sandbox/checkout_sessions/" + token + "/expire",
                "/_sandbox/checkout_sessions/" + token + "/invoice",
                "/_sandbox/deliveries/" + delivery + "/retry",
                "/api/v1/products/pack/rotate_key",
                "/api/v1/m/products/" + product + "/clear_old_key"};
  }

  void check_hidden_from(const std::string& key) {
    const auto before = world.event_types();
    for (const auto& path : readable) {
      INFO(path);
      CHECK(world.get(path).status == 200);
      CHECK(world.get(path, key).status == 404);
    }
    for (const auto& path : postable) {
      INFO(path);
      CHECK(world.post(path, nullptr, key).status == 404);
    }
    for (const auto& target : payable) {
      INFO(target);
      CHECK(world.post("/_sandbox/pay", {{"target", target}}, key).status == 404);
    }
    for (const auto& name : {product, std::string("pack")}) {
      CHECK(world.post("/api/v1/checkout_sessions", {{"product_id", name}}, key).status == 404);
    }
    for (const std::string base : {"/api/v1/webhooks/", "/api/v1/m/webhooks/"}) {
      auto patch = world.request("PATCH", base + webhook, key);
      patch.body = R"({"webhook":{"active":false}})";
      CHECK(world.send(std::move(patch)).status == 404);
      CHECK(world.del(base + webhook, key).status == 404);
    }
    for (const std::string path : {"/api/v1/checkout_sessions", "/api/v1/products", "/api/v1/transactions",
                                   "/api/v1/webhooks", "/_sandbox/events", "/_sandbox/deliveries"}) {
      INFO(path);
      CHECK_FALSE(world.list(path).empty());
      CHECK(world.list(path, key).empty());
    }
    // None of it changed anything.
    CHECK(world.event_types() == before);
    CHECK(world.read_session(token)["status"] == "pending");
    CHECK(world.get("/api/v1/webhooks/" + webhook).content["active"] == true);
  }
};

}  // namespace

TEST_CASE("isolation: the live mode knows nothing of the test mode") {
  Shop shop;
  shop.check_hidden_from(shop.world.keys().sk_live);
}

TEST_CASE("isolation: another merchant knows nothing of this one") {
  Shop shop;
  shop.check_hidden_from(shop.world.add_merchant("Other Shop"));
}

TEST_CASE("isolation: the test mode knows nothing of the live mode") {
  SandboxWorld world;
  const auto live = world.keys().sk_live;
  const auto session = world.post("/api/v1/checkout_sessions", {{"amount_cents", 5000}}, live);
  REQUIRE(session.status == 201);
  CHECK(session.content["livemode"] == true);
  const std::string token = session.content["token"];
  CHECK(world.get("/api/v1/checkout_sessions/" + token).status == 404);
  CHECK(world.pay(token).status == 404);
  const auto payment = world.post("/_sandbox/pay", {{"target", token}}, live);
  CHECK(payment.status == 201);
  CHECK(payment.content["livemode"] == true);
  CHECK(world.events().empty());
  CHECK(world.list("/_sandbox/events", live).size() == 7);
  CHECK(world.get("/api/v1/transactions").content["meta"]["total_count"] == 0);
}

TEST_CASE("isolation: webhooks are told of their own merchant and mode") {
  SandboxWorld world;
  const auto other = world.add_merchant("Other Shop");
  const std::vector<std::pair<std::string, std::string>> shops{{"http://test.test/", world.keys().sk_test},
                                                               {"http://live.test/", world.keys().sk_live},
                                                               {"http://other.test/", other}};
  for (const auto& [url, key] : shops) {
    const json body = {{"webhook", {{"url", url}, {"events", {"order.created"}}}}};
    REQUIRE(world.post("/api/v1/m/webhooks", body, key).status == 201);
  }
  std::map<std::string, std::string> orders;
  for (const auto& [url, key] : shops) {
    orders[url] = world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}}, key).content["order_id"];
  }
  world.settle();
  for (const auto& [url, key] : shops) {
    const auto attempts = world.transport.attempts_at(url);
    REQUIRE(attempts.size() == 1);
    CHECK(json::parse(attempts[0].request.body)["order_id"] == orders[url]);
  }
}

TEST_CASE("isolation: equal slugs and references of two merchants are two things") {
  SandboxWorld world;
  const auto other = world.add_merchant("Other Shop");
  const json pack = {{"product", {{"name", "Pack"}, {"price_cents", 1}, {"slug", "pack"}, {"external_ref", "r"}}}};
  CHECK(world.post("/api/v1/products", pack).status == 201);
  CHECK(world.post("/api/v1/products", pack, other).status == 201);
  CHECK(world.get("/api/v1/products/pack").content["id"] != world.get("/api/v1/products/pack", other).content["id"]);
}

TEST_CASE("isolation: the status counts what belongs to the caller and everything for the control key") {
  SandboxWorld world;
  const auto other = world.add_merchant("Other Shop");
  world.create_checkout(100_cents);
  world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}}, world.keys().sk_live);
  world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}}, other);
  const auto count = [&world](const std::string& key) {
    return world.get("/_sandbox/status", key).content["counts"]["checkout_sessions"];
  };
  CHECK(count(world.keys().sk_test) == 2);  // both modes
  CHECK(count(other) == 1);
  CHECK(count(world.keys().control) == 3);
}

TEST_CASE("isolation: keys are listed by their first characters and never in full") {
  SandboxWorld world;
  world.add_merchant("Other Shop");
  const auto listed = world.get("/_sandbox/keys");
  CHECK(listed.content["data"].size() == 4);
  CHECK(world.get("/_sandbox/keys", world.keys().control).content["data"].size() == 8);
  for (const auto& key : {world.keys().sk_test, world.keys().sk_live, world.keys().pk_test, world.keys().control}) {
    CHECK(listed.body.find(key) == std::string::npos);
  }
  CHECK(listed.content["data"][0]["prefix"].get<std::string>().starts_with(world.keys().sk_test.substr(0, 12)));
}
