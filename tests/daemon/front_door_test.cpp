// What a request meets before its handler: host, route, key, rate limit, origin; and how failures look.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

http::Request with_header(http::Request request, const std::string& name, std::string value) {
  for (auto& header : request.headers) {
    if (header.first == name) {
      header.second = std::move(value);
      return request;
    }
  }
  request.headers.emplace_back(name, std::move(value));
  return request;
}

// A wallet that is broken in the way that nobody expects.
class BrokenNode final : public LightningNode {
 public:
  Result<InvoiceDraft> draft_invoice(const InvoiceTerms&, Time, const std::optional<Preimage>&) override {
    throw std::runtime_error("secret detail of the node");
  }
  NodeInfo info() const override { return {std::string(66, '0'), "regtest", "lnbcrt", "broken"}; }
};

// One that says so.
class EmptyNode final : public LightningNode {
 public:
  Result<InvoiceDraft> draft_invoice(const InvoiceTerms&, Time, const std::optional<Preimage>&) override {
    return Error(ErrorCode::wallet_unavailable, "The node could not make an invoice: it is out of channels");
  }
  NodeInfo info() const override { return {std::string(66, '0'), "regtest", "lnbcrt", "empty"}; }
};

void check_silent(const Response& answer) {
  INFO(answer);
  CHECK(answer.status == 500);
  CHECK(answer.code() == "internal");
  CHECK(answer.body.find("secret") == std::string::npos);
  CHECK(answer.body.find("no such table") == std::string::npos);
  CHECK(answer.body.find("products") == std::string::npos);
  CHECK(answer.body.find("SELECT") == std::string::npos);
}

}  // namespace

TEST_CASE("front door: only its own names are answered") {
  WorldOptions options;
  options.hosts = {"sandbox.lan"};
  SandboxWorld world(options);
  for (const std::string host : {"127.0.0.1", "127.0.0.1:7287", "localhost", "LocalHost:80", "[::1]:7287", "[::1]",
                                 "shop.localhost:3000", "sandbox.lan", "SANDBOX.lan:7287"}) {
    INFO(host);
    CHECK(world.send(with_header(world.request("GET", "/livez"), "host", host)).status == 200);
  }
  for (const std::string host :
       {"evil.test", "127.0.0.1.evil.test", "localhost.evil.test", "evil-localhost", ".localhost", "10.0.0.1",
        "0.0.0.0", "", ":7287", "sandbox.lan.evil.test", "evil.test:127.0.0.1"}) {
    const auto answer = world.send(with_header(world.request("GET", "/livez"), "host", host));
    INFO(host);
    CHECK(answer.status == 421);
    CHECK(answer.code() == "misdirected_request");
  }
}

TEST_CASE("front door: without a key only our own pages may change something") {
  SandboxWorld world;
  const auto press = [&](const std::string& what, const std::string& origin) {
    const auto token = world.create_checkout(100_cents);
    auto request = world.request("POST", "/checkout/" + token + "/" + what, no_key);
    if (!origin.empty()) {
      request = with_header(std::move(request), "origin", origin);
    }
    const auto status = world.send(std::move(request)).status;
    CHECK((world.read_session(token)["status"] == "pending") == (status != 303));
    return status;
  };
  for (const std::string what : {"pay", "cancel", "expire"}) {
    INFO(what);
    CHECK(press(what, "") == 303);
    CHECK(press(what, "http://127.0.0.1:7287") == 303);
    CHECK(press(what, "http://evil.test") == 403);
    CHECK(press(what, "http://127.0.0.1:8080") == 403);  // another port is another origin
    CHECK(press(what, "http://127.0.0.1:7287.evil.test") == 403);
    CHECK(press(what, "null") == 403);
  }
  // A key proves more than an origin: a shop's page may call with one.
  const auto call = with_header(world.request("GET", "/api/v1/rates"), "origin", "http://shop.test");
  CHECK(world.send(call).status == 200);
}

