// A merchant's backend, written from the published page alone, against the built programs.

#include "core/util/time_format.h"
#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;

namespace {

// What a browser sends when a form of the page is submitted.
const Headers k_form{{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "text/html,application/xhtml+xml"}};

std::string path_of(const std::string& url) {
  return url.substr(url.find('/', url.find("//") + 2));
}

Time time_at(const json& object, const char* name) {
  return parse_iso(object.at(name).get<std::string>()).value().time;
}

std::vector<std::string> event_types(HttpClient& api) {
  std::vector<std::string> types;
  for (const auto& event : list_all(api, "/_sandbox/events", "order=asc")) {
    types.push_back(event.at("type"));
  }
  return types;
}

}  // namespace

TEST_CASE("flow: a $50 checkout from its creation to the verified webhook, with test and with live keys") {
  SandboxFixture sandbox;
  const bool live = GENERATE(false, true);
  CAPTURE(live);
  auto api = sandbox.client(live ? sandbox.ready().sk_live : sandbox.ready().sk_test);
  auto other_mode = sandbox.client(live ? sandbox.ready().sk_test : sandbox.ready().sk_live);
  auto buyer = sandbox.client("");
  Receiver shop;
  Receiver other_shop;
  const auto secret = register_endpoint(api, shop.url()).at("secret_key").get<std::string>();
  register_endpoint(other_mode, other_shop.url());
  REQUIRE(secret.substr(0, 6) == "whsec_");

  // 1. The shop's server opens a checkout.
  const auto reply = api.send("POST", "/api/v1/checkout_sessions", std::string(k_published_request));
  REQUIRE(reply.status == 201);
  CHECK(reply.header("Content-Type") == "application/json; charset=utf-8");
  const auto created = reply.json();
  const std::string token = created.at("token");
  const std::string url = created.at("checkout_url");
  // The published fields lead, in the published order; what follows is extra.
  const auto published = R"({"checkout_url":")" + url + R"(","token":")" + token +
                         R"(","status":"pending","expires_at":")" + created.at("expires_at").get<std::string>() + "\"";
  CHECK(reply.body.substr(0, published.size()) == published);
  CHECK(token.substr(0, 3) == "cs_");
  CHECK(url == sandbox.ready().base_url + "/checkout/" + token);
  CHECK(time_at(created, "expires_at") - time_at(created, "created_at") == std::chrono::minutes(15));
  CHECK(created.at("livemode") == live);
  CHECK(created.at("metadata") == json{{"order_id", "ORD-1234"}});

  // 2. The buyer sees the page and pays.
  const auto page = buyer.get(path_of(url));
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(contains(page.body, "$50.00"));
  CHECK(contains(page.body, "50,000"));
  CHECK(contains(page.body, "lnbcrt"));
  CHECK(contains(page.body, "action=\"/checkout/" + token + "/pay\""));
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "pending");
  const auto paid = buyer.send("POST", path_of(url) + "/pay", "", k_form);
  CHECK(paid.status == 303);
  CHECK(paid.header("Location") == "/checkout/" + token);

  // 3. The page leads back to the shop.
  const auto receipt = buyer.get(paid.header("Location"));
  CHECK(receipt.status == 200);
  CHECK(contains(receipt.body, "Paid ✓"));
  CHECK(contains(receipt.body, "https://store.com/success?checkout_id=" + token));

  // 4. What the success page asks.
  const auto session = expect(api.get("/api/v1/checkout_sessions/" + token), 200);
  CHECK(session.at("status") == "completed");
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + session.at("id").get<std::string>()), 200) == session);

  // 5. The webhook, byte for byte.
  const auto webhook = shop.wait_for(1).at(0);
  CHECK(webhook.method == "POST");
  CHECK(webhook.target == "/webhooks");
  CHECK(webhook.header("Content-Type") == "application/json");
  CHECK(webhook.header("X-SatsRail-Signature") == signature_of(webhook.body, secret));
  CHECK(webhook.body == R"({"event":"checkout.completed","checkout_id":")" + token + R"(","payment_hash":")" +
                            session.at("payment_hash").get<std::string>() +
                            R"(","amount_sats":50000,"amount_usd":"50.00","metadata":{"order_id":"ORD-1234"},)" +
                            R"("timestamp":")" + session.at("completed_at").get<std::string>() + "\"}");

  // 6. The ledger, with the proof of payment.
  const auto transactions = list_all(api, "/api/v1/transactions");
  REQUIRE(transactions.size() == 1);
  CHECK(transactions[0].at("checkout_id") == token);
  CHECK(transactions[0].at("payment_hash") == session.at("payment_hash"));
  CHECK(transactions[0].at("amount_sats") == 50000);
  CHECK(transactions[0].at("exchange_rate") == "100000.00");

  // 7. Paying again returns the payment there is, and nobody is told twice.
  const auto again = expect(api.post("/_sandbox/pay", {{"target", token}}), 200);
  CHECK(again.at("id") == session.at("payment_id"));
  CHECK(crypto::sha256(from_hex(again.at("preimage").get<std::string>()).value()) ==
        from_hex_array<32>(again.at("payment_hash").get<std::string>()).value());
  CHECK(buyer.send("POST", path_of(url) + "/pay", "", k_form).status == 303);
  CHECK(list_all(api, "/api/v1/transactions").size() == 1);
  const auto events = event_types(api);
  REQUIRE(events.size() >= 7);
  CHECK(events.front() == "order.created");
  CHECK(std::vector(events.end() - 5, events.end()) == std::vector<std::string>{"payment.received", "payment.confirmed",
                                                                                "invoice.paid", "order.updated",
                                                                                "checkout.completed"});
  advance(sandbox, "3h");
  CHECK(shop.count() == 1);

  // 8. The other mode knows nothing of it.
  CHECK(other_mode.get("/api/v1/checkout_sessions/" + token).status == 404);
  CHECK(other_mode.post("/_sandbox/pay", {{"target", token}}).status == 404);
  CHECK(list_all(other_mode, "/api/v1/transactions").empty());
  CHECK(list_all(other_mode, "/_sandbox/events").empty());
  CHECK(other_shop.count() == 0);
}

