// The keys that products' copies are encrypted with, and their rotation.

#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <set>

using namespace satsrail;
using namespace satsrail::test;

namespace {

std::string fingerprint(const std::string& key) {
  return to_hex(crypto::sha256(key));
}

}  // namespace

TEST_CASE("product keys: each product has one from the beginning, which only its own call shows") {
  SandboxWorld world;
  const auto made = world.create_product({{"slug", "pack"}});
  const auto shown = world.get("/api/v1/products/pack/key").content;
  const std::string key = shown["key"];
  CHECK(key.size() == 43);
  CHECK(shown["key_fingerprint"] == fingerprint(key));
  CHECK(shown["product_id"] == made["id"]);
  CHECK(made["key_fingerprint"] == fingerprint(key));
  CHECK(made["rotation_pending"] == false);
  CHECK_FALSE(made.contains("old_key"));
  CHECK(world.get("/api/v1/m/products/" + made["id"].get<std::string>() + "/key").content == shown);
  for (const auto* path : {"/api/v1/products", "/api/v1/m/products/pack", "/_sandbox/events"}) {
    CHECK(world.get(path).body.find(key) == std::string::npos);
  }
  CHECK(world.get("/api/v1/products/pack/key", world.keys().pk_test).status == 403);
  CHECK(world.get("/api/v1/products/nothing/key").status == 404);
  world.create_product({{"slug", "other"}});
  CHECK(world.get("/api/v1/products/other/key").content["key"] != key);
}

TEST_CASE("product keys: a rotation holds the old key until it is cleared, and is announced without either") {
  SandboxWorld world;
  const auto made = world.create_product({{"slug", "pack"}});
  const std::string first = world.get("/api/v1/products/pack/key").content["key"];
  const auto rotated = world.post("/api/v1/m/products/pack/rotate_key");
  REQUIRE(rotated.status == 200);
  const std::string second = rotated.content["key"];
  CHECK(second != first);
  CHECK(rotated.content["new_key"] == second);
  CHECK(rotated.content["old_key"] == first);
  CHECK(rotated.content["previous_key"] == first);
  CHECK(world.get("/api/v1/products/pack/key").content["key"] == second);
  const auto pending = world.get("/api/v1/products/pack").content;
  CHECK(pending["rotation_pending"] == true);
  CHECK(pending["old_key"] == first);
  CHECK(pending["key_fingerprint"] == fingerprint(second));

  const auto event = world.events().back();
  CHECK(event["type"] == "product.key_rotated");
  CHECK(event["data"]["object"] == json{{"product_id", made["id"]},
                                        {"key_fingerprint", fingerprint(second)},
                                        {"rotated_at", "2024-01-15T10:00:00Z"}});

  const auto again = world.post("/api/v1/products/pack/rotate_key", json::object());
  CHECK(again.status == 409);
  CHECK(again.code() == "rotation_pending");
  CHECK(world.events().size() == 1);

  // Once more with nothing to clear is as good.
  for (int i = 0; i < 2; ++i) {
    const auto cleared = world.post("/api/v1/products/pack/clear_old_key");
    CHECK(cleared.status == 200);
    CHECK(cleared.content["cleared"] == true);
    CHECK(cleared.content["rotation_pending"] == false);
    CHECK_FALSE(cleared.content.contains("old_key"));
  }
  CHECK(world.events().size() == 1);
  CHECK(world.post("/api/v1/products/pack/rotate_key").content["old_key"] == second);
}

TEST_CASE("product keys: a product of before there were keys gets one when it is first looked at, and keeps it") {
  for (const std::string path : {"/api/v1/products/pack", "/api/v1/products", "/api/v1/products/pack/key"}) {
    SandboxWorld world;
    world.create_product({{"slug", "pack"}});
    world.run_sql("UPDATE products SET key = NULL");
    const auto seen = world.get(path).content;
    const std::string print = (seen.contains("data") ? seen["data"][0] : seen)["key_fingerprint"];
    CHECK(print == fingerprint(world.get("/api/v1/products/pack/key").content["key"]));
  }
}

TEST_CASE("product keys: a seed repeats them") {
  std::set<std::string> keys;
  for (int run = 0; run < 2; ++run) {
    SandboxWorld world;
    world.create_product({{"slug", "pack"}});
    keys.insert(world.post("/api/v1/products/pack/rotate_key").content["key"]);
  }
  CHECK(keys.size() == 1);
}