TEST_CASE("front door: a shop's page asks first and may open checkouts and read what is public") {
  SandboxWorld world;
  const auto token = world.create_checkout(100_cents);
  for (const auto& path : {std::string("/api/v1/checkout_sessions"), std::string("/api/v1/rates"),
                           "/checkout/" + token + "/status", "/checkout/" + token + "/qr"}) {
    const auto answer = world.send(world.request("OPTIONS", path, no_key));
    INFO(path);
    CHECK(answer.status == 204);
    CHECK(answer.body.empty());
    CHECK(answer.header("Access-Control-Allow-Origin") == "*");
    CHECK(answer.header("Access-Control-Allow-Methods") == "POST, GET, OPTIONS");
    CHECK(answer.header("Access-Control-Allow-Headers") == "Authorization, Content-Type, Accept, Idempotency-Key");
    CHECK(answer.header("Access-Control-Max-Age") == "86400");
  }
  for (const std::string path :
       {"/api/v1/m/webhooks", "/api/v1/products", "/_sandbox/clock/advance", "/checkout/x/pay", "/nowhere"}) {
    const auto answer = world.send(world.request("OPTIONS", path, no_key));
    INFO(path);
    CHECK(answer.status == 404);
    CHECK_FALSE(answer.has_header("Access-Control-Allow-Origin"));
  }
  // The answers themselves, failures included, can be read by that page, and the others cannot.
  CHECK(world.get("/api/v1/rates", no_key).status == 401);
  CHECK(world.get("/api/v1/rates", no_key).header("Access-Control-Allow-Origin") == "*");
  CHECK(world.post_text("/api/v1/checkout_sessions", "{").header("Access-Control-Allow-Origin") == "*");
  CHECK_FALSE(world.get("/api/v1/products").has_header("Access-Control-Allow-Origin"));
  CHECK_FALSE(world.get("/_sandbox/clock").has_header("Access-Control-Allow-Origin"));
}

TEST_CASE("front door: a slash at the end makes no difference and two in the middle do") {
  SandboxWorld world;
  const std::string token = world.create_checkout(100_cents);
  CHECK(world.get("/api/v1/rates/").status == 200);
  CHECK(world.get("/api/v1/checkout_sessions/" + token + "/").content["token"] == token);
  CHECK(world.get("/livez/").status == 200);
  CHECK(world.get("/api/v1//rates").status == 404);
  CHECK(world.get("/api/v1/checkout_sessions//").status == 404);
}

TEST_CASE("front door: a segment is decoded once and must be text") {
  SandboxWorld world;
  world.create_product({{"slug", "a-b"}});
  CHECK(world.get("/api/v1/products/a%2Db").status == 200);
  CHECK(world.get("/api/v1/products/a%252Db").status == 404);
  CHECK(world.get("/api/v1/products/a%2Fb").status == 404);
  for (const std::string segment : {"%", "%zz", "%FF", "%C0%80", "%ED%A0%80"}) {
    INFO(segment);
    CHECK(world.get("/api/v1/products/" + segment).status == 404);
  }
  CHECK(world.get("/api/v1/products/%00").status == 404);
  CHECK(world.get("/api/v1/products/" + std::string(1800, 'x')).status == 404);
}

TEST_CASE("front door: HEAD is answered where GET is") {
  SandboxWorld world;
  for (const std::string path : {"/livez", "/api/v1/rates", "/api/v1/checkout_sessions", "/openapi.json"}) {
    INFO(path);
    const auto head = world.send(world.request("HEAD", path));
    CHECK(head.status == 200);
    CHECK(head.content_type == world.get(path).content_type);
  }
  CHECK(world.send(world.request("HEAD", "/_sandbox/pay")).status == 405);
}

