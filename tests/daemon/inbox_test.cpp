// The inbox: a receiver inside the sandbox.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;

TEST_CASE("inbox: it keeps what arrives, byte for byte, and is read with a key only") {
  SandboxWorld world;
  auto hook = world.request("POST", "/_sandbox/inbox/shop", no_key);
  hook.headers.emplace_back("x-satsrail-signature", "sha256=abc");
  hook.body = R"({ "event": "order.created",  "n": [1, 2] })";
  const auto answer = world.send(hook);
  CHECK(answer.status == 200);
  CHECK(answer.content == json{{"received", true}, {"number", 1}});
  world.post_text("/_sandbox/inbox/shop", "plain text", no_key);
  world.post_text("/_sandbox/inbox/shop", "\xff\xfe", no_key);

  CHECK(world.get("/_sandbox/inbox/shop", no_key).status == 401);
  const auto list = world.get("/_sandbox/inbox/shop").content;
  REQUIRE(list["data"].size() == 3);
  CHECK(list["data"][0]["number"] == 3);
  CHECK(list["data"][0]["body"].is_null());
  CHECK(list["data"][0]["body_base64"] == "//4=");
  CHECK(list["data"][1]["body"] == "plain text");
  CHECK(list["data"][1]["json"].is_null());
  const auto first = world.get("/_sandbox/inbox/shop/1", world.keys().control).content;
  CHECK(first["body"] == hook.body);
  CHECK(first["event"] == "order.created");
  CHECK(first["json"]["n"] == json{1, 2});
  CHECK(first["headers"]["x-satsrail-signature"] == "sha256=abc");
  CHECK(first["received_at"] == "2024-01-15T10:00:00Z");
  CHECK(world.get("/_sandbox/inbox/shop?order=asc&per_page=1").content["data"][0]["number"] == 1);
  CHECK(world.get("/_sandbox/inbox/other").content["data"].empty());
  CHECK(world.get("/_sandbox/inbox/shop/4").status == 404);
  CHECK(world.get("/_sandbox/inbox/shop/one").status == 404);

  CHECK(world.del("/_sandbox/inbox/shop").content["emptied"] == 3);
  CHECK(world.get("/_sandbox/inbox/shop").content["data"].empty());
  CHECK(world.post_text("/_sandbox/inbox/shop", "", no_key).content["number"] == 1);
}

TEST_CASE("inbox: the newest thousand stay, and names are bounded") {
  SandboxWorld world;
  for (int i = 0; i < 1003; ++i) {
    world.post_text("/_sandbox/inbox/busy", std::to_string(i), no_key);
  }
  const auto list = world.get("/_sandbox/inbox/busy?order=asc").content;
  CHECK(list["meta"]["total_count"] == 1000);
  CHECK(list["data"][0]["number"] == 4);
  for (int i = 1; i < 100; ++i) {
    CHECK(world.post_text("/_sandbox/inbox/n" + std::to_string(i), "", no_key).status == 200);
  }
  CHECK(world.post_text("/_sandbox/inbox/one_more", "", no_key).status == 409);
  CHECK(world.post_text("/_sandbox/inbox/busy", "", no_key).status == 200);
  CHECK(world.post_text("/_sandbox/inbox/a%20b", "", no_key).status == 422);
  CHECK(world.post_text("/_sandbox/inbox/" + std::string(65, 'a'), "", no_key).status == 422);
}

TEST_CASE("inbox: a fault that names it lets a receiver fail, whoever added it") {
  SandboxWorld world;
  const json match{{"route", "/_sandbox/inbox/shop"}, {"method", "POST"}};
  world.post("/_sandbox/faults",
             {{"fault", {{"on", "api"}, {"match", match}, {"action", {{"status", 500}}}, {"next", 4}}}});
  for (int i = 0; i < 4; ++i) {
    CHECK(world.post_text("/_sandbox/inbox/shop", "{}", no_key).status == 500);
  }
  CHECK(world.post_text("/_sandbox/inbox/shop", "{}", no_key).status == 200);
  CHECK(world.get("/_sandbox/inbox/shop").content["data"].size() == 1);
}

TEST_CASE("inbox: a page of another origin may not fill it") {
  SandboxWorld world;
  auto post = world.request("POST", "/_sandbox/inbox/shop", no_key);
  post.headers.emplace_back("origin", "https://evil.example");
  CHECK(world.send(post).status == 403);
}
