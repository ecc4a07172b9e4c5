// What a paid product grants: its key, and a token that says so for as long as it lasts.

#include "core/util/base64.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

json status_of(SandboxWorld& world, const std::string& token) {
  const auto answer = world.get("/checkout/" + token + "/status", no_key);
  REQUIRE(answer.status == 200);
  return answer.content;
}

std::string buy(SandboxWorld& world, const json& product) {
  const std::string token = world.open_checkout({{"product_id", product["id"]}})["token"];
  REQUIRE(world.pay(token).status == 201);
  return token;
}

// What its buyer holds.
std::string token_for(SandboxWorld& world, const json& product) {
  return status_of(world, buy(world, product))["access_token"];
}

Response verify(SandboxWorld& world, const json& token, std::optional<std::string_view> key = {}) {
  return world.post("/api/v1/m/access/verify", {{"access_token", token}}, key);
}

void is_dead(const Response& answer, const std::string& why) {
  INFO(answer.body);
  CHECK(answer.status == 402);
  CHECK(answer.code() == "access_expired");
  CHECK(answer.content["valid"] == false);
  CHECK(answer.content["remaining_seconds"] == 0);
  CHECK(answer.content["error"]["message"].get<std::string>().find(why) != std::string::npos);
}

json claims_in(const std::string& token) {
  const auto bytes = from_base64(token.substr(0, token.find("--"))).value();
  return json::parse(bytes.begin(), bytes.end())["_rails"];
}

}  // namespace