TEST_CASE("flow: a checkout that nobody pays is over after 15 minutes, to the second") {
  SandboxFixture sandbox;
  freeze_at(sandbox, "2030-01-01T00:00:00Z");
  auto api = sandbox.client();
  auto buyer = sandbox.client("");
  const auto token = create_checkout(api, {{"amount_cents", 5000}, {"cancel_url", "https://store.com/cart"}});
  const auto paid_late = create_checkout(api);
  const auto path = "/api/v1/checkout_sessions/" + token;
  CHECK(expect(api.get(path), 200).at("expires_at") == "2030-01-01T00:15:00Z");
  REQUIRE(buyer.get("/checkout/" + token).status == 200);
  REQUIRE(buyer.get("/checkout/" + paid_late).status == 200);

  CHECK(advance(sandbox, "14m59s").empty());
  CHECK(expect(api.get(path), 200).at("status") == "pending");
  // A payment in the last millisecond counts.
  cli_json(sandbox, {"clock", "set", "2030-01-01T00:14:59.999Z"});
  CHECK(pay_checkout(api, paid_late).at("confirmed_at") == "2030-01-01T00:14:59Z");
  const auto ran = advance(sandbox, "1m");
  REQUIRE(ran.size() == 1);
  CHECK(ran[0].at("job") == "checkout_session.expire");
  CHECK(ran[0].at("id") == token);
  CHECK(ran[0].at("at") == "2030-01-01T00:15:00Z");

  const auto gone = api.get(path);
  CHECK(gone.status == 410);
  CHECK(gone.json().at("error").at("code") == "checkout_session_expired");
  CHECK(gone.json().at("error").at("status") == 410);
  CHECK(gone.json().at("error").at("request_id") == gone.header("X-Request-Id"));
  CHECK(gone.json().at("checkout_session").at("status") == "expired");
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + paid_late), 200).at("status") == "completed");

  const auto page = buyer.get("/checkout/" + token);
  CHECK(page.status == 410);
  CHECK(contains(page.body, "This checkout has expired"));
  CHECK(contains(page.body, "https://store.com/cart"));
  CHECK(expect(buyer.get("/checkout/" + token + "/status"), 200).at("status") == "expired");
  CHECK(buyer.get("/checkout/" + token + "/qr").status == 410);

  // Too late to pay, by any door.
  CHECK(api.post("/_sandbox/pay", {{"target", token}}).status == 410);
  CHECK(buyer.send("POST", "/checkout/" + token + "/pay", "", {{"Accept", "application/json"}}).status == 410);
  CHECK(buyer.send("POST", "/checkout/" + token + "/pay", "", k_form).status == 303);
  CHECK(list_all(api, "/api/v1/transactions").size() == 1);
  const auto expired = list_all(api, "/_sandbox/events", "type=invoice.expired");
  REQUIRE(expired.size() == 1);
  CHECK(expired[0].at("created_at") == "2030-01-01T00:15:00Z");
}

