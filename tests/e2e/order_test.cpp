// A shop without a hosted page: its backend makes orders, a tester pays them at a terminal, and its receiver hears of
// it.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

TEST_CASE("orders: a backend's order is invoiced, paid by its id, shipped and refunded") {
  SandboxFixture sandbox;
  Receiver shop;
  auto api = sandbox.client();
  register_endpoint(api, shop.url(), {"order.*"});
  const auto order = expect(
      api.post("/api/v1/m/orders", {{"order", {{"total_amount_cents", 5000}}}, {"generate_invoice", true}}), 201);
  const std::string id = order.at("id");
  const auto paid = sandbox.cli({"pay", id, "--wait"});
  INFO(paid.err);
  CHECK(paid.exit_code == 0);
  CHECK(expect(api.get("/api/v1/m/orders/" + id + "?expand=payment"), 200).at("payment").at("status") == "completed");
  expect(api.patch("/api/v1/m/orders/" + id, {{"order", {{"status", "shipped"}}}}), 200);
  expect(api.post("/_sandbox/orders/" + id + "/refund", json::object()), 200);
  // After kill -9 it is still what it was.
  sandbox.kill_hard();
  sandbox.start();
  auto again = sandbox.client();
  CHECK(expect(again.get("/api/v1/m/orders/" + id), 200).at("status") == "refunded");
  CHECK(expect(again.get("/api/v1/transactions?status=refunded"), 200).at("meta").at("total_count") == 1);

  std::vector<std::string> told;
  for (const auto& request : shop.wait_for(4)) {
    told.push_back(json::parse(request.body).at("event"));
  }
  CHECK(std::vector<std::string>(told.begin(), told.begin() + 4) ==
        std::vector<std::string>{"order.created", "order.updated", "order.updated", "order.updated"});
}

TEST_CASE("orders: a payment request is paid by its id, and again it is the payment there is") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto request =
      expect(api.post("/api/v1/m/payment_requests", {{"payment_request", {{"amount_cents", 700}}}}), 201);
  const std::string id = request.at("id");
  CHECK(sandbox.cli({"pay", id}).exit_code == 0);
  CHECK(expect(api.get("/api/v1/m/payment_requests/" + id + "/status"), 200).at("status") == "paid");
  CHECK(sandbox.cli({"pay", id}).exit_code == 0);
  CHECK(expect(api.get("/api/v1/transactions"), 200).at("meta").at("total_count") == 1);
}
