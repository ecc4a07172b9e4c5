// `snapshot`: what is sent, and what is said of the answers.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail::test;

namespace {

const std::string k_snapshot =
    R"({"object":"snapshot","name":"paid","saved_at":"2026-01-01T00:00:00Z","clock":{"now":"2026-02-01T00:00:00Z",)"
    R"("mode":"frozen"},"size_bytes":4096,"counts":{"checkout_sessions":2,"payments":1,"events":9,"deliveries_pending":0}})";

}  // namespace

TEST_CASE("snapshot: save, restore and delete are calls with the control key") {
  ScriptedSandbox world({json_reply(201, k_snapshot),
                         json_reply(201, k_snapshot),
                         json_reply(200, k_snapshot),
                         {Reply::Kind::answer, 204, "", {}}});
  CHECK(world.run({"snapshot", "save", "paid", "--json"}).out == k_snapshot + "\n");
  CHECK(world.run({"snapshots", "save", "paid", "--force", "-q"}).out == "paid\n");
  CHECK(world.run({"snapshot", "restore", "paid", "--format", "{clock.now}"}).out == "2026-02-01T00:00:00Z\n");
  CHECK(world.run({"snapshot", "delete", "paid"}).code == 0);
  CHECK(world.request(0).body == R"({"snapshot":{"name":"paid"}})");
  CHECK(world.request(0).header("Authorization") == "Bearer ak_a");
  CHECK(world.request(1).body == R"({"snapshot":{"name":"paid","replace":true}})");
  CHECK(world.request(2).target == "/_sandbox/snapshots/paid/restore");
  CHECK(world.request(3).method == "DELETE");
}

TEST_CASE("snapshot: one that is there already is told with --force, one that is not with what there is") {
  ScriptedSandbox world(
      {json_reply(409, R"({"error":{"code":"conflict","message":"There is a snapshot paid already; \"replace\": true )"
                       R"(overwrites it","status":409,"details":[],"request_id":"req_1"}})"),
       error_reply(404, "not_found", "Snapshot not found"), list_reply(k_snapshot),
       error_reply(404, "not_found", "Snapshot not found"), list_reply("")});
  const auto taken = world.run({"snapshot", "save", "paid"});
  CHECK(taken.code == 1);
  CHECK_THAT(taken.err, Catch::Contains("overwrite it:  satsrail snapshot save paid --force"));
  const auto misspelt = world.run({"snapshot", "restore", "piad"});
  CHECK(misspelt.code == 1);
  CHECK_THAT(misspelt.err, Catch::Contains("did you mean:  paid"));
  CHECK_THAT(world.run({"snapshot", "delete", "paid"}).err, Catch::Contains("none was saved yet"));
}

TEST_CASE("snapshot list: a line for each") {
  ScriptedSandbox world({list_reply(k_snapshot)});
  CHECK(world.run({"snapshot", "list"}).out == "paid\t2026-01-01T00:00:00Z\t2026-02-01T00:00:00Z\t4096\t2\t1\t9\n");
}

TEST_CASE("snapshot: wrong usage is exit 2") {
  const CliWorld world;
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"snapshot"}, {"snapshot", "save"}, {"snapshot", "restore"}, {"snapshot", "list", "paid"}}) {
    CHECK(world.run(words).code == 2);
  }
}