TEST_CASE("flow: who may do what is decided by the key") {
  SandboxFixture sandbox;
  const auto& keys = sandbox.ready();
  const auto status = [&](const std::string& key, const std::string& method, const std::string& path,
                          const std::string& body = "") { return sandbox.client(key).send(method, path, body).status; };
  const std::string sessions = "/api/v1/checkout_sessions";
  const std::string body(k_published_request);

  const auto anonymous = sandbox.client("").get("/api/v1/transactions");
  CHECK(anonymous.status == 401);
  CHECK(anonymous.json().at("error").at("code") == "unauthorized");
  CHECK(status("sk_test_0000000000000000000000000000000000", "POST", sessions, body) == 401);
  CHECK(status("nonsense", "GET", "/api/v1/rates") == 401);
  CHECK(sandbox.client("").get("/api/v1/rates", {{"Authorization", "Basic c2s6"}}).status == 401);

  for (const auto& key : {keys.pk_test, keys.pk_live}) {
    CHECK(status(key, "POST", sessions, body) == 201);
    CHECK(status(key, "GET", "/api/v1/rates") == 200);
    CHECK(status(key, "GET", sessions) == 403);
    CHECK(status(key, "GET", "/api/v1/transactions") == 403);
    CHECK(status(key, "POST", "/api/v1/products", R"({"product":{"name":"Tea","price_cents":1}})") == 403);
    CHECK(status(key, "POST", "/_sandbox/clock/advance", R"({"duration":"1m"})") == 403);
  }
  // A page's script sends its publishable key in the body; a secret key has no place there.
  CHECK(status("", "POST", sessions, R"({"amount_cents":100,"publishable_key":")" + keys.pk_test + "\"}") == 201);
  CHECK(status("", "POST", sessions, R"({"amount_cents":100,"publishable_key":")" + keys.sk_test + "\"}") == 401);
  CHECK(status(keys.sk_test, "POST", "/_sandbox/clock/advance", R"({"duration":"1m"})") == 403);
  CHECK(status(keys.control_key, "GET", sessions) == 403);
}

TEST_CASE("flow: wrong fields are named, in sentences and one by one") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto wrong =
      api.post("/api/v1/checkout_sessions",
               {{"checkout_session",
                 {{"amount_cents", 0}, {"customer_email", "nobody"}, {"success_url", "javascript:alert(1)"}}}});
  CHECK(wrong.status == 422);
  const auto error = wrong.json().at("error");
  CHECK(error.at("code") == "validation_error");
  CHECK(error.at("fields").at("amount_cents") == json{"must be greater than 0"});
  CHECK(error.at("fields").contains("customer_email"));
  CHECK(error.at("fields").contains("success_url"));
  CHECK(error.at("details").at(0) == "Amount cents must be greater than 0");
  CHECK(error.at("details").size() == 3);

  CHECK(api.send("POST", "/api/v1/checkout_sessions", "{\"checkout_session\":").status == 400);
  CHECK(api.post("/api/v1/checkout_sessions", {{"checkout_session", {{"product_id", "no-such-product"}}}}).status ==
        404);
  CHECK(api.get("/api/v1/checkout_sessions/cs_0").status == 404);
  CHECK(api.get("/api/v1/no/such/thing").json().at("error").at("code") == "not_found");
  CHECK(list_all(api, "/api/v1/checkout_sessions").empty());
}

