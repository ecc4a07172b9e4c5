// Wallets: the one that every merchant has, others beside it, and what goes wrong without any.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>
#include <set>

using namespace satsrail;
using namespace satsrail::test;

namespace {

json default_wallet(SandboxWorld& world, std::optional<std::string_view> key = {}) {
  const auto found = world.list("/api/v1/m/wallets?q%5Bis_default_eq%5D=true", key);
  REQUIRE(found.size() == 1);
  return found[0];
}

Response add(SandboxWorld& world, const json& fields) {
  return world.post("/_sandbox/wallets", {{"wallet", fields}});
}

Response change(SandboxWorld& world, const std::string& id, const json& fields) {
  return world.patch("/_sandbox/wallets/" + id, {{"wallet", fields}});
}

std::vector<std::string> names(SandboxWorld& world, const std::string& filter) {
  std::vector<std::string> found;
  for (const auto& wallet : world.list("/api/v1/m/wallets?" + filter)) {
    found.push_back(wallet["name"]);
  }
  return found;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("wallets: every merchant has an active default Lightning wallet in each mode from the start") {
  SandboxWorld world;
  const auto bakery = world.add_merchant("Bakery");
  std::set<std::string> ids;
  for (const auto& key : {world.keys().sk_test, world.keys().sk_live, bakery}) {
    const auto wallets = world.list("/api/v1/m/wallets", key);
    REQUIRE(wallets.size() == 1);
    CHECK(wallets[0]["wallet_type"] == "lightning");
    CHECK(wallets[0]["status"] == "active");
    CHECK(wallets[0]["enabled"] == true);
    CHECK(wallets[0]["is_default"] == true);
    CHECK(wallets[0]["livemode"] == (key == world.keys().sk_live));
    ids.insert(wallets[0]["id"]);
    CHECK(world.get("/api/v1/m/wallets/" + wallets[0]["id"].get<std::string>(), key).content == wallets[0]);
  }
  CHECK(ids.size() == 3);
  // Nobody sees another's.
  CHECK(world.get("/api/v1/m/wallets/" + default_wallet(world)["id"].get<std::string>(), bakery).status == 404);
}

TEST_CASE("wallets: exactly one is the default, whatever is done to them") {
  SandboxWorld world;
  const std::string first = default_wallet(world)["id"];
  const std::string second = add(world, {{"name", "Second"}}).content["id"];
  CHECK(default_wallet(world)["id"] == first);
  CHECK(change(world, second, {{"is_default", true}}).status == 200);
  CHECK(default_wallet(world)["id"] == second);
  CHECK(add(world, {{"name", "Third"}, {"is_default", true}}).status == 201);
  CHECK(default_wallet(world)["name"] == "Third");

  const std::string third = default_wallet(world)["id"];
  const auto emptied = change(world, third, {{"is_default", false}});
  CHECK(emptied.status == 422);
  CHECK(emptied.content["error"]["fields"].contains("is_default"));
  CHECK(world.del("/_sandbox/wallets/" + third).status == 409);
  CHECK(world.del("/_sandbox/wallets/" + first).status == 204);
  CHECK(world.get("/api/v1/m/wallets/" + first).status == 404);
  CHECK(default_wallet(world)["id"] == third);
}

TEST_CASE("wallets: lists are filtered as clients ask") {
  SandboxWorld world;
  add(world, {{"name", "Cold storage"}, {"wallet_type", "bitcoin"}, {"status", "syncing"}});
  add(world, {{"name", "Spare"}, {"enabled", false}, {"connection_type", "cln"}});
  CHECK(names(world, "q%5Bwallet_type_eq%5D=bitcoin") == Names{"Cold storage"});
  CHECK(names(world, "q%5Bstatus_eq%5D=syncing") == Names{"Cold storage"});
  CHECK(names(world, "q%5Benabled_eq%5D=false") == Names{"Spare"});
  CHECK(names(world, "q%5Bis_default_eq%5D=0") == Names{"Spare", "Cold storage"});
  CHECK(names(world, "q%5Bname_cont%5D=PAR") == Names{"Spare"});
  CHECK(names(world, "q%5Bname_cont%5D=%25").empty());
  const auto cold = world.list("/api/v1/m/wallets?q%5Bname_cont%5D=cold");
  CHECK(cold.at(0)["last_synced_at"].is_null());
}

TEST_CASE("wallets: without one that is enabled and active no invoice can be made, and with one again it can") {
  SandboxWorld world;
  const std::string id = default_wallet(world)["id"];
  const auto order_id = world.read_session(world.create_checkout(5000_cents))["order_id"];
  const auto generate = [&](const std::string& method) {
    json body = {{"order_id", order_id}};
    if (!method.empty()) {
      body["payment_method"] = method;
    }
    return world.post("/api/v1/m/invoices/generate", body);
  };
  for (const json& fields : std::vector<json>{{{"enabled", false}}, {{"status", "error"}}, {{"status", "pending"}}}) {
    CHECK(change(world, id, fields).status == 200);
    const auto refused = generate("");
    CHECK(refused.status == 503);
    CHECK(refused.code() == "wallet_unavailable");
    CHECK(generate("onchain").status == 503);
    const auto token = world.create_checkout(700_cents);
    CHECK(world.get("/checkout/" + token, no_key).status == 503);
    // Live mode and other merchants have theirs.
    CHECK(world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}}, world.keys().sk_live).status == 201);
    CHECK(change(world, id, {{"enabled", true}, {"status", "active"}}).status == 200);
    CHECK(generate("").status == 201);
  }
  // Another one is as good.
  CHECK(change(world, id, {{"status", "inactive"}}).status == 200);
  CHECK(add(world, {{"name", "Second"}}).status == 201);
  CHECK(generate("").status == 201);
}

