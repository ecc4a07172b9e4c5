// Where published descriptions of the API contradict each other, each client of them gets what it expects
// (docs/compatibility.md). One short case for each contradiction that can be seen on the wire.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <set>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const json k_checkout = {{"checkout_session", {{"amount_cents", 5000}}}};

std::string product_id(SandboxWorld& world, json more = json::object()) {
  return world.create_product(std::move(more))["id"];
}

// A paid checkout of a product that lasts a day. Returns what its page knows.
json sold(SandboxWorld& world) {
  const auto session = world.open_checkout({{"product_id", product_id(world, {{"access_duration_seconds", 86400}})}});
  const std::string token = session["token"];
  world.pay(token);
  return world.get("/checkout/" + token + "/status", no_key).content;
}

}  // namespace

TEST_CASE("contradictions: sessions, products and the calls of older clients answer under every published path") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  for (const std::string space : {"/api/v1", "/api/v1/m", "/m"}) {
    INFO(space);
    CHECK(world.post(space + "/checkout_sessions", k_checkout).status == 201);
    CHECK(world.get(space + "/checkout_sessions/" + token).content["token"] == token);
    CHECK(world.get(space + "/products").status == 200);
    CHECK(world.get(space + "/orders").status == 200);
    CHECK(world.get(space + "/merchant/orders").status == 200);
    CHECK(world.get(space + "/merchant/payments").status == 200);
  }
  for (const std::string space : {"/api/v1/pub", "/api/v1", "/pub"}) {
    CHECK(world.get(space + "/subscription_plans", no_key).status == 200);
    CHECK(world.get(space + "/exchanges", no_key).status == 200);
  }
}

TEST_CASE("contradictions: a publishable key reads rates, and opens sessions in a header or in the body") {
  SandboxWorld world;
  const auto& key = world.keys().pk_test;
  CHECK(world.get("/api/v1/rates", key).status == 200);
  CHECK(world.post("/api/v1/checkout_sessions", k_checkout, key).status == 201);
  const json unwrapped = {{"amount", 5000}, {"publishable_key", key}};
  CHECK(world.post("/api/v1/checkout_sessions", unwrapped, no_key).status == 201);
}

TEST_CASE("contradictions: URLs may be left out, and the amount where there is a product") {
  SandboxWorld world;
  CHECK(world.post("/api/v1/checkout_sessions", {{"checkout_session", {{"product_id", product_id(world)}}}}).status ==
        201);
  const auto nothing = world.post("/api/v1/checkout_sessions", {{"checkout_session", json::object()}});
  CHECK(nothing.status == 422);
  CHECK(nothing.content["error"]["details"] == json{"Amount cents can't be blank"});
}

TEST_CASE("contradictions: a session is found by its token and by its id, which both come back") {
  SandboxWorld world;
  const auto session = world.open_checkout({{"amount_cents", 5000}});
  for (const std::string name : {"id", "token"}) {
    const auto read = world.get("/api/v1/checkout_sessions/" + session[name].get<std::string>()).content;
    CHECK(read["id"] == session["id"]);
    CHECK(read["token"] == session["token"]);
  }
}

TEST_CASE("contradictions: an expired session is 410 as published, 200 for a merchant, and 200 for a page") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  world.advance(16min);
  const auto published = world.get("/api/v1/checkout_sessions/" + token);
  CHECK(published.status == 410);
  CHECK(published.content["checkout_session"]["status"] == "expired");
  const auto merchant = world.get("/api/v1/m/checkout_sessions/" + token);
  CHECK(merchant.status == 200);
  CHECK(merchant.content["status"] == "expired");
  const auto page = world.get("/checkout/" + token + "/status", no_key);
  CHECK(page.status == 200);
  CHECK(page.content["status"] == "expired");
}

TEST_CASE("contradictions: signature, body, events and retries of a webhook are those of its dialect") {
  SandboxWorld world;
  for (const std::string dialect : {"seed", "docs", "stream"}) {
    const auto url = "http://" + dialect + ".test/hooks";
    world.create_webhook(url, {{"dialect", dialect}, {"events", {"checkout.completed"}}});
  }
  world.pay(world.create_checkout(5000_cents));
  const auto attempts = world.transport.wait_for(3);
  for (const auto& attempt : attempts) {
    INFO(attempt.request.url);
    const auto body = json::parse(attempt.request.body);
    const auto signature = attempt.header("X-SatsRail-Signature");
    const bool is_bare = signature.rfind("sha256=", 0) != 0;
    const bool is_stream = attempt.request.url == "http://stream.test/hooks";
    CHECK(is_bare == is_stream);
    CHECK(attempt.header("X-Webhook-Signature") == (is_bare ? signature : signature.substr(7)));
    CHECK(body.contains("payload") == is_stream);
    CHECK((body.contains("event") ? body["event"] : body["type"]) == "checkout.completed");
  }
  const auto list = world.get("/api/v1/m/webhooks").content;
  CHECK(list["available_events"].size() == 11);
  std::set<std::size_t> sizes;
  for (const std::string dialect : {"seed", "docs", "stream"}) {
    sizes.insert(world.create_webhook("http://x.test/", {{"dialect", dialect}})["events"].size());
  }
  CHECK(sizes == std::set<std::size_t>{1, 7, 3});
}

