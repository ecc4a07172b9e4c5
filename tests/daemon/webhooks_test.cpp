// Webhook endpoints: registered, changed, paused, deleted, in both namespaces.

#include "core/domain/event_type.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";

}  // namespace

TEST_CASE("webhook endpoint: its whole life is the same in both namespaces") {
  for (const std::string base : {"/api/v1/webhooks", "/api/v1/m/webhooks"}) {
    INFO(base);
    SandboxWorld world;
    const auto created = world.post(base, {{"webhook",
                                            {{"url", k_shop},
                                             {"events", {"checkout.completed", "order.*"}},
                                             {"description", "the shop"},
                                             {"metadata", {{"team", "a"}, {"n", 1}}}}}});
    REQUIRE(created.status == 201);
    const std::string id = created.content["id"];
    const std::string secret = created.content["secret_key"];
    CHECK(secret.starts_with("whsec_"));
    CHECK(secret.size() == 38);
    CHECK(created.content["active"] == true);
    CHECK(created.content["livemode"] == false);
    CHECK(created.content["metadata"] == json{{"team", "a"}, {"n", "1"}});

    // The secret is shown that once.
    auto shown = world.get(base + "/" + id).content;
    CHECK_FALSE(shown.contains("secret_key"));
    auto expected = created.content;
    expected.erase("secret_key");
    CHECK(shown == expected);
    const auto listed = world.get(base);
    CHECK(listed.content["data"] == json::array({shown}));
    CHECK(listed.body.find(secret) == std::string::npos);
    CHECK(listed.content["available_events"] ==
          json(std::vector<std::string>(event_type::all.begin(), event_type::all.end())));

    world.advance(1min);
    const auto changed = world.patch(
        base + "/" + id,
        {{"webhook",
          {{"url", "http://shop.test/other"}, {"events", {"*"}}, {"active", false}, {"metadata", {{"team", "b"}}}}}});
    REQUIRE(changed.status == 200);
    CHECK(changed.content["url"] == "http://shop.test/other");
    CHECK(changed.content["events"] == json{"*"});
    CHECK(changed.content["active"] == false);
    CHECK(changed.content["metadata"] == json{{"team", "b"}});  // replaced as a whole
    CHECK(changed.content["description"] == "the shop");        // left out: as it was
    CHECK(changed.content["updated_at"] == "2024-01-15T10:01:00Z");
    CHECK_FALSE(changed.content.contains("secret_key"));
    CHECK(world.get(base + "/" + id).content == changed.content);

    const auto deleted = world.del(base + "/" + id);
    CHECK(deleted.status == 204);
    CHECK(deleted.body.empty());
    CHECK(world.get(base + "/" + id).status == 404);
    CHECK(world.patch(base + "/" + id, {{"webhook", {{"active", true}}}}).status == 404);
    CHECK(world.del(base + "/" + id).status == 404);
    CHECK(world.get(base).content["meta"]["total_count"] == 0);
  }
}

TEST_CASE("webhook endpoint: PUT changes it as PATCH does") {
  SandboxWorld world;
  const std::string id = world.create_webhook(k_shop)["id"];
  auto request = world.request("PUT", "/api/v1/m/webhooks/" + id);
  request.body = R"({"webhook":{"description":"put"}})";
  CHECK(world.send(std::move(request)).content["description"] == "put");
}

TEST_CASE("webhook endpoint: the defaults are the published ones") {
  SandboxWorld world;
  const auto webhook = world.create_webhook(k_shop);
  CHECK(webhook["events"] == json{"checkout.completed"});
  CHECK(webhook["active"] == true);
  CHECK(webhook["description"].is_null());
  CHECK(webhook["metadata"] == json::object());
  CHECK(webhook["last_delivery_at"].is_null());
  CHECK(webhook["failure_count"] == 0);
  CHECK(world.create_webhook(k_shop, {{"secret_key", "whsec_pinned"}})["secret_key"] == "whsec_pinned");
}

