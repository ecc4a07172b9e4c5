// Idempotency-Key: a client that lost an answer asks once more, and nothing happens twice.

#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <future>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_path = "/api/v1/m/invoices/generate";

std::string an_order(SandboxWorld& world) {
  return world.open_checkout({{"amount_cents", 5000}})["order_id"];
}

struct Asking {
  std::string path = k_path;
  std::optional<std::string_view> api_key = {};
};

Response ask(SandboxWorld& world, const std::string& key, const json& body, const Asking& how = {}) {
  auto request = world.request("POST", how.path, how.api_key);
  request.headers.emplace_back("idempotency-key", key);
  request.body = body.dump();
  return world.send(std::move(request));
}

std::int64_t invoices_made(SandboxWorld& world) {
  const auto types = world.event_types();
  return std::count(types.begin(), types.end(), "invoice.created");
}

}  // namespace

TEST_CASE("idempotency: the same call again gets the same bytes, and makes nothing") {
  SandboxWorld world;
  const json body = {{"order_id", an_order(world)}};
  const auto first = ask(world, "order-1", body);
  REQUIRE(first.status == 201);
  CHECK_FALSE(first.has_header("Idempotent-Replayed"));
  world.real_time_passes(1min);
  for (int i = 0; i < 3; ++i) {
    const auto again = ask(world, "order-1", body);
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(again.content_type == first.content_type);
    CHECK(again.header("Idempotent-Replayed") == "true");
    CHECK(again.header("X-Request-Id") != first.header("X-Request-Id"));
  }
  CHECK(invoices_made(world) == 1);
  // It is the answer of then, whatever became of the invoice.
  world.pay(first.content["id"]);
  CHECK(ask(world, "order-1", body).body == first.body);
  // Another key, or none, is another call: the order is paid by now.
  CHECK(ask(world, "order-2", body).content["status"] == "paid");
  CHECK_FALSE(world.post(k_path, body).has_header("Idempotent-Replayed"));
}

TEST_CASE("idempotency: a key is used for one body") {
  SandboxWorld world;
  const json body = {{"order_id", an_order(world)}};
  REQUIRE(ask(world, "order-1", body).status == 201);
  const json other = {{"order_id", an_order(world)}};
  for (const auto& another : {other, json{{"order_id", body["order_id"]}, {"payment_method", "auto"}},
                              json{{"order_id", 5}}, json::object()}) {
    const auto refused = ask(world, "order-1", another);
    INFO(refused);
    CHECK(refused.status == 422);
    CHECK(refused.code() == "idempotency_key_reused");
    CHECK(refused.content["error"]["message"].get<std::string>().find("new key") != std::string::npos);
  }
  CHECK(invoices_made(world) == 1);
  CHECK(ask(world, "order-2", other).status == 201);
}

TEST_CASE("idempotency: a key is good for a day on the sandbox clock") {
  SandboxWorld world;
  const auto order = an_order(world);
  const auto first = ask(world, "order-1", {{"order_id", order}});
  world.pay(order);  // its session would be over by tomorrow
  world.advance(24h - 1ms);
  CHECK(ask(world, "order-1", {{"order_id", order}}).body == first.body);
  world.advance(1ms);
  const auto anew = ask(world, "order-1", {{"order_id", order}});
  CHECK(anew.status == 200);
  CHECK(anew.content["status"] == "paid");
  CHECK_FALSE(anew.has_header("Idempotent-Replayed"));
  // From here it is a key as any other, also for a body that it did not have yesterday.
  const json other = {{"order_id", an_order(world)}};
  CHECK(ask(world, "order-1", other).code() == "idempotency_key_reused");
  CHECK(ask(world, "order-1", {{"order_id", order}}).header("Idempotent-Replayed") == "true");
}

TEST_CASE("idempotency: a key of 255 characters is taken, and a longer one is not") {
  SandboxWorld world;
  const json body = {{"order_id", an_order(world)}};
  CHECK(ask(world, std::string(255, 'k'), body).status == 201);
  CHECK(ask(world, std::string(255, 'k'), body).has_header("Idempotent-Replayed"));
  const auto refused = ask(world, std::string(256, 'k'), body);
  CHECK(refused.status == 422);
  CHECK(refused.code() == "validation_error");
  CHECK(refused.content["error"]["details"] == json{"Idempotency key is too long (maximum is 255 characters)"});
  CHECK(ask(world, "\xff", body).code() == "validation_error");
  // An empty one is none.
  CHECK_FALSE(ask(world, "", body).has_header("Idempotent-Replayed"));
  CHECK_FALSE(ask(world, "", body).has_header("Idempotent-Replayed"));
}