TEST_CASE("contradictions: any 2xx is a success, and each dialect keeps its own schedule of retries") {
  SandboxWorld world;
  world.create_webhook("http://docs.test/hooks", {{"dialect", "docs"}, {"events", {"checkout.completed"}}});
  world.transport.fail_next(9);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  world.advance(3h);
  const auto docs = world.transport.attempt_offsets();
  CHECK(docs == std::vector<Duration>{0s, 30s, 5min + 30s, 35min + 30s});

  SandboxWorld other;
  other.create_webhook("http://seed.test/hooks");
  other.transport.always("http://seed.test/hooks", 204);
  other.pay(other.create_checkout(5000_cents));
  other.settle();
  CHECK(other.deliveries().at(0)["state"] == "delivered");
}

TEST_CASE("contradictions: a dead access token is 402, and its body reads as a verdict") {
  SandboxWorld world;
  const std::string token = sold(world)["access_token"];
  const auto good = world.post("/api/v1/m/access/verify", {{"access_token", token}});
  CHECK(good.status == 200);
  CHECK(good.content["key"] == good.content["encryption_key"]);
  world.advance(25h);
  const auto dead = world.post("/api/v1/m/access/verify", {{"access_token", token}});
  CHECK(dead.status == 402);
  CHECK(dead.content["valid"] == false);
  CHECK(dead.content["remaining_seconds"] == 0);
  CHECK(dead.code() == "access_expired");
}

TEST_CASE("contradictions: a rotation names its keys as every client does, and clearing answers with the product") {
  SandboxWorld world;
  const auto path = "/api/v1/m/products/" + product_id(world);
  const auto rotated = world.post(path + "/rotate_key").content;
  CHECK(rotated["key"] == rotated["new_key"]);
  CHECK(rotated["previous_key"] == rotated["old_key"]);
  const auto cleared = world.post(path + "/clear_old_key").content;
  CHECK(cleared["object"] == "product");
  CHECK(cleared["cleared"] == true);
}

TEST_CASE("contradictions: access for life is left out, never 0") {
  SandboxWorld world;
  const json zero = {{"product", {{"name", "Pass"}, {"price_cents", 1}, {"access_duration_seconds", 0}}}};
  const auto refused = world.post("/api/v1/m/products", zero);
  CHECK(refused.status == 422);
  CHECK(refused.code() == "validation_error");
  CHECK(refused.content["error"]["details"] == json{"Access duration seconds must be greater than 0"});
  CHECK(world.create_product({})["access_duration_seconds"].is_null());
}

TEST_CASE("contradictions: payments stand in an envelope, are completed, and are found by either kind of date") {
  SandboxWorld world;
  world.pay(world.create_checkout(5000_cents));
  const auto list = world.get("/api/v1/m/payments").content;
  CHECK(list["object"] == "list");
  CHECK(list["data"][0]["status"] == "completed");
  CHECK(list["data"][0]["confirmed_at"].is_string());
  for (const std::string name : {"current_page", "total_pages", "total_count", "page", "total", "per_page"}) {
    CHECK(list["meta"].contains(name));
  }
  for (const std::string query : {"start_date=2030-01-01", "q%5Bconfirmed_at_gteq%5D=2030-01-01"}) {
    CHECK(world.get("/api/v1/m/payments?" + query).content["data"].empty());
  }
}

TEST_CASE("contradictions: an order tells its total twice, and its invoice comes from either path") {
  SandboxWorld world;
  const auto order = world.post("/api/v1/m/orders", {{"order", {{"total_amount_cents", 5000}}}}).content;
  CHECK(order["total_amount_cents"] == 5000);
  CHECK(order["total_cents"] == 5000);
  const std::string id = order["id"];
  CHECK(world.post("/api/v1/orders/" + id + "/invoices").status == 201);
  for (const std::string method : {"lightning", "onchain", "usdt", "auto"}) {
    const json body = {{"order_id", id}, {"payment_method", method}, {"required_confirmations", 2}};
    const auto made = world.post("/api/v1/m/invoices/generate", body);
    INFO(made);
    CHECK(made.status == 201);
    CHECK(made.content["payment_method"] == (method == "auto" ? "lightning" : method));
  }
  const json request = {
      {"payment_request", {{"amount_cents", 100}, {"payment_method", "onchain"}, {"confirmations", 3}}}};
  CHECK(world.post("/api/v1/m/payment_requests", request).content["invoice"]["required_confirmations"] == 3);
}

TEST_CASE("contradictions: currencies compare without case and come back as sent, metadata as text") {
  SandboxWorld world;
  const auto lower =
      world.open_checkout({{"amount_cents", 100}, {"currency", "usd"}, {"metadata", {{"n", 5}, {"b", true}}}});
  const auto upper = world.open_checkout({{"amount_cents", 100}, {"currency", "USD"}});
  CHECK(lower["currency"] == "usd");
  CHECK(upper["currency"] == "USD");
  CHECK(lower["metadata"] == json{{"n", "5"}, {"b", "true"}});
  CHECK(world.get("/api/v1/m/orders?q[currency_eq]=Usd").content["data"].size() == 2);
}

TEST_CASE("contradictions: a test invoice waits to be paid, and a deleted product answers nothing") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  world.get("/checkout/" + token + "/status", no_key);
  world.advance(10min);
  CHECK(world.read_session(token)["status"] == "pending");
  const auto gone = world.del("/api/v1/m/products/" + product_id(world));
  CHECK(gone.status == 204);
  CHECK(gone.body.empty());
}
