// How often an API key is used: this minute, and this month.

#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

json usage(SandboxWorld& world, const std::string& id = "current", std::optional<std::string_view> key = {}) {
  const auto answer = world.get("/api/v1/m/api_tokens/" + id + "/usage", key);
  INFO(answer);
  REQUIRE(answer.status == 200);
  return answer.content;
}

std::string id_of(SandboxWorld& world, const std::string& key) {
  for (const auto& each : world.list("/_sandbox/keys")) {
    if (each["prefix"].get<std::string>().starts_with(key.substr(0, 12))) {
      return each["id"];
    }
  }
  return {};
}

}  // namespace

TEST_CASE("key usage: calls of the API are counted by key, this one included, and the sandbox's own are not") {
  SandboxWorld world;
  CHECK(usage(world)["current_rpm"] == 1);
  for (int i = 0; i < 3; ++i) {
    world.get("/api/v1/products");
    world.get("/_sandbox/node");
  }
  world.get("/api/v1/no/such/path");
  const auto counted = usage(world);
  CHECK(counted["current_rpm"] == 5);
  CHECK(counted["monthly_request_count"] == 5);
  CHECK(counted["id"] == id_of(world, world.keys().sk_test));
  // By its id it is the same key; another one has its own count, and either mode's may be asked for.
  CHECK(usage(world, id_of(world, world.keys().sk_test))["current_rpm"] == 6);
  world.get("/api/v1/rates", world.keys().pk_test);
  CHECK(usage(world, id_of(world, world.keys().pk_test))["monthly_request_count"] == 1);
  CHECK(usage(world, id_of(world, world.keys().sk_live))["monthly_request_count"] == 0);
}

TEST_CASE("key usage: minutes are real ones, months are the sandbox clock's") {
  SandboxWorld world;
  usage(world);
  world.advance(1h);
  CHECK(usage(world)["current_rpm"] == 2);  // no real time has passed
  world.real_time_passes(1min);
  const auto later = usage(world);
  CHECK(later["current_rpm"] == 1);
  CHECK(later["monthly_request_count"] == 3);
  world.advance(31 * 24h);
  CHECK(usage(world)["monthly_request_count"] == 1);
}

TEST_CASE("key usage: a key of somebody else, or none, is not found") {
  SandboxWorld world;
  const auto bakery = world.add_merchant("Bakery");
  const std::string own = usage(world, "current", bakery)["id"];
  CHECK(world.get("/api/v1/m/api_tokens/" + own + "/usage").status == 404);
  CHECK(world.get("/api/v1/m/api_tokens/nothing/usage").status == 404);
  CHECK(world.get("/api/v1/m/api_tokens/01900000-0000-7000-8000-000000000000/usage").status == 404);
  const std::string made = world.post("/_sandbox/keys", {{"key", json::object()}}).content["id"];
  CHECK(usage(world, made)["current_rpm"] == 0);
  world.del("/_sandbox/keys/" + made);
  CHECK(world.get("/api/v1/m/api_tokens/" + made + "/usage").status == 404);
}

TEST_CASE("key usage: the limit in force is told, and 60 where there is none") {
  WorldOptions options;
  SandboxWorld free(options);
  CHECK(usage(free)["rpm_limit"] == 60);
  options.rate_limit_per_minute = 3;
  SandboxWorld limited(options);
  CHECK(usage(limited)["rpm_limit"] == 3);
  limited.get("/api/v1/products");
  limited.get("/api/v1/products");
  CHECK(limited.get("/api/v1/products").status == 429);
  limited.real_time_passes(0s);
  CHECK(limited.get("/api/v1/m/api_tokens/current/usage", limited.keys().sk_live).content["rpm_limit"] == 3);
}

TEST_CASE("key usage: the monthly count outlives the daemon") {
  SandboxFixture sandbox;
  const auto count = [&] {
    auto api = sandbox.client();
    const auto answer = api.get("/api/v1/m/api_tokens/current/usage");
    return json::parse(answer.body).at("monthly_request_count").get<int>();
  };
  CHECK(count() == 1);
  CHECK(count() == 2);
  sandbox.stop();
  sandbox.start();
  CHECK(count() == 3);
}
