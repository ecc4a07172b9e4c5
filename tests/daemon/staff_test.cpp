// Staff: people who sign in with a password, and choose one of their merchants.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

Response add(SandboxWorld& world, const json& fields) {
  return world.post("/_sandbox/staff", {{"staff", fields}}, world.keys().control);
}

Response sign_in(SandboxWorld& world, const std::string& email, const std::string& password) {
  return world.post("/api/v1/m/sessions", {{"email", email}, {"password", password}}, no_key);
}

Response choose(SandboxWorld& world, const std::string& token, const json& merchant_id) {
  return world.post("/api/v1/m/sessions/activate", {{"merchant_id", merchant_id}}, token);
}

const json k_ann = {{"email", "ann@shop.test"}, {"password", "correct horse"}};

std::string own_merchant(SandboxWorld& world, std::optional<std::string_view> key = {}) {
  return world.get("/_sandbox/merchant", key).content["id"];
}

}  // namespace

TEST_CASE("staff: who signs in gets a token and the merchants to choose from, each with a role") {
  SandboxWorld world;
  world.patch("/_sandbox/merchant", {{"merchant", {{"logo_url", "https://shop.test/logo.svg"}}}});
  const auto bakery = own_merchant(world, world.add_merchant("Bakery"));
  auto fields = k_ann;
  fields["merchants"] = {{{"id", bakery}, {"role", "accountant"}}, {{"id", own_merchant(world)}}};
  const auto made = add(world, fields);
  REQUIRE(made.status == 201);
  CHECK(made.body.find("horse") == std::string::npos);
  CHECK(world.list("/_sandbox/staff", world.keys().control).at(0) == made.content);

  const auto login = sign_in(world, "ANN@shop.test", "correct horse");
  REQUIRE(login.status == 200);
  REQUIRE(login.content["merchants"].size() == 2);
  const json shop = {{"id", own_merchant(world)},
                     {"name", "Sandbox Shop"},
                     {"logo_url", "https://shop.test/logo.svg"},
                     {"currency", "USD"},
                     {"role", "owner"}};
  CHECK(login.content["merchants"][0] == shop);
  CHECK(login.content["merchants"][1]["role"] == "accountant");

  const std::string token = login.content["session_token"];
  const auto chosen = choose(world, token, bakery);
  REQUIRE(chosen.status == 200);
  CHECK(chosen.content["session_token"] == token);
  CHECK(chosen.content["merchant"]["name"] == "Bakery");
  // It is no API key.
  CHECK(world.get("/api/v1/m/merchant", token).status == 401);
  // A browser console of the merchant's asks from its own server: no Origin. Another site's page may not.
  auto foreign = world.request("POST", "/api/v1/m/sessions", no_key);
  foreign.headers.emplace_back("origin", "https://evil.test");
  foreign.body = k_ann.dump();
  CHECK(world.send(foreign).status == 403);
}

TEST_CASE("staff: a wrong password and an unknown email are refused alike") {
  SandboxWorld world;
  add(world, k_ann);
  for (const auto& [email, password] : std::vector<std::pair<std::string, std::string>>{
           {"ann@shop.test", "wrong"}, {"bob@shop.test", "correct horse"}, {"ann@shop.test", "Correct horse"}}) {
    const auto refused = sign_in(world, email, password);
    CHECK(refused.status == 401);
    CHECK(refused.content["error"]["message"] == "Invalid credentials");
  }
  const auto empty = world.post("/api/v1/m/sessions", json::object(), no_key);
  CHECK(empty.status == 422);
  CHECK(empty.content["error"]["details"] == json{"Email can't be blank", "Password can't be blank"});
}

TEST_CASE("staff: a session ends after a day of the sandbox clock, and with its person") {
  SandboxWorld world;
  const std::string id = add(world, k_ann).content["id"];
  const std::string token = sign_in(world, "ann@shop.test", "correct horse").content["session_token"];
  world.advance(24h - 1s);
  CHECK(choose(world, token, own_merchant(world)).status == 200);
  world.advance(1s);
  CHECK(choose(world, token, own_merchant(world)).status == 401);
  const std::string again = sign_in(world, "ann@shop.test", "correct horse").content["session_token"];
  CHECK(again != token);
  CHECK(world.del("/_sandbox/staff/" + id, world.keys().control).status == 204);
  CHECK(choose(world, again, own_merchant(world)).status == 401);
  CHECK(sign_in(world, "ann@shop.test", "correct horse").status == 401);
  CHECK(world.del("/_sandbox/staff/" + id, world.keys().control).status == 404);
}

TEST_CASE("staff: only a session's own merchants can be chosen") {
  SandboxWorld world;
  add(world, k_ann);
  const auto bakery = own_merchant(world, world.add_merchant("Bakery"));
  const std::string token = sign_in(world, "ann@shop.test", "correct horse").content["session_token"];
  CHECK(choose(world, token, bakery).status == 404);
  CHECK(choose(world, token, nullptr).status == 422);
  CHECK(choose(world, "st_unknown", own_merchant(world)).status == 401);
  CHECK(choose(world, "", own_merchant(world)).status == 401);
  CHECK(choose(world, world.keys().sk_test, own_merchant(world)).status == 401);
}

TEST_CASE("staff: what cannot be is named") {
  SandboxWorld world;
  add(world, k_ann);
  const auto refused = [&](json fields, const std::string& sentence) {
    fields.update({{"password", "x"}});
    const auto answer = add(world, fields);
    INFO(answer);
    CHECK(answer.status == 422);
    CHECK(answer.content["error"]["details"][0] == sentence);
  };
  refused({{"email", "Ann@Shop.test"}}, "Email has already been taken");
  refused({{"email", "ann"}}, "Email is not a valid email address");
  refused({{"email", "b@c.test"}, {"role", "boss"}}, "Role must be owner, manager or accountant");
  refused({{"email", "b@c.test"}, {"merchants", {{{"id", "x"}}}}}, "merchants[0].id is no merchant of this sandbox");
  const auto own = own_merchant(world);
  refused({{"email", "b@c.test"}, {"merchants", {{{"id", own}}, {{"id", own}}}}}, "merchants[1].id stands there twice");
  CHECK(world.list("/_sandbox/staff", world.keys().control).size() == 1);
}

TEST_CASE("staff: neither passwords nor tokens stand in the log of requests") {
  SandboxWorld world;
  add(world, k_ann);
  const std::string token = sign_in(world, "ann@shop.test", "correct horse").content["session_token"];
  const auto logged = world.get("/_sandbox/logs?per_page=100", world.keys().control).content["data"];
  CHECK(logged.size() == 2);
  for (const auto& entry : logged) {
    const auto whole = world.get("/_sandbox/logs/" + entry["id"].get<std::string>(), world.keys().control).body;
    CHECK(whole.find("correct horse") == std::string::npos);
    CHECK(whole.find(token) == std::string::npos);
  }
}
