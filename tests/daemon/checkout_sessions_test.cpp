// Opening a checkout and looking at it, as a merchant's backend and a shop's page do.

#include "core/lightning/bolt11.h"
#include "core/util/hex.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

// The published example.
const json k_published = {{"checkout_session",
                           {{"amount_cents", 5000},
                            {"currency", "usd"},
                            {"success_url", "https://store.com/success"},
                            {"cancel_url", "https://store.com/cart"},
                            {"customer_email", "buyer@example.com"},
                            {"metadata", {{"order_id", "ORD-1234"}}}}}};

std::vector<std::string> names(const std::string& object) {
  std::vector<std::string> list;
  const auto read = nlohmann::ordered_json::parse(object);
  for (const auto& [name, value] : read.items()) {
    list.push_back(name);
  }
  return list;
}

}  // namespace

TEST_CASE("checkout session: the published request gets the published answer") {
  SandboxWorld world;
  const auto answer = world.post("/api/v1/checkout_sessions", k_published);
  REQUIRE(answer.status == 201);
  CHECK(answer.content_type == "application/json; charset=utf-8");
  const std::string token = answer.content["token"];
  const auto published = R"({"checkout_url":"http://127.0.0.1:7287/checkout/)" + token + R"(","token":")" + token +
                         R"(","status":"pending","expires_at":"2024-01-15T10:15:00Z",)";
  CHECK(answer.body.substr(0, published.size()) == published);
  const auto number = answer.content["order_number"].get<std::string>();
  const auto rest =
      R"("object":"checkout_session","id":")" + answer.content["id"].get<std::string>() +
      R"(","livemode":false,"amount_cents":5000,"currency":"usd","amount_sats":null,"product_id":null,)"
      R"("order_id":")" +
      answer.content["order_id"].get<std::string>() + R"(","order_number":")" + number +
      R"(","payment_hash":null,"payment_id":null,"customer_email":"buyer@example.com",)"
      R"("customer_name":null,"customer_phone":null,"customer_address":null,)"
      R"("success_url":"https://store.com/success","cancel_url":"https://store.com/cart",)"
      R"("metadata":{"order_id":"ORD-1234"},"completed_at":null,"cancelled_at":null,)"
      R"("created_at":"2024-01-15T10:00:00Z","updated_at":"2024-01-15T10:00:00Z","checkout_mode":"iframe"})";
  CHECK(answer.body.substr(published.size()) == rest);
}

TEST_CASE("checkout session: it is read by its token and by its id alike") {
  SandboxWorld world;
  const auto created = world.post("/api/v1/checkout_sessions", k_published);
  const auto by_token = world.get("/api/v1/checkout_sessions/" + created.content["token"].get<std::string>());
  const auto by_id = world.get("/api/v1/checkout_sessions/" + created.content["id"].get<std::string>());
  CHECK(by_token.status == 200);
  auto session = created.content;
  session.erase("checkout_mode");  // what only the answer to its creation says
  CHECK(by_token.content == session);
  CHECK(by_id.content == session);
}

TEST_CASE("checkout session: it announces its order and nothing else until somebody looks at the page") {
  SandboxWorld world;
  const auto session = world.open_checkout(k_published["checkout_session"]);
  const auto events = world.events();
  REQUIRE(world.event_types() == std::vector<std::string>{"order.created"});
  const auto order = events[0]["data"]["object"];
  CHECK(order["status"] == "pending");
  CHECK(order["id"] == session["order_id"]);
  CHECK(order["order_number"] == session["order_number"]);
  CHECK(order["checkout_token"] == session["token"]);
  CHECK(order["total_amount_cents"] == 5000);
  CHECK(order["metadata"] == json{{"order_id", "ORD-1234"}});
  CHECK(order["invoice_id"].is_null());
}

