// Faults of the node: an invoice that cannot be made, or late, and payments that end otherwise.

#include "tests/daemon/fault_story.h"

#include <catch2/catch.hpp>

#include <future>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

std::string add(SandboxWorld& world, json match, json action, json more = json::object()) {
  return add_fault(world, "node", std::move(match), std::move(action), std::move(more));
}

Response look(SandboxWorld& world, const std::string& token) {
  return world.get("/checkout/" + token + "/status", no_key);
}

// An answer that waits for the sandbox clock: asked on another thread, which is joined at the end.
std::future<Response> look_later(SandboxWorld& world, const std::string& token) {
  auto answer = std::async(std::launch::async, [&world, token] { return look(world, token); });
  while (world.waiting_requests() == 0) {
    std::this_thread::yield();
  }
  return answer;
}

}  // namespace

TEST_CASE("node faults: an invoice cannot be made, as often as asked for") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto id = add(world, {{"call", "invoice"}}, {{"status", 503}}, {{"next", 1}});
  const auto failed = look(world, token);
  CHECK(failed.status == 503);
  CHECK(failed.code() == "wallet_unavailable");
  CHECK(failed.body.find(id) != std::string::npos);
  CHECK(look(world, token).status == 200);
  CHECK(look(world, token).status == 200);  // the invoice is there: nobody asks the node
  CHECK(fault_counts(world, id) == json{1, 1, "spent"});
}

TEST_CASE("node faults: a node that does not answer is given up after five seconds of the sandbox clock") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  add(world, json::object(), {{"timeout", true}}, {{"next", 1}});
  auto answer = look_later(world, token);
  world.advance(5s);
  CHECK(answer.get().code() == "wallet_unavailable");

  add(world, json::object(), {{"delay", "2s"}}, {{"next", 1}});
  answer = look_later(world, token);
  world.advance(2s);
  CHECK(answer.get().status == 200);
}

TEST_CASE("node faults: a payment ends as the fault says, unless somebody named another end") {
  SandboxWorld world;
  const auto id = add(world, {{"call", "pay"}, {"payer", "bob"}}, {{"outcome", "no_route"}});
  const auto token = world.create_checkout(5000_cents);
  const auto refused = world.post("/_sandbox/pay", {{"target", token}, {"payer", "bob"}});
  CHECK(refused.status == 402);
  CHECK(refused.content["node_payment"]["failure_reason"] == "no_route");
  CHECK(world.post("/_sandbox/pay", {{"target", token}, {"payer", "carol"}}).status == 201);
  CHECK(
      world
          .post("/_sandbox/pay", {{"target", world.create_checkout(5000_cents)}, {"payer", "bob"}, {"outcome", "held"}})
          .status == 202);
  CHECK(fault_counts(world, id) == json{1, 1, "active"});
  world.del("/_sandbox/faults");

  add(world, json::object(), {{"outcome", "insufficient_balance"}}, {{"next", 1}});
  const auto page = world.create_checkout(5000_cents);
  CHECK(world.pay(page).status == 402);
  CHECK(world.pay(page).status == 201);
}

TEST_CASE("node faults: what belongs to the other call is refused") {
  SandboxWorld world;
  const auto refused = [&](const json& match, const json& action) {
    const auto answer =
        world.post("/_sandbox/faults", {{"fault", {{"on", "node"}, {"match", match}, {"action", action}}}});
    INFO(answer);
    return answer.status == 422;
  };
  CHECK(refused({{"call", "pay"}}, {{"status", 503}}));
  CHECK(refused({{"call", "invoice"}}, {{"outcome", "no_route"}}));
  CHECK(refused({{"call", "invoice"}, {"payer", "bob"}}, {{"status", 503}}));
  CHECK(refused({{"call", "settle"}}, {{"status", 503}}));
  CHECK(refused(json::object(), {{"outcome", "no_rout"}}));
  CHECK(refused(json::object(), {{"body", "x"}}));
  CHECK(world.post("/_sandbox/faults", {{"fault", {{"on", "node"}, {"action", {{"outcome", "crash"}}}}}}).status ==
        409);
}