TEST_CASE("idempotency: what failed is not kept, and the same call may succeed later") {
  SandboxWorld world;
  const auto order = an_order(world);
  const json body = {{"order_id", order}};
  world.patch("/_sandbox/node", {{"offline", true}});
  CHECK(ask(world, "order-1", body).code() == "wallet_unavailable");
  CHECK(ask(world, "order-1", body).code() == "wallet_unavailable");
  world.patch("/_sandbox/node", {{"offline", false}});
  const auto made = ask(world, "order-1", body);
  CHECK(made.status == 201);
  CHECK_FALSE(made.has_header("Idempotent-Replayed"));
  CHECK(ask(world, "order-1", body).body == made.body);

  // Nor is a refusal, so that another body may follow it.
  CHECK(ask(world, "order-2", {{"order_id", "none"}}).status == 404);
  CHECK(ask(world, "order-2", {{"payment_method", "shells"}}).status == 422);
  CHECK(ask(world, "order-2", body).status == 201);
}

TEST_CASE("idempotency: a key means something to one merchant, mode and call") {
  SandboxWorld world;
  const auto other = world.add_merchant("Other");
  const auto order_of = [&world](std::string_view key) {
    return world.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}}, key)
        .content["order_id"];
  };
  std::set<std::string> made;
  for (const std::string_view key :
       {std::string_view(world.keys().sk_test), std::string_view(world.keys().sk_live), std::string_view(other)}) {
    const auto answer = ask(world, "same", {{"order_id", order_of(key)}}, {k_path, key});
    CHECK(answer.status == 201);
    made.insert(answer.content["id"].get<std::string>());
  }
  CHECK(made.size() == 3);
  // A call that honours none takes no notice of it.
  CHECK(ask(world, "same", {{"checkout_session", {{"amount_cents", 1}}}}, {"/api/v1/checkout_sessions"}).status == 201);
}

TEST_CASE("idempotency: another spelling of the path is the same call") {
  SandboxWorld world;
  const json body = {{"order_id", an_order(world)}};
  const auto first = ask(world, "order-1", body);
  for (const std::string path : {"/api/v1/invoices/generate", "/m/invoices/generate", "/api/v1/m/invoices/generate/"}) {
    INFO(path);
    const auto again = ask(world, "order-1", body, {path});
    CHECK(again.body == first.body);
    CHECK(again.header("Idempotent-Replayed") == "true");
  }
  CHECK(invoices_made(world) == 1);
}

TEST_CASE("idempotency: it is ignored where every call makes something new") {
  SandboxWorld world;
  for (const std::string path : {"/api/v1/checkout_sessions", "/api/v1/m/checkout_sessions"}) {
    const json body = {{"checkout_session", {{"amount_cents", 5000}}}};
    const auto first = ask(world, "same", body, {path});
    const auto second = ask(world, "same", body, {path});
    CHECK(first.content["token"] != second.content["token"]);
    CHECK_FALSE(second.has_header("Idempotent-Replayed"));
    CHECK(ask(world, std::string(300, 'k'), body, {path}).status == 201);
  }
}

TEST_CASE("idempotency: a restart keeps it, and a reset does not") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  json body;
  std::string answer;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    body = {{"order_id", an_order(world)}};
    answer = ask(world, "order-1", body).body;
  }
  options.seed = 2;
  SandboxWorld world(options);
  const auto again = ask(world, "order-1", body);
  CHECK(again.body == answer);
  CHECK(again.header("Idempotent-Replayed") == "true");
  world.post("/_sandbox/reset", nullptr, world.keys().control);
  CHECK(ask(world, "order-1", body).status == 404);
}

TEST_CASE("idempotency: an answer that is there needs no node") {
  SandboxWorld world;
  const json body = {{"order_id", an_order(world)}};
  const auto first = ask(world, "order-1", body);
  for (const json& trouble : {json{{"latency", "1h"}}, json{{"offline", true}}}) {
    world.patch("/_sandbox/node", trouble);
    CHECK(ask(world, "order-1", body).body == first.body);
    CHECK(world.waiting_requests() == 0);
  }
}

TEST_CASE("idempotency: twins that wait for a slow node make one invoice") {
  SandboxWorld world;
  const json body = {{"order_id", an_order(world)}};
  world.patch("/_sandbox/node", {{"latency", "2s"}});
  const auto send = [&] { return ask(world, "order-1", body); };
  auto one = std::async(std::launch::async, send);
  auto two = std::async(std::launch::async, send);
  while (world.waiting_requests() < 2) {
    std::this_thread::yield();
  }
  world.advance(2s);
  const auto first = one.get();
  const auto second = two.get();
  CHECK(first.status == 201);
  CHECK(second.body == first.body);
  CHECK(first.has_header("Idempotent-Replayed") != second.has_header("Idempotent-Replayed"));
  CHECK(invoices_made(world) == 1);
}