TEST_CASE("flow: too many requests are told when to come back") {
  SandboxFixture sandbox({"--rate-limit", "3"});
  auto api = sandbox.client();
  for (int allowed = 0; allowed < 3; ++allowed) {
    CHECK(api.get("/api/v1/rates").status == 200);
  }
  const auto refused = api.get("/api/v1/rates");
  REQUIRE(refused.status == 429);
  const auto error = refused.json().at("error");
  const int seconds = std::stoi(refused.header("Retry-After"));
  CHECK(seconds >= 1);
  CHECK(seconds <= 60);
  CHECK(error.at("code") == "rate_limited");
  CHECK(error.at("retry_after") == seconds);
  CHECK(error.at("message") == "Rate limit exceeded. Retry after " + std::to_string(seconds) + " seconds.");
  CHECK(refused.header("X-RateLimit-Limit") == "3");
  CHECK(refused.header("X-RateLimit-Remaining") == "0");
  // Each key has a budget of its own.
  CHECK(sandbox.client(sandbox.ready().sk_live).get("/api/v1/rates").status == 200);
}

TEST_CASE("flow: products, transactions and rates") {
  SandboxFixture sandbox;
  auto api = sandbox.client();

  const auto product = expect(
      api.post("/api/v1/products", {{"product", {{"name", "Coffee"}, {"price_cents", 450}, {"slug", "coffee"}}}}), 201);
  CHECK(product.at("status") == "active");
  CHECK(product.at("livemode") == false);
  expect(api.post("/api/v1/products", {{"product", {{"name", "Tea"}, {"price_cents", 300}}}}), 201);
  CHECK(api.post("/api/v1/products", {{"product", {{"name", ""}}}}).status == 422);
  const auto products = expect(api.get("/api/v1/products?per_page=1"), 200);
  CHECK(products.at("object") == "list");
  CHECK(products.at("data").size() == 1);
  CHECK(products.at("data")[0].at("name") == "Tea");
  CHECK(products.at("meta").at("total_count") == 2);
  CHECK(products.at("meta").at("total_pages") == 2);

  // A product is bought at its price, by its slug or its id.
  for (const auto& name : {std::string("coffee"), product.at("id").get<std::string>()}) {
    const auto token = create_checkout(api, {{"product_id", name}, {"metadata", {{"cup", name}}}});
    CHECK(pay_checkout(api, token).at("amount_cents") == 450);
  }
  pay_checkout(api, create_checkout(api));
  CHECK(list_all(api, "/api/v1/transactions").size() == 3);
  const auto coffee = list_all(api, "/api/v1/transactions", "q%5Bamount_cents_lteq%5D=450");
  REQUIRE(coffee.size() == 2);
  CHECK(coffee[1].at("metadata") == json{{"cup", "coffee"}});
  CHECK(expect(api.get("/api/v1/transactions/" + coffee[0].at("id").get<std::string>()), 200) == coffee[0]);

  for (const auto& key :
       {sandbox.ready().sk_test, sandbox.ready().pk_test, sandbox.ready().sk_live, sandbox.ready().pk_live}) {
    CHECK(expect(sandbox.client(key).get("/api/v1/rates"), 200).at("rate") == "100000.00");
  }
  // A new rate is for new invoices; one that was made keeps its amount.
  const auto old_invoice = create_checkout(api);
  REQUIRE(sandbox.client("").get("/checkout/" + old_invoice).status == 200);
  cli_json(sandbox, {"rates", "set", "50000.00"});
  CHECK(expect(api.get("/api/v1/rates"), 200).at("sats_per_usd") == 2000);
  CHECK(pay_checkout(api, old_invoice).at("amount_sats") == 50'000);
  CHECK(pay_checkout(api, create_checkout(api)).at("amount_sats") == 100'000);
}

TEST_CASE("start --strict-namespaces: answers where production does, and nowhere else") {
  SandboxFixture lenient;
  SandboxFixture strict({"--strict-namespaces"});
  for (const auto* path : {"/api/v1/webhooks", "/m/webhooks", "/m/products"}) {
    CHECK(lenient.client().get(path).status == 200);
    const auto refused = strict.client().get(path);
    CHECK(refused.status == 404);
    CHECK(refused.json().at("error").at("code") == "not_found");
  }
  for (const auto* path : {"/api/v1/m/webhooks", "/api/v1/m/products", "/api/v1/products", "/api/v1/transactions"}) {
    CHECK(strict.client().get(path).status == 200);
  }
  // The command line itself needs no alias.
  CHECK(strict.cli({"products", "list"}).exit_code == 0);
  CHECK(strict.cli({"webhooks", "list"}).exit_code == 0);
}
