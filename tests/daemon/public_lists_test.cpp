// What the service shows everybody: plans and exchanges.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;

TEST_CASE("public lists: a fresh sandbox offers plans, the free one with its published limit") {
  SandboxWorld world;
  const auto plans = world.list("/api/v1/pub/subscription_plans", no_key);
  REQUIRE(plans.size() == 3);
  CHECK(plans[0]["slug"] == "free");
  CHECK(plans[0]["price_cents"] == 0);
  CHECK(plans[0]["rpm_limit"] == 60);
  CHECK(plans[1]["slug"] == "starter");
  CHECK(plans[2]["slug"] == "pro");
  CHECK(plans[2]["monthly_request_limit"].is_null());
  const auto page = world.get("/api/v1/pub/subscription_plans?page=2&per_page=2&whatever=1", no_key).content;
  CHECK(page["data"][0]["slug"] == "pro");
  CHECK(page["meta"]["total_count"] == 3);
}

TEST_CASE("public lists: exchanges come in one piece, for everybody and from everywhere") {
  SandboxWorld world;
  const auto answer = world.get("/api/v1/pub/exchanges", no_key);
  CHECK(answer.status == 200);
  CHECK(answer.header("Access-Control-Allow-Origin") == "*");
  const auto& exchanges = answer.content["exchanges"];
  REQUIRE(exchanges.size() == 2);
  CHECK(exchanges[0]["promoted"] == true);
  CHECK(exchanges[0]["countries"][1] == exchanges[1]["countries"][0]);  // a country is the same everywhere
  for (const auto& key : {world.keys().sk_test, world.keys().control, std::string("nonsense")}) {
    CHECK(world.get("/api/v1/pub/exchanges", key).content == answer.content);
    CHECK(world.get("/api/v1/pub/subscription_plans", key).status == 200);
  }
  CHECK(world.get("/pub/exchanges", no_key).content == answer.content);
}

TEST_CASE("public lists: a reset leaves them") {
  SandboxWorld world;
  const auto before = world.get("/api/v1/pub/exchanges", no_key).content;
  world.post("/_sandbox/reset", nullptr, world.keys().control);
  CHECK(world.get("/api/v1/pub/exchanges", no_key).content == before);
  CHECK(world.list("/api/v1/pub/subscription_plans", no_key).size() == 3);
}