TEST_CASE("front door: a wrong method is 404 under the API and 405 elsewhere") {
  SandboxWorld world;
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"DELETE", "/api/v1/rates"},
                                                        {"PATCH", "/api/v1/checkout_sessions"},
                                                        {"POST", "/api/v1/transactions"},
                                                        {"POST", "/api/v1/m/webhooks/x"},
                                                        {"TRACE", "/api/v1/rates"},
                                                        {"DELETE", "/api/v1/products/x"}}) {
    INFO(method << " " << path);
    CHECK(world.send(world.request(method, path)).status == 404);
  }
  for (const auto& [method, path] : std::vector<std::pair<std::string, std::string>>{
           {"POST", "/livez"}, {"DELETE", "/_sandbox/clock"}, {"GET", "/_sandbox/pay"}, {"GET", "/checkout/x/pay"}}) {
    const auto answer = world.send(world.request(method, path));
    INFO(method << " " << path << " " << answer);
    CHECK(answer.status == 405);
    CHECK(answer.code() == "method_not_allowed");
    CHECK(answer.header("Allow") == (path.ends_with("pay") ? "POST" : "GET"));  // RFC 9110, section 15.5.6
  }
  CHECK(world.get("/api/v1/nothing").content["error"]["message"] == "No route matches GET /api/v1/nothing");
  CHECK(world.get("/api/v1/admin/merchants", world.keys().control).status == 404);
  CHECK(world.get("/").status == 404);
}

TEST_CASE("front door: people get pages and programs get JSON") {
  SandboxWorld world;
  const auto page = [&](const std::string& path) {
    return world.send(with_header(world.request("GET", path, no_key), "accept", "text/html,application/xhtml+xml"));
  };
  CHECK(page("/nothing").content_type == "text/html; charset=utf-8");
  CHECK(page("/nothing").status == 404);
  CHECK(page("/checkout/cs_unknown").content_type == "text/html; charset=utf-8");
  CHECK(page("/checkout/cs_unknown").status == 404);
  CHECK(page("/api/v1/nothing").code() == "not_found");
  CHECK(page("/_sandbox/nothing").code() == "not_found");
  CHECK(world.get("/nothing", no_key).code() == "not_found");
  // A page in a frame of the shop's must not be refused by its own headers.
  const auto checkout = page("/checkout/" + world.create_checkout(100_cents));
  CHECK(checkout.status == 200);
  CHECK_FALSE(checkout.has_header("X-Frame-Options"));
  CHECK(checkout.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
}

TEST_CASE("front door: an answer names its request and no two are named alike") {
  SandboxWorld world;
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    const auto id = world.get(i % 2 == 0 ? "/livez" : "/nothing").header("X-Request-Id");
    CHECK(id.size() == 4 + 24);
    ids.insert(id);
  }
  CHECK(ids.size() == 50);
}

TEST_CASE("front door: the bearer scheme is read in any case and anything else is malformed") {
  SandboxWorld world;
  const auto key = world.keys().sk_test;
  const auto status = [&](const std::string& header) {
    return world.send(with_header(world.request("GET", "/api/v1/products", no_key), "authorization", header)).status;
  };
  CHECK(status("Bearer " + key) == 200);
  CHECK(status("bearer " + key) == 200);
  CHECK(status("BEARER  " + key) == 200);
  const std::vector<std::string> malformed{"Bearer",
                                           "Bearer ",
                                           "Basic c2s6",
                                           "Token " + key,
                                           key,
                                           "Bearer" + key,
                                           "Bearer \xff\xfe",
                                           "Bearer " + key + " ",
                                           "Bearer " + key + "x",
                                           "Bearer " + key.substr(0, 39),
                                           "Bearer sk_test_00000000000000000000000000000000"};
  for (const auto& header : malformed) {
    INFO(header);
    CHECK(status(header) == 401);
  }
}

TEST_CASE("front door: the rate limit counts each key by real time and says when to come back") {
  WorldOptions options;
  options.rate_limit_per_minute = 1;
  SandboxWorld world(options);
  const auto first = world.get("/api/v1/products");
  CHECK(first.status == 200);
  CHECK(first.header("X-RateLimit-Limit") == "1");
  CHECK(first.header("X-RateLimit-Remaining") == "0");
  CHECK(first.has_header("X-RateLimit-Reset"));

  const auto refused = world.get("/api/v1/products");
  REQUIRE(refused.status == 429);
  CHECK(refused.code() == "rate_limited");
  const int seconds = std::stoi(refused.header("Retry-After"));
  CHECK(seconds >= 1);
  CHECK(seconds <= 60);
  CHECK(refused.content["error"]["retry_after"] == seconds);
  CHECK(refused.content["error"]["message"] ==
        "Rate limit exceeded. Retry after " + std::to_string(seconds) + " seconds.");
  CHECK(refused.header("X-RateLimit-Remaining") == "0");

  // Other keys have their own, and who needs no key is not counted.
  CHECK(world.get("/api/v1/products", world.keys().sk_live).status == 200);
  CHECK(world.get("/livez").status == 200);
  CHECK(world.get("/livez").status == 200);
  CHECK(world.get("/api/v1/products", no_key).status == 401);
  // Moving the sandbox's time hands out no requests.
  world.real_time_passes(1h);
  CHECK(world.get("/api/v1/products").status == 429);
}

