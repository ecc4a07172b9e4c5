// Payment links, and the script of the payment button.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;

namespace {

Response visit(SandboxWorld& world, const std::string& target, const std::string& method = "GET",
               const http::Params& headers = {}) {
  auto asked = world.request(method, target, no_key);
  asked.headers.emplace_back("accept", "text/html,application/xhtml+xml");
  asked.headers.insert(asked.headers.end(), headers.begin(), headers.end());
  return world.send(std::move(asked));
}

// The session that a visit was led to.
json led_to(SandboxWorld& world, const std::string& target) {
  const auto answer = visit(world, target);
  INFO(answer.body);
  REQUIRE(answer.status == 302);
  const auto location = answer.header("Location");
  REQUIRE(location.starts_with("/checkout/cs_"));
  return world.read_session(location.substr(10));
}

std::size_t sessions(SandboxWorld& world) {
  return world.list("/api/v1/checkout_sessions").size();
}

}  // namespace

TEST_CASE("payment links: each visit begins a checkout of the product, by slug or by id") {
  SandboxWorld world;
  const auto product = world.create_product({{"slug", "coffee"}, {"price_cents", 450}});
  const auto first = led_to(world, "/pay/coffee");
  CHECK(first["product_id"] == product["id"]);
  CHECK(first["amount_cents"] == 450);
  CHECK(first["status"] == "pending");
  CHECK(first["livemode"] == false);
  CHECK(first["success_url"] == nullptr);
  const auto second = led_to(world, "/pay/" + product["id"].get<std::string>());
  CHECK(second["product_id"] == product["id"]);
  CHECK(second["token"] != first["token"]);
  CHECK(visit(world, "/pay/coffee").header("Cache-Control") == "no-store");
  CHECK(sessions(world) == 3);
  CHECK(visit(world, "/checkout/" + first["token"].get<std::string>()).status == 200);
}

TEST_CASE("payment links: a product that is not for sale is a page that says so") {
  SandboxWorld world;
  world.create_product({{"slug", "gone"}, {"status", "archived"}});
  world.create_product({{"slug", "off"}, {"status", "inactive"}});
  for (const char* slug : {"gone", "off", "nothing", "01900000-0000-7000-8000-000000000000", "%20", "a%2Fb"}) {
    INFO(slug);
    const auto answer = visit(world, std::string("/pay/") + slug);
    CHECK(answer.status == 404);
    CHECK(answer.content_type == "text/html; charset=utf-8");
    CHECK(answer.body.find("Product not found") != std::string::npos);
    CHECK(visit(world, std::string("/pay/") + slug, "HEAD").status == 404);
    CHECK(world.get(std::string("/pay/") + slug + "/qr", no_key).code() == "not_found");
  }
  auto script = world.request("GET", "/pay/gone", no_key);
  script.headers.emplace_back("accept", "application/json");
  CHECK(world.send(std::move(script)).code() == "not_found");
  CHECK(sessions(world) == 0);

  // Nor what costs nothing, and what belongs to a merchant who may not sell.
  world.create_product({{"slug", "free"}, {"price_cents", 0}});
  CHECK(visit(world, "/pay/free").status == 422);
  world.create_product({{"slug", "tea"}});
  world.patch("/_sandbox/merchant", {{"merchant", {{"status", "suspended"}}}});
  const auto closed = visit(world, "/pay/tea");
  CHECK(closed.status == 403);
  CHECK(closed.body.find("This shop is closed") != std::string::npos);
}

TEST_CASE("payment links: who only looks begins no checkout") {
  SandboxWorld world;
  world.create_product({{"slug", "coffee"}});
  CHECK(visit(world, "/pay/coffee", "HEAD").status == 200);
  CHECK(visit(world, "/pay/coffee", "HEAD").header("Location").empty());
  for (const auto& header : http::Params{{"sec-purpose", "prefetch"},
                                         {"sec-purpose", "prefetch;prerender"},
                                         {"purpose", "prefetch"},
                                         {"x-moz", "prefetch"}}) {
    INFO(header.first << ": " << header.second);
    const auto ahead = visit(world, "/pay/coffee", "GET", {header});
    CHECK(ahead.status == 503);
    CHECK(ahead.header("Cache-Control") == "no-store");
  }
  CHECK(sessions(world) == 0);
  CHECK(visit(world, "/pay/coffee", "POST").status == 405);
}