TEST_CASE("access: a paid product shows its key and a token, and nothing of that before") {
  SandboxWorld world;
  const auto product = world.create_product({{"access_duration_seconds", 86'400}});
  const std::string token = world.open_checkout({{"product_id", product["id"]}})["token"];
  const auto pending = status_of(world, token);
  CHECK(pending["status"] == "pending");
  CHECK_FALSE(pending.contains("items"));
  CHECK_FALSE(pending.contains("access_token"));
  world.pay(token);
  const auto paid = status_of(world, token);
  const std::string id = product["id"];
  const std::string key = world.get("/api/v1/m/products/" + id + "/key").content["key"];
  REQUIRE(paid["items"].size() == 1);
  CHECK(paid["items"][0]["key"] == key);
  CHECK(paid["access_duration_seconds"] == 86'400);
  const auto rails = claims_in(paid["access_token"]);
  CHECK(rails["data"] == json{{"order_id", paid["order_id"]}, {"product_id", id}, {"exp", 1'705'312'800 + 86'400}});
  CHECK(rails["exp"] == "2024-01-16T10:00:00.000Z");
  CHECK(rails["pur"] == "access_token");
  // The same at every look.
  CHECK(status_of(world, token) == paid);

  const auto good = verify(world, paid["access_token"]);
  REQUIRE(good.status == 200);
  CHECK(good.content == json{{"valid", true},
                             {"remaining_seconds", 86'400},
                             {"product_id", id},
                             {"order_id", paid["order_id"]},
                             {"key", key},
                             {"encryption_key", key},
                             {"key_fingerprint", to_hex(crypto::sha256(key))}});
}

TEST_CASE("access: a session without a product has nothing to show for it") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  world.pay(token);
  const auto paid = status_of(world, token);
  CHECK(paid["items"] == json::array());
  CHECK_FALSE(paid.contains("access_token"));
  CHECK_FALSE(paid.contains("access_duration_seconds"));
}

TEST_CASE("access: ends to the second, on the sandbox clock") {
  SandboxWorld world;
  const auto token = token_for(world, world.create_product({{"access_duration_seconds", 60}}));
  world.advance(500ms);
  CHECK(verify(world, token).content["remaining_seconds"] == 59);
  world.advance(58'500ms);
  CHECK(verify(world, token).content["remaining_seconds"] == 1);
  world.advance(1ms);
  is_dead(verify(world, token), "has expired");
  world.advance(24h);
  is_dead(verify(world, token), "has expired");
}

TEST_CASE("access: for life is fifty years, and what is left of them is told") {
  SandboxWorld world;
  constexpr std::int64_t k_life = 50LL * 365 * 24 * 3600;
  const auto product = world.create_product({});
  const auto session = buy(world, product);
  CHECK(status_of(world, session)["access_duration_seconds"] == k_life);
  world.advance(3s);
  const auto later = status_of(world, session);
  CHECK(later["access_duration_seconds"] == k_life - 3);
  CHECK(verify(world, later["access_token"]).content["remaining_seconds"] == k_life - 3);
}

TEST_CASE("access: what was bought is what the product granted then, and the key is the present one") {
  SandboxWorld world;
  const auto product = world.create_product({{"access_duration_seconds", 3600}});
  const std::string id = product["id"];
  const auto session = buy(world, product);
  const auto before = status_of(world, session);
  world.run_sql("UPDATE products SET access_duration_seconds = 5, status = 'archived'");
  const auto rotated = world.post("/api/v1/m/products/" + id + "/rotate_key").content;
  const auto after = status_of(world, session);
  CHECK(after["access_token"] == before["access_token"]);
  CHECK(after["access_duration_seconds"] == 3600);
  CHECK(after["items"][0]["key"] == rotated["key"]);
  world.advance(10s);
  const auto good = verify(world, before["access_token"]);
  CHECK(good.status == 200);  // an archived product is not sold any more, and what was sold stays sold
  CHECK(good.content["key"] == rotated["key"]);
}

TEST_CASE("access: every path of the call answers, and a request that is none is told so") {
  SandboxWorld world;
  const auto token = token_for(world, world.create_product({}));
  for (const char* path : {"/api/v1/m/access/verify", "/api/v1/access/verify", "/m/access/verify"}) {
    INFO(path);
    CHECK(world.post(path, {{"access_token", token}}).status == 200);
  }
  const auto missing = world.post("/api/v1/m/access/verify", json::object());
  CHECK(missing.status == 422);
  CHECK(missing.content["error"]["details"] == json{"Access token can't be blank"});
  CHECK(verify(world, "").status == 422);
  CHECK(verify(world, nullptr).status == 422);
  CHECK(verify(world, 5).status == 422);
  CHECK(world.post_text("/api/v1/m/access/verify", "{").status == 400);
  CHECK(world.get("/api/v1/m/access/verify").status == 404);
}

TEST_CASE("access: a bad key is 401 whatever the token, and a bad token 402 whatever is wrong with it") {
  SandboxWorld world;
  const auto token = token_for(world, world.create_product({}));
  CHECK(verify(world, token, no_key).status == 401);
  CHECK(verify(world, "nonsense", "sk_test_00000000000000000000000000000000").status == 401);
  CHECK(verify(world, token, world.keys().pk_test).status == 403);

  for (const auto& text : {std::string("nonsense"), std::string("macaroon_v1_x"), token + "x", token.substr(1),
                           std::string(5'000, 'A'), std::string("--")}) {
    is_dead(verify(world, text), "is not one of this sandbox's");
  }
  // Another mode's, another merchant's.
  is_dead(verify(world, token, world.keys().sk_live), "of no order of this merchant");
  is_dead(verify(world, token, world.add_merchant("Bakery")), "of no order of this merchant");
}

TEST_CASE("access: a refund takes it away, a deleted product has nothing to open, and before a payment there is none") {
  SandboxWorld world;
  const auto product = world.create_product({});
  const auto session = buy(world, product);
  const std::string token = status_of(world, session)["access_token"];
  world.run_sql("UPDATE orders SET status = 'shipped'");
  CHECK(verify(world, token).status == 200);
  world.run_sql("UPDATE orders SET status = 'refunded'");
  is_dead(verify(world, token), "is of an order that is refunded");
  world.run_sql("UPDATE orders SET status = 'paid'");
  CHECK(verify(world, token).status == 200);
  world.run_sql("UPDATE order_items SET product_id = NULL");
  world.run_sql("DELETE FROM products");
  is_dead(verify(world, token), "was deleted");
  const auto status = status_of(world, session);
  CHECK(status["items"] == json::array());
  CHECK_FALSE(status.contains("access_token"));

  SandboxWorld untouched;  // nothing was ever sold, so no token can be good
  is_dead(verify(untouched, token), "is not one of this sandbox's");
}

TEST_CASE("access: survives a restart and a snapshot, and a sandbox knows its own tokens only") {
  const WorldOptions options{};
  SandboxWorld world(options);
  const auto token = token_for(world, world.create_product({}));
  const auto control = world.keys().control;
  REQUIRE(world.post("/_sandbox/snapshots", {{"snapshot", {{"name", "sold"}}}}, control).status == 201);
  REQUIRE(world.post("/_sandbox/reset", nullptr, control).status == 200);
  CHECK(verify(world, token).status == 402);  // its order is gone
  REQUIRE(world.post("/_sandbox/snapshots/sold/restore", nullptr, control).status == 200);
  CHECK(verify(world, token).status == 200);

  WorldOptions other{};
  other.seed = 2;
  SandboxWorld elsewhere(other);
  token_for(elsewhere, elsewhere.create_product({}));
  is_dead(verify(elsewhere, token), "is not one of this sandbox's");
}

TEST_CASE("access: what was paid before there were tokens gets one") {
  SandboxWorld world;
  const auto session = buy(world, world.create_product({{"access_duration_seconds", 3600}}));
  world.run_sql("UPDATE checkout_sessions SET access_seconds = NULL");
  world.run_sql("DELETE FROM settings WHERE name = 'access_token.secret'");
  world.run_sql("UPDATE products SET key = NULL");
  const auto status = status_of(world, session);
  CHECK(status["access_duration_seconds"] == 3600);
  CHECK(verify(world, status["access_token"]).content["key"] == status["items"][0]["key"]);
}

TEST_CASE("access: asking again and again uses up nothing of the rate limit") {
  WorldOptions options{};
  options.rate_limit_per_minute = 10;
  SandboxWorld world(options);
  const auto token = token_for(world, world.create_product({}));
  for (int i = 0; i < 30; ++i) {
    const auto answer = verify(world, token);
    CHECK(answer.status == 200);
    CHECK_FALSE(answer.has_header("X-RateLimit-Limit"));
  }
  CHECK(world.get("/api/v1/rates").status == 200);
}