TEST_CASE("wallets: a reset leaves each merchant the default one, as it was in the beginning") {
  SandboxWorld world;
  const auto before = default_wallet(world);
  add(world, {{"name", "Second"}});
  change(world, before["id"], {{"name", "Mine"}, {"status", "error"}, {"wallet_type", "bitcoin"}});
  change(world, world.list("/api/v1/m/wallets").at(0)["id"], {{"enabled", false}});
  CHECK(world.post("/api/v1/checkout_sessions", {{"amount_cents", 100}}).status == 201);
  CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).status == 200);
  CHECK(world.list("/api/v1/m/wallets") == std::vector<json>{before});
  world.invoice_of(world.create_checkout(5000_cents));
}

TEST_CASE("wallets: what cannot be is named") {
  SandboxWorld world;
  const auto refused = [&](const json& fields, const std::string& sentence) {
    const auto answer = add(world, fields);
    INFO(answer);
    CHECK(answer.status == 422);
    CHECK(answer.content["error"]["details"][0] == sentence);
  };
  refused(json::object(), "Name can't be blank");
  refused({{"name", "Sandbox Lightning"}}, "Name has already been taken");
  refused({{"name", "x"}, {"wallet_type", "paypal"}}, "Wallet type must be lightning or bitcoin");
  refused({{"name", "x"}, {"status", "gone"}}, "Status must be pending, syncing, active, error or inactive");
  refused({{"name", "x"}, {"enabled", "yes"}}, "Enabled must be true or false");
  const std::string id = default_wallet(world)["id"];
  CHECK(change(world, id, {{"name", nullptr}}).content["error"]["details"][0] == "Name can't be blank");
  CHECK(world.post("/_sandbox/wallets", {{"name", "x"}}).code() == "parameter_missing");
  CHECK(change(world, "nothing", {{"name", "x"}}).status == 404);
  // Through the API itself they can only be read.
  CHECK(world.post("/api/v1/m/wallets", {{"wallet", {{"name", "x"}}}}).status == 404);
}

TEST_CASE("wallets: a second start finds what the first one left") {
  const auto folder = std::filesystem::temp_directory_path() / ("satsrail-wallets-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  WorldOptions options;
  options.db = (folder / "sandbox.db").string();
  json wallets;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    change(world, default_wallet(world)["id"], {{"status", "error"}});
    wallets = world.list("/api/v1/m/wallets");
  }
  {
    SandboxWorld world(options);
    CHECK(json(world.list("/api/v1/m/wallets")) == wallets);
    const auto token = world.create_checkout(700_cents);
    CHECK(world.get("/checkout/" + token, no_key).status == 503);
  }
  std::filesystem::remove_all(folder);
}