TEST_CASE("payment links: of several products with one slug the first merchant's is meant, and its test one") {
  SandboxWorld world;
  const auto live = world.keys().sk_live;
  const json coffee{{"product", {{"name", "Coffee"}, {"price_cents", 450}, {"slug", "coffee"}}}};
  const auto bakery = world.add_merchant("Bakery");
  const std::string theirs = world.post("/api/v1/products", coffee, bakery).content["id"];
  CHECK(visit(world, "/pay/coffee").status == 302);
  CHECK(world.list("/api/v1/checkout_sessions", bakery).size() == 1);

  world.post("/api/v1/products", coffee, live);
  visit(world, "/pay/coffee");
  CHECK(world.list("/api/v1/checkout_sessions", live).at(0)["livemode"] == true);
  const std::string own = world.post("/api/v1/products", coffee).content["id"];
  CHECK(led_to(world, "/pay/coffee")["product_id"] == own);
  // An id names one, whosever it is.
  visit(world, "/pay/" + theirs);
  CHECK(world.list("/api/v1/checkout_sessions", bakery).size() == 2);
  // One that is switched off leaves the slug to the next.
  world.run_sql("UPDATE products SET status = 'inactive' WHERE id = '" + own + "'");
  visit(world, "/pay/coffee");
  CHECK(world.list("/api/v1/checkout_sessions", live).size() == 2);
}

TEST_CASE("payment links: the link as a QR code stands alone, for any page") {
  SandboxWorld world;
  world.create_product({{"slug", "coffee"}});
  const auto qr = world.get("/pay/coffee/qr", no_key);
  CHECK(qr.status == 200);
  CHECK(qr.content_type == "image/svg+xml");
  CHECK(qr.body.starts_with("<svg"));
  CHECK(qr.header("Access-Control-Allow-Origin") == "*");
  CHECK(sessions(world) == 0);
}

TEST_CASE("payment links: nothing can be bought while there is no exchange rate") {
  SandboxWorld world;
  world.create_product({{"slug", "coffee"}});
  REQUIRE(world.post("/_sandbox/rates/mode", {{"mode", "error"}}, world.keys().control).status == 200);
  const auto answer = visit(world, "/pay/coffee");
  CHECK(answer.status == 503);
  CHECK(answer.content_type == "text/html; charset=utf-8");
  CHECK(sessions(world) == 0);
}

TEST_CASE("pay.js: is served to every page, and kept by browsers until it changes") {
  SandboxWorld world;
  const auto script = world.get("/js/pay.js", no_key);
  CHECK(script.status == 200);
  CHECK(script.content_type == "text/javascript; charset=utf-8");
  CHECK(script.header("Access-Control-Allow-Origin") == "*");
  CHECK(script.header("Cross-Origin-Resource-Policy") == "cross-origin");
  CHECK(script.header("Cache-Control") == "public, max-age=300");
  CHECK(script.body.find("satsrail-pay-btn") != std::string::npos);
  const auto etag = script.header("ETag");
  CHECK(etag.size() == 18);
  const auto known = visit(world, "/js/pay.js", "GET", {{"if-none-match", "W/" + etag}});
  CHECK(known.status == 304);
  CHECK(known.body.empty());
  CHECK(visit(world, "/js/pay.js", "GET", {{"if-none-match", "\"other\""}}).status == 200);
  CHECK(visit(world, "/assets/checkout.css", "GET", {{"if-none-match", "*"}}).status == 304);
}

TEST_CASE("pay.js: the answer to a new checkout says how the merchant wants it opened") {
  SandboxWorld world;
  const json asked{{"amount", 500}, {"publishable_key", world.keys().pk_test}};
  const auto made = world.post("/api/v1/checkout_sessions", asked, no_key);
  REQUIRE(made.status == 201);
  CHECK(made.content["checkout_mode"] == "iframe");
  world.run_sql("UPDATE merchants SET checkout_mode = 'new_tab'");
  CHECK(world.post("/api/v1/checkout_sessions", asked, no_key).content["checkout_mode"] == "new_tab");
  CHECK(world.open_checkout({{"amount_cents", 500}})["checkout_mode"] == "new_tab");
  // It is no part of the session.
  CHECK_FALSE(world.read_session(made.content["token"]).contains("checkout_mode"));
}
