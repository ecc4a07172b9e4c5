// How an endpoint wants to be spoken to: headers, time, TLS, how many at once, and in which order.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";
const std::string k_webhooks = "/api/v1/m/webhooks";

std::vector<std::string> told(const SandboxWorld& world) {
  std::vector<std::string> types;
  for (const auto& attempt : world.transport.attempts_at(k_shop)) {
    types.push_back(attempt.header("X-SatsRail-Event"));
  }
  return types;
}

std::vector<std::string> told_of_a_payment(std::uint64_t seed, const json& fields) {
  SandboxWorld world({.seed = seed});
  world.create_webhook(k_shop, fields);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  return told(world);
}

}  // namespace

TEST_CASE("webhook options: what production does is the default, and each can be changed") {
  SandboxWorld world;
  const auto plain = world.create_webhook(k_shop);
  CHECK(plain["dialect"] == "seed");
  CHECK(plain["retry"] == "real");
  CHECK(plain["timeout"] == "10s");
  CHECK(plain["headers"] == json::object());
  CHECK(plain["verify_tls"] == true);
  CHECK(plain["ca_file"].is_null());
  CHECK(plain["concurrency"] == 1);
  CHECK(plain["shuffle"] == false);
  CHECK(plain["copy_of"].is_null());

  const json wanted = {{"dialect", "docs"},   {"retry", "fast"},  {"timeout", "none"}, {"headers", {{"X-Shop", "tea"}}},
                       {"verify_tls", false}, {"concurrency", 4}, {"shuffle", true}};
  const std::string path = k_webhooks + "/" + plain["id"].get<std::string>();
  const auto changed = world.patch(path, {{"webhook", wanted}}).content;
  for (const auto& [name, value] : wanted.items()) {
    CHECK(changed[name] == value);
  }
  CHECK(changed["events"] == plain["events"]);
  CHECK(world.get(path).content == changed);
  const auto back = world.patch(path, {{"webhook", {{"headers", json::object()}, {"timeout", "1m30s"}}}}).content;
  CHECK(back["headers"] == json::object());
  CHECK(back["timeout"] == "1m30s");
  CHECK(back["retry"] == "fast");
}

TEST_CASE("webhook options: what is out of bounds is refused by name") {
  SandboxWorld world;
  for (const auto& [fields, name] :
       std::vector<std::pair<json, std::string>>{{{{"timeout", "99ms"}}, "timeout"},
                                                 {{{"timeout", "2h"}}, "timeout"},
                                                 {{{"dialect", "rails"}}, "dialect"},
                                                 {{{"metadata", {{"dialect", "rails"}}}}, "metadata"},
                                                 {{{"headers", {{"X-SatsRail-Signature", "x"}}}}, "headers"},
                                                 {{{"ca_file", "/nowhere/ca.pem"}}, "ca_file"},
                                                 {{{"ca_file", "ca.pem"}}, "ca_file"},
                                                 {{{"concurrency", 33}}, "concurrency"}}) {
    auto webhook = fields;
    webhook["url"] = k_shop;
    const auto refused = world.post(k_webhooks, {{"webhook", webhook}});
    INFO(fields << " " << refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["fields"].contains(name));
  }
  CHECK(world.list(k_webhooks).empty());
}

TEST_CASE("webhook options: its headers, time and certificates go with each attempt") {
  SandboxWorld world;
  const std::string file = "/proc/self/status";  // any file that can be read
  world.create_webhook(k_shop, {{"headers", {{"X-Shop", "tea"}, {"Authorization", "Bearer t"}}},
                                {"timeout", "250ms"},
                                {"verify_tls", false},
                                {"ca_file", file}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const auto attempt = world.transport.attempts().at(0);
  CHECK(attempt.header("X-Shop") == "tea");
  CHECK(attempt.header("Authorization") == "Bearer t");
  CHECK(attempt.header("X-Webhook-Delivery-ID") == world.deliveries().at(0)["id"]);
  CHECK(attempt.request.timeout == 250ms);
  CHECK_FALSE(attempt.request.verify_tls);
  CHECK(attempt.request.ca_file == file);
  const auto recorded = world.delivery(world.deliveries().at(0)["id"]);
  CHECK(recorded["attempts"][0]["request"]["headers"]["X-Shop"] == "tea");
}

TEST_CASE("webhook options: patterns with ! take out what an earlier one let in") {
  const auto first = told_of_a_payment(1, {{"events", {"*"}}});
  const auto without = [&first](const std::vector<std::string>& gone) {
    auto rest = first;
    rest.erase(std::remove_if(rest.begin(), rest.end(),
                              [&gone](const std::string& type) {
                                return std::find(gone.begin(), gone.end(), type) != gone.end();
                              }),
               rest.end());
    return rest;
  };
  using Names = std::vector<std::string>;
  CHECK(told_of_a_payment(1, {{"events", {"*", "!order.updated"}}}) == without({"order.updated"}));
  CHECK(told_of_a_payment(1, {{"events", {"!order.*"}}}) == without({"order.created", "order.updated"}));
  CHECK(told_of_a_payment(1, {{"events", {"order.*", "!order.updated"}}}) == Names{"order.created"});
  CHECK(told_of_a_payment(1, {{"events", {"!order.updated", "order.*"}}}) == Names{"order.created", "order.updated"});
  CHECK(told_of_a_payment(1, {{"events", {"!*"}}}).empty());
  SandboxWorld world;
  const auto refused = world.post(k_webhooks, {{"webhook", {{"url", k_shop}, {"events", {"!invoice.payed"}}}}});
  CHECK(refused.content["error"]["details"] ==
        json{"Events contains the unknown event \"!invoice.payed\"; did you mean \"!invoice.paid\"?"});
}

TEST_CASE("webhook options: several first attempts at once, when the endpoint can take them") {
  SandboxWorld world;
  world.create_webhook(k_shop, {{"events", {"*"}}, {"concurrency", 3}});
  world.transport.hold(k_shop);
  world.pay(world.create_checkout(5000_cents));
  CHECK(world.transport.wait_for(3).size() == 3);
  world.transport.release(k_shop);
  world.settle();
  CHECK(told(world).size() == 7);
  for (const auto& delivery : world.deliveries()) {
    CHECK(delivery["attempt_count"] == 1);
  }
}

TEST_CASE("webhook options: a shuffled order is drawn by lot, and the seed repeats it") {
  const json shuffled = {{"events", {"payment.*", "invoice.paid", "order.updated", "checkout.completed"}},
                         {"shuffle", true}};
  std::vector<std::string> plain = told_of_a_payment(1, {{"events", shuffled["events"]}});
  bool differs = false;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto first = told_of_a_payment(seed, shuffled);
    CHECK(first == told_of_a_payment(seed, shuffled));
    differs = differs || first != plain;
    std::sort(first.begin(), first.end());
    auto sorted = plain;
    std::sort(sorted.begin(), sorted.end());
    CHECK(first == sorted);
  }
  CHECK(differs);
}
