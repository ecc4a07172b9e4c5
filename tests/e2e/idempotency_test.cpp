// Idempotency-Key over real sockets: clients that ask at the same time, and a daemon that is killed in between.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

#include <barrier>
#include <set>
#include <thread>

using namespace satsrail::test;

namespace {

const std::string k_path = "/api/v1/m/invoices/generate";

std::string an_order(HttpClient& api) {
  return expect(api.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}}), 201)
      .at("order_id");
}

// What `clients` are answered who send the same call at the same time.
std::vector<HttpReply> ask_at_once(const SandboxFixture& sandbox, int clients, const json& body) {
  std::vector<HttpReply> replies(static_cast<std::size_t>(clients));
  std::barrier start(clients);
  std::vector<std::thread> threads;
  for (auto& reply : replies) {
    threads.emplace_back([&] {
      auto api = sandbox.client();
      expect(api.get("/api/v1/rates"), 200);  // connected before the others begin
      start.arrive_and_wait();
      reply = api.post(k_path, body, {{"Idempotency-Key", "order-1"}});
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  return replies;
}

std::size_t invoices_made(HttpClient& api) {
  return list_all(api, "/_sandbox/events", "type=invoice.created").size();
}

}  // namespace

TEST_CASE("idempotency: twins over real sockets make one invoice") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const json body{{"order_id", an_order(api)}};
  const auto replies = ask_at_once(sandbox, 8, body);
  std::set<std::string> bodies;
  int first = 0;
  for (const auto& reply : replies) {
    CHECK(reply.status == 201);
    bodies.insert(reply.body);
    first += reply.header("Idempotent-Replayed").empty() ? 1 : 0;
  }
  CHECK(bodies.size() == 1);
  CHECK(first == 1);
  CHECK(invoices_made(api) == 1);
}

TEST_CASE("idempotency: twins that wait for a slow node make one invoice, too") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const json body{{"order_id", an_order(api)}};
  expect(api.patch("/_sandbox/node", {{"latency", "300ms"}}), 200);
  std::set<std::string> bodies;
  for (const auto& reply : ask_at_once(sandbox, 4, body)) {
    CHECK(reply.status == 201);
    bodies.insert(reply.body);
  }
  CHECK(bodies.size() == 1);
  CHECK(invoices_made(api) == 1);
}

TEST_CASE("idempotency: an answer that was lost is there after kill -9") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const json body{{"order_id", an_order(api)}};
  const Headers key{{"Idempotency-Key", "order-1"}};
  const auto before = api.post(k_path, body, key);
  CHECK(before.status == 201);
  sandbox.kill_hard();
  sandbox.start();
  auto again = sandbox.client();
  const auto after = again.post(k_path, body, key);
  CHECK(after.body == before.body);
  CHECK(after.header("Idempotent-Replayed") == "true");
  CHECK(invoices_made(again) == 1);
}
