// Payment requests: an order and an invoice in one call.

#include "core/lightning/bolt11.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

using Types = std::vector<std::string>;

const std::string k_requests = "/api/v1/m/payment_requests";

json ask(SandboxWorld& world, const json& fields) {
  const auto made = world.post(k_requests, {{"payment_request", fields}});
  INFO(made);
  REQUIRE(made.status == 201);
  return made.content;
}

std::string path(const json& request) {
  return k_requests + "/" + request["id"].get<std::string>();
}

}  // namespace

TEST_CASE("payment requests: one call makes an order and an invoice, and what pays the invoice pays the request") {
  SandboxWorld world;
  const auto request =
      ask(world, {{"amount_cents", 5000}, {"description", "Dinner for two"}, {"metadata", {{"a", 1}}}});
  CHECK(request["status"] == "pending");
  CHECK(request["amount_cents"] == 5000);
  CHECK(request["amount_sats"] == 50'000);
  CHECK(request["currency"] == "usd");
  CHECK(request["description"] == "Dinner for two");
  CHECK(request["payment_method"] == "lightning");
  CHECK(request["payment_request"] == request["bolt11"]);
  CHECK(request["metadata"] == json{{"a", "1"}});
  CHECK(request["invoice"]["id"] == request["invoice_id"]);
  CHECK(request["order"]["id"] == request["order_id"]);
  CHECK(request["order"]["status"] == "invoice_generated");
  CHECK(request["order"]["items"].empty());
  CHECK(world.event_types() == Types{"order.created", "invoice.created"});
  CHECK(world.get(path(request)).content == request);
  const auto invoice = bolt11::decode(request["bolt11"].get<std::string>());
  REQUIRE(invoice.ok());
  CHECK(invoice->description == "Dinner for two");

  const auto pending = world.get(path(request) + "/status").content;
  CHECK(pending["status"] == "pending");
  CHECK(pending["paid"] == false);
  CHECK(pending["time_remaining"] == 900);
  const auto payment = world.pay(request["id"]).content;
  CHECK(payment["invoice_id"] == request["invoice_id"]);
  const auto paid = world.get(path(request)).content;
  CHECK(paid["status"] == "paid");
  CHECK(paid["payment_id"] == payment["id"]);
  CHECK(paid["order"]["status"] == "paid");
  CHECK(world.get(path(request) + "/status").content["payment_id"] == payment["id"]);
  // Paying it again answers the payment there is.
  CHECK(world.pay(request["id"]).content["id"] == payment["id"]);
}

TEST_CASE("payment requests: one that is not paid in time is over, though its order can be asked for anew") {
  SandboxWorld world;
  const auto request = ask(world, {{"amount_cents", 100}});
  world.advance(16min);
  CHECK(world.get(path(request) + "/status").content["status"] == "expired");
  const auto again = world.post("/api/v1/m/invoices/generate", {{"order_id", request["order_id"]}}).content;
  const auto over = world.get(path(request)).content;
  CHECK(over["status"] == "expired");
  CHECK(over["invoice_id"] == request["invoice_id"]);
  CHECK(over["order"]["invoice_id"] == again["id"]);
  CHECK(world.post("/_sandbox/pay", {{"target", request["id"]}}).status == 409);
  CHECK(world.pay(request["order_id"]).status == 201);
  CHECK(world.get(path(request)).content["payment_id"].is_null());
}

TEST_CASE("payment requests: on-chain ones wait for as many confirmations as they name, in either spelling") {
  SandboxWorld world;
  for (const auto* name : {"confirmations", "required_confirmations"}) {
    const auto request = ask(world, {{"amount_cents", 5000}, {"payment_method", "onchain"}, {name, 2}});
    CHECK(request["required_confirmations"] == 2);
    CHECK(request["bolt11"].is_null());
    CHECK(request["payment_address"] == request["invoice"]["payment_address"]);
    world.pay(request["id"]);
    world.post("/_sandbox/node/mine");
    CHECK(world.get(path(request)).content["confirmations"] == 1);
    CHECK(world.get(path(request)).content["status"] == "pending");
    world.post("/_sandbox/node/mine");
    CHECK(world.get(path(request)).content["status"] == "paid");
  }
}

TEST_CASE("payment requests: what is wrong is named, and nothing is left behind") {
  SandboxWorld world;
  const auto sentences = [&](const json& fields) {
    const auto refused = world.post(k_requests, {{"payment_request", fields}});
    CHECK(refused.status == 422);
    return refused.content["error"]["details"];
  };
  CHECK(sentences(json::object()) == json{"Amount cents can't be blank"});
  CHECK(sentences({{"amount_cents", 0}, {"currency", "doge"}, {"payment_method", "cash"}, {"confirmations", 0}}) ==
        json{"Amount cents must be greater than 0", "Currency is not a supported currency",
             "Payment method must be lightning, onchain, usdt or auto", "Confirmations must be greater than 0"});
  CHECK(world.post(k_requests, {{"amount_cents", 100}}).code() == "parameter_missing");
  world.patch("/_sandbox/node", {{"offline", true}});
  CHECK(world.post(k_requests, {{"payment_request", {{"amount_cents", 100}}}}).status == 503);
  CHECK(world.list("/api/v1/m/orders").empty());
}

TEST_CASE("payment requests: each belongs to one shop and mode, and one key makes one") {
  SandboxWorld world;
  auto call = world.request("POST", k_requests);
  call.headers.emplace_back("idempotency-key", "table-7");
  call.body = json{{"payment_request", {{"amount_cents", 5000}}}}.dump();
  const auto made = world.send(call);
  CHECK(world.send(call).body == made.body);
  for (const auto& key : {world.keys().sk_live, world.add_merchant("Bakery")}) {
    CHECK(world.get(path(made.content), key).status == 404);
    CHECK(world.get(path(made.content) + "/status", key).status == 404);
    CHECK(world.post("/_sandbox/pay", {{"target", made.content["id"]}}, key).status == 404);
  }
  CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).status == 200);
  CHECK(world.get(path(made.content)).status == 404);
}