TEST_CASE("front door: without a limit no header speaks of one") {
  SandboxWorld world;
  CHECK_FALSE(world.get("/api/v1/products").has_header("X-RateLimit-Limit"));
  CHECK(world.get("/_sandbox/status").content["rate_limit_per_minute"].is_null());
}

TEST_CASE("front door: a wallet that fails is 503 and the checkout can still be opened") {
  EmptyNode node;
  WorldOptions options;
  options.node = &node;
  SandboxWorld world(options);
  const auto token = world.create_checkout(5000_cents);
  const json with_invoice = {{"amount_cents", 5000}, {"generate_invoice", true}};
  for (const auto& answer : {world.get("/checkout/" + token + "/status", no_key), world.pay(token),
                             world.post("/api/v1/checkout_sessions", with_invoice),
                             world.post("/_sandbox/checkout_sessions/" + token + "/invoice")}) {
    INFO(answer);
    CHECK(answer.status == 503);
    CHECK(answer.code() == "wallet_unavailable");
  }
  CHECK(world.list("/api/v1/checkout_sessions").size() == 1);
  CHECK(world.event_types() == std::vector<std::string>{"order.created"});
}

TEST_CASE("front door: a defect is 500 and tells nothing of the inside") {
  SECTION("in a handler") {
    BrokenNode node;
    WorldOptions options;
    options.node = &node;
    SandboxWorld world(options);
    const auto token = world.create_checkout(5000_cents);
    check_silent(world.post("/api/v1/checkout_sessions", {{"amount_cents", 5000}, {"generate_invoice", true}}));
    check_silent(world.pay(token));
    check_silent(world.get("/checkout/" + token + "/status", no_key));
    // The next request is served.
    CHECK(world.get("/api/v1/checkout_sessions/" + token).status == 200);
  }
  SECTION("in a transaction that reads") {
    SandboxWorld world;
    world.run_sql("ALTER TABLE products RENAME TO secret_products");
    check_silent(world.get("/api/v1/products"));
    CHECK(world.get("/livez").status == 200);
    CHECK(world.get("/api/v1/checkout_sessions").status == 200);
  }
  SECTION("in a transaction that writes") {
    SandboxWorld world;
    world.run_sql("ALTER TABLE products RENAME TO secret_products");
    check_silent(world.post("/api/v1/products", {{"product", {{"name", "Pack"}, {"price_cents", 1}}}}));
    CHECK(world.create_checkout(100_cents).starts_with("cs_"));
  }
}

TEST_CASE("front door: a sandbox that stops refuses to write and still answers") {
  SandboxWorld world;
  const auto token = world.create_checkout(100_cents);
  world.store().stop();
  const auto answer = world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}});
  CHECK(answer.status == 503);
  CHECK(answer.code() == "unavailable");
  CHECK(world.get("/api/v1/checkout_sessions/" + token).status == 200);
}

TEST_CASE("front door: the control key is told to stop the daemon once it has its answer") {
  SandboxWorld world;
  CHECK(world.post("/_sandbox/shutdown").status == 403);
  CHECK_FALSE(world.was_told_to_shut_down());
  const auto answer = world.post("/_sandbox/shutdown", nullptr, world.keys().control);
  CHECK(answer.status == 202);
  CHECK(answer.content["status"] == "stopping");
  CHECK(world.was_told_to_shut_down());
}