TEST_CASE("webhook endpoint: an unknown event is refused by name and nothing is registered") {
  SandboxWorld world;
  const auto refused =
      world.post("/api/v1/m/webhooks", {{"webhook", {{"url", k_shop}, {"events", {"order.created", "order.eaten"}}}}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"] ==
        json{"Events contains the unknown event \"order.eaten\"; did you mean \"order.created\"?"});
  CHECK(world.list("/api/v1/m/webhooks").empty());

  const std::string id = world.create_webhook(k_shop)["id"];
  CHECK(world.patch("/api/v1/m/webhooks/" + id, {{"webhook", {{"events", {"nothing.*"}}}}}).status == 422);
  CHECK(world.get("/api/v1/m/webhooks/" + id).content["events"] == json{"checkout.completed"});
}

TEST_CASE("webhook endpoint: the list is filtered as documented") {
  SandboxWorld world;
  const std::string first = world.create_webhook("http://one.test/hooks")["id"];
  world.advance(1h);
  const std::string second = world.create_webhook("http://two.test/HOOKS", {{"active", false}})["id"];
  const auto ids = [&world](const std::string& query) {
    std::vector<std::string> found;
    for (const auto& webhook : world.list("/api/v1/m/webhooks" + query)) {
      found.push_back(webhook["id"]);
    }
    return found;
  };
  using Ids = std::vector<std::string>;
  CHECK(ids("") == Ids{second, first});
  CHECK(ids("?q[active_eq]=true") == Ids{first});
  CHECK(ids("?q%5Bactive_eq%5D=0") == Ids{second});
  CHECK(ids("?q[url_cont]=one") == Ids{first});
  CHECK(ids("?q[url_cont]=hooks") == Ids{second, first});
  CHECK(ids("?q[url_cont]=%25").empty());  // a percent sign is a percent sign
  CHECK(ids("?q[created_at_gteq]=2024-01-15T11:00:00Z") == Ids{second});
  CHECK(ids("?q[created_at_lteq]=2024-01-15T10:59:59Z") == Ids{first});
}

TEST_CASE("webhook endpoint: it is told of what it subscribed to and of nothing else") {
  SandboxWorld world;
  world.create_webhook("http://all.test/", {{"events", {"*"}}});
  world.create_webhook("http://orders.test/", {{"events", {"order.*"}}});
  world.create_webhook("http://default.test/");
  world.create_webhook("http://none.test/", {{"events", json::array()}});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  const auto told = [&world](const std::string& url) {
    std::vector<std::string> types;
    for (const auto& attempt : world.transport.attempts_at(url)) {
      types.push_back(attempt.header("X-SatsRail-Event"));
    }
    return types;
  };
  CHECK(told("http://all.test/") == world.event_types());
  CHECK(told("http://orders.test/") == std::vector<std::string>{"order.created", "order.updated"});
  CHECK(told("http://default.test/") == std::vector<std::string>{"checkout.completed"});
  CHECK(told("http://none.test/").empty());
}

TEST_CASE("webhook endpoint: while inactive it is owed nothing new and what it was owed waits") {
  SandboxWorld world;
  const std::string id = world.create_webhook(k_shop)["id"];
  const auto set_active = [&](bool active) {
    return world.patch("/api/v1/m/webhooks/" + id, {{"webhook", {{"active", active}}}}).status;
  };
  world.transport.fail_next(1);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  REQUIRE(world.transport.count() == 1);

  CHECK(set_active(false) == 200);
  CHECK(world.advance(3h).empty());  // its retries wait too
  CHECK(world.transport.count() == 1);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(world.deliveries().size() == 1);
  const std::string delivery = world.deliveries()[0]["id"];
  CHECK(world.post("/_sandbox/deliveries/" + delivery + "/retry").status == 409);

  // The retry that fell due during the pause goes out at once, and no other.
  CHECK(set_active(true) == 200);
  const auto attempts = world.transport.wait_for(2);
  CHECK(attempts[1].at == world.options().start + 3h);
  world.settle();
  CHECK(world.transport.count() == 2);
  CHECK(world.delivery(delivery)["state"] == "delivered");
}

TEST_CASE("webhook endpoint: deleting it drops what it is still owed") {
  SandboxWorld world;
  const std::string id = world.create_webhook(k_shop)["id"];
  world.transport.hold(k_shop);
  for (int i = 0; i < 3; ++i) {
    world.pay(world.create_checkout(5000_cents));
  }
  world.transport.wait_for(1);  // the first is on its way, the others queue behind it
  CHECK(world.del("/api/v1/m/webhooks/" + id).status == 204);
  world.transport.release(k_shop);
  world.settle();
  world.advance(24h);
  CHECK(world.transport.count() == 1);
  const auto deliveries = world.deliveries();
  REQUIRE(deliveries.size() == 3);
  // What had left before is recorded as it ended.
  CHECK(deliveries[0]["state"] == "delivered");
  CHECK(deliveries[1]["state"] == "cancelled");
  CHECK(deliveries[2]["state"] == "cancelled");
  CHECK(deliveries[1]["next_attempt_at"].is_null());
  const auto retry = world.post("/_sandbox/deliveries/" + deliveries[1]["id"].get<std::string>() + "/retry");
  CHECK(retry.status == 409);
}

TEST_CASE("webhook endpoint: a changed address is where the next attempt goes") {
  SandboxWorld world;
  const std::string id = world.create_webhook(k_shop)["id"];
  world.transport.fail_next(1);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  world.patch("/api/v1/m/webhooks/" + id, {{"webhook", {{"url", "http://moved.test/"}}}});
  world.advance(1min);
  CHECK(world.transport.attempts_at("http://moved.test/").size() == 1);
  CHECK(world.transport.attempts_at(k_shop).size() == 1);
}

TEST_CASE("webhook endpoint: a hundred are enough") {
  SandboxWorld world;
  for (int i = 0; i < 100; ++i) {
    world.create_webhook(k_shop, {{"active", false}});
  }
  const auto refused = world.post("/api/v1/m/webhooks", {{"webhook", {{"url", k_shop}}}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"][0].get<std::string>().find("100") != std::string::npos);
  // The live mode has its own hundred, and a deleted one makes room.
  CHECK(world.post("/api/v1/m/webhooks", {{"webhook", {{"url", k_shop}}}}, world.keys().sk_live).status == 201);
  world.del("/api/v1/m/webhooks/" + world.list("/api/v1/m/webhooks")[0]["id"].get<std::string>());
  CHECK(world.post("/api/v1/m/webhooks", {{"webhook", {{"url", k_shop}}}}).status == 201);
}

TEST_CASE("webhook endpoint: it counts its failures until the next success") {
  SandboxWorld world;
  const std::string id = world.create_webhook(k_shop)["id"];
  const auto shown = [&] { return world.get("/api/v1/m/webhooks/" + id).content; };
  world.transport.fail_next(2);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(shown()["failure_count"] == 1);
  CHECK(shown()["last_delivery_at"] == "2024-01-15T10:00:00Z");
  world.advance(1min);
  CHECK(shown()["failure_count"] == 2);
  CHECK(shown()["last_delivery_at"] == "2024-01-15T10:01:00Z");
  world.advance(5min);
  CHECK(shown()["failure_count"] == 0);
}