TEST_CASE("checkout session: the first look makes the invoice and the second finds it") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto first = world.get("/checkout/" + token + "/status", no_key);
  REQUIRE(first.status == 200);
  CHECK(first.content["status"] == "pending");
  CHECK(first.content["time_remaining"] == 900);
  CHECK(first.content["amount_sats"] == 50'000);
  world.advance(30s);
  const auto second = world.get("/checkout/" + token + "/status", no_key);
  CHECK(second.content["time_remaining"] == 870);
  CHECK(second.content["payment_request"] == first.content["payment_request"]);
  CHECK(world.get("/checkout/" + token + "/qr", no_key).content_type == "image/svg+xml");
  CHECK(world.get("/checkout/" + token, no_key).status == 200);
  CHECK(world.event_types() == std::vector<std::string>{"order.created", "invoice.created"});

  const auto session = world.read_session(token);
  const auto invoice = bolt11::decode(first.content["payment_request"].get<std::string>()).value();
  CHECK(session["amount_sats"] == 50'000);
  CHECK(session["payment_hash"] == to_hex(invoice.payment_hash));
  CHECK(invoice.amount == Msat{50'000'000});
  CHECK(from_millis(invoice.expires_at() * 1000) == world.options().start + 15min);
}

TEST_CASE("checkout session: generate_invoice makes the invoice at once") {
  SandboxWorld world;
  auto body = k_published;
  body["generate_invoice"] = true;
  const auto answer = world.post("/api/v1/checkout_sessions", body);
  REQUIRE(answer.status == 201);
  CHECK(answer.content["amount_sats"] == 50'000);
  CHECK(answer.content["payment_hash"].get<std::string>().size() == 64);
  CHECK(world.event_types() == std::vector<std::string>{"order.created", "invoice.created"});
  const auto status = world.get("/checkout/" + answer.content["token"].get<std::string>() + "/status", no_key);
  const auto invoice = bolt11::decode(status.content["payment_request"].get<std::string>()).value();
  CHECK(to_hex(invoice.payment_hash) == answer.content["payment_hash"]);
}

TEST_CASE("checkout session: pay.js opens one with its key in an unwrapped body") {
  SandboxWorld world;
  const json body = {{"amount", 1250},
                     {"publishable_key", world.keys().pk_test},
                     {"success_url", "https://store.com/ok"},
                     {"customer_email", "buyer@example.com"},
                     {"metadata", {{"cart", "7"}}}};
  const auto answer = world.post("/api/v1/checkout_sessions", body, no_key);
  REQUIRE(answer.status == 201);
  CHECK(answer.content["amount_cents"] == 1250);
  CHECK(answer.header("Access-Control-Allow-Origin") == "*");
  // What a browser may know: neither the customer nor the metadata.
  for (const auto& name : names(answer.body)) {
    CHECK(name.find("customer") == std::string::npos);
    CHECK(name != "metadata");
  }
  const auto seen_by_merchant = world.read_session(answer.content["token"]);
  CHECK(seen_by_merchant["customer_email"] == "buyer@example.com");
  CHECK(seen_by_merchant["metadata"] == json{{"cart", "7"}});
}

TEST_CASE("checkout session: a publishable key in the header opens one too and sees as little") {
  SandboxWorld world;
  const auto answer = world.post("/api/v1/checkout_sessions", k_published, world.keys().pk_test);
  REQUIRE(answer.status == 201);
  CHECK_FALSE(answer.content.contains("customer_email"));
  CHECK_FALSE(answer.content.contains("metadata"));
  CHECK(answer.content["success_url"] == "https://store.com/success");
}

TEST_CASE("checkout session: a secret key has no business in a body") {
  SandboxWorld world;
  const json body = {{"amount", 1250}, {"publishable_key", world.keys().sk_test}};
  CHECK(world.post("/api/v1/checkout_sessions", body, no_key).status == 401);
  // And only where it is documented.
  CHECK(world.post("/api/v1/products", {{"publishable_key", world.keys().pk_test}}, no_key).status == 401);
}

TEST_CASE("checkout session: an Idempotency-Key is ignored there and twice makes two") {
  SandboxWorld world;
  std::set<std::string> tokens;
  for (int i = 0; i < 2; ++i) {
    auto request = world.request("POST", "/api/v1/checkout_sessions");
    request.headers.emplace_back("idempotency-key", "same");
    request.body = k_published.dump();
    tokens.insert(world.send(std::move(request)).content["token"].get<std::string>());
  }
  CHECK(tokens.size() == 2);
}

TEST_CASE("checkout session: amounts and texts at their bounds are taken and come back as they were") {
  SandboxWorld world;
  const std::string name(500, 'n');
  const auto session = world.open_checkout({{"amount_cents", 99'999'999'999},
                                            {"currency", "USD"},
                                            {"customer_name", name},
                                            {"customer_address", "1 Rue de l'Été\nParis \"8e\" \\ 東京"},
                                            {"metadata", {{"n", 1}, {"yes", true}, {"none", nullptr}, {"x", 1.5}}}});
  CHECK(session["amount_cents"] == 99'999'999'999);
  CHECK(session["currency"] == "USD");
  CHECK(session["customer_name"] == name);
  CHECK(session["customer_address"] == "1 Rue de l'Été\nParis \"8e\" \\ 東京");
  CHECK(session["metadata"] == json{{"n", "1"}, {"yes", "true"}, {"none", ""}, {"x", "1.5"}});
  CHECK(world.open_checkout({{"amount_cents", 1}})["amount_cents"] == 1);
}

TEST_CASE("checkout session: a cancelled one is read and an expired one is gone") {
  SandboxWorld world;
  const auto cancelled = world.create_checkout(5000_cents);
  const auto expired = world.create_checkout(5000_cents);
  CHECK(world.post("/_sandbox/checkout_sessions/" + cancelled + "/cancel").content["status"] == "cancelled");
  CHECK(world.post("/_sandbox/checkout_sessions/" + expired + "/expire").content["status"] == "expired");

  const auto read = world.get("/api/v1/checkout_sessions/" + cancelled);
  CHECK(read.status == 200);
  CHECK(read.content["status"] == "cancelled");
  CHECK(read.content["cancelled_at"] == "2024-01-15T10:00:00Z");

  const auto gone = world.get("/api/v1/checkout_sessions/" + expired);
  CHECK(gone.status == 410);
  CHECK(gone.code() == "checkout_session_expired");
  CHECK(gone.content["error"]["message"] == "Checkout session has expired. Create a new checkout session.");
  CHECK(gone.content["checkout_session"] ==
        json{{"token", expired}, {"status", "expired"}, {"expires_at", "2024-01-15T10:15:00Z"}});
}

TEST_CASE("checkout session: what has ended cannot be ended again") {
  SandboxWorld world;
  const auto paid = world.create_checkout(5000_cents);
  const auto cancelled = world.create_checkout(5000_cents);
  const auto expired = world.create_checkout(5000_cents);
  world.pay(paid);
  world.post("/_sandbox/checkout_sessions/" + cancelled + "/cancel");
  world.post("/_sandbox/checkout_sessions/" + expired + "/expire");
  const auto before = world.event_types();
  for (const auto& token : {paid, cancelled, expired}) {
    for (const std::string what : {"cancel", "expire"}) {
      const auto answer = world.post("/_sandbox/checkout_sessions/" + token + "/" + what);
      INFO(what << " " << answer);
      CHECK(answer.status == 409);
      CHECK(answer.code() == "conflict");
    }
  }
  CHECK(world.event_types() == before);
}

TEST_CASE("checkout session: cancelling takes the invoice and the order with it") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto invoice = world.invoice_of(token);
  CHECK(invoice["status"] == "pending");
  world.advance(1min);
  world.post("/_sandbox/checkout_sessions/" + token + "/cancel");
  const auto events = world.events();
  CHECK(world.event_types() ==
        std::vector<std::string>{"order.created", "invoice.created", "invoice.expired", "order.updated"});
  CHECK(events[2]["data"]["object"]["id"] == invoice["id"]);
  CHECK(events[2]["data"]["object"]["status"] == "expired");
  CHECK(events[2]["created_at"] == "2024-01-15T10:01:00Z");
  CHECK(events[3]["data"]["object"]["status"] == "cancelled");
  CHECK(events[3]["data"]["object"]["cancelled_at"] == "2024-01-15T10:01:00Z");
  CHECK(world.post("/_sandbox/checkout_sessions/" + token + "/invoice").code() == "checkout_session_cancelled");
}
