// Snapshots: everything is as it was when it was saved, and whoever follows along is told.

#include "core/limits.h"
#include "daemon/http/feed.h"
#include "schema/schema.h"
#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

using namespace satsrail;
using namespace satsrail::test;

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";

Response save(SandboxWorld& world, const std::string& name, bool replace = false) {
  json snapshot{{"name", name}};
  if (replace) {
    snapshot["replace"] = true;
  }
  return world.post("/_sandbox/snapshots", {{"snapshot", snapshot}}, world.keys().control);
}

Response restore(SandboxWorld& world, const std::string& name) {
  return world.post("/_sandbox/snapshots/" + name + "/restore", nullptr, world.keys().control);
}

json clock_of(SandboxWorld& world) {
  return world.get("/_sandbox/clock").content;
}

WorldOptions on_file(const TempDir& folder) {
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  options.dir = folder.path();
  return options;
}

fs::path file_in(const TempDir& folder, const std::string& name) {
  return folder.path() / "snapshots" / (name + ".db");
}

// The blocks of the log after a cursor, by their `event:` line.
std::vector<std::string> kinds_after(SandboxWorld& world, http::StreamCursor cursor) {
  http::Feed feed(world.store());
  std::vector<std::string> kinds;
  for (const auto& frame : feed.frames_after(cursor, 1000)) {
    const auto begin = frame.block.find("event: ") + 7;
    kinds.push_back(frame.block.substr(begin, frame.block.find('\n', begin) - begin));
  }
  return kinds;
}

// In memory, and in a file.
template <class Story>
void on_both(Story story) {
  SECTION("in memory") {
    SandboxWorld world;
    story(world);
  }
  SECTION("in a file") {
    const TempDir folder;
    SandboxWorld world(on_file(folder));
    story(world);
  }
}

}  // namespace

TEST_CASE("snapshots: save, pay, restore, and the checkout is payable again, with the same ids") {
  on_both([](SandboxWorld& world) {
    const auto token = world.create_checkout(5000_cents);
    const auto before = world.read_session(token);
    const auto saved = save(world, "open-order");
    REQUIRE(saved.status == 201);
    CHECK(saved.content["counts"]["checkout_sessions"] == 1);
    CHECK(saved.content["counts"]["payments"] == 0);
    const auto first = world.pay(token);
    REQUIRE(first.status == 201);
    world.create_checkout(100_cents);

    REQUIRE(restore(world, "open-order").status == 200);
    CHECK(world.read_session(token) == before);
    CHECK(world.list("/api/v1/checkout_sessions").size() == 1);
    CHECK(world.list("/api/v1/transactions").empty());
    // The seed's stream is put back as well: what happens again is the same to the last id.
    CHECK(world.pay(token).content == first.content);
    CHECK(world.pay(token).status == 200);
  });
}

TEST_CASE("snapshots: the clock goes on from the moment of the snapshot") {
  on_both([](SandboxWorld& world) {
    world.advance(1h);
    const auto saved_at = world.now();
    save(world, "running");
    world.post("/_sandbox/clock/freeze", nullptr, world.keys().control);
    save(world, "frozen");
    world.advance(30 * 24h);

    restore(world, "frozen");
    CHECK(clock_of(world)["mode"] == "frozen");
    CHECK(world.now() == saved_at);
    world.real_time_passes(5min);
    CHECK(world.now() == saved_at);

    restore(world, "running");
    CHECK(clock_of(world)["mode"] == "running");
    CHECK(world.now() == saved_at);
    world.real_time_passes(5min);
    CHECK(world.now() == saved_at + 5min);
  });
}

TEST_CASE("snapshots: settings, rates and merchants follow, also those that are kept in memory") {
  on_both([](SandboxWorld& world) {
    const auto control = world.keys().control;
    const auto merchant = world.add_merchant("Second Shop");
    world.patch("/_sandbox/node", {{"offline", true}});
    world.post("/_sandbox/rates", {{"currency", "usd"}, {"rate", "50000.00"}}, control);
    save(world, "offline");
    world.patch("/_sandbox/node", {{"offline", false}, {"fee", 10}});
    world.post("/_sandbox/rates", {{"currency", "usd"}, {"rate", "95000.00"}}, control);
    world.post("/_sandbox/rates/mode", {{"mode", "error"}}, control);
    const auto later = world.add_merchant("Third Shop");

    restore(world, "offline");
    const auto settings = world.get("/_sandbox/node").content["settings"];
    CHECK(settings["offline"] == "on");
    CHECK(settings["fee"] == "0");
    CHECK(world.get("/api/v1/rates").content["rate"] == "50000.00");
    CHECK(world.get("/api/v1/products", merchant).status == 200);
    CHECK(world.get("/api/v1/products", later).status == 401);
    CHECK(world.get("/api/v1/products").status == 200);
  });
}

TEST_CASE("snapshots: a delivery that was pending is due again, and one that was made is not") {
  on_both([](SandboxWorld& world) {
    world.create_webhook(k_shop);
    world.pay(world.create_checkout(5000_cents));
    world.settle();
    REQUIRE(world.transport.count() == 1);
    world.transport.always(k_shop, 500);
    world.pay(world.create_checkout(5000_cents));
    world.settle();
    save(world, "one-pending");
    world.transport.always(k_shop, 200);
    world.advance(1min);
    REQUIRE(world.transport.count() == 3);
    CHECK(world.deliveries().back()["state"] == "delivered");

    restore(world, "one-pending");
    world.settle();
    CHECK(world.transport.count() == 3);
    CHECK(world.deliveries().back()["state"] == "pending");
    world.advance(1min);
    CHECK(world.transport.count() == 4);
    CHECK(world.deliveries().back()["state"] == "delivered");
  });
}

TEST_CASE("snapshots: event numbers are never used twice, and each follower is told once of the gap") {
  on_both([](SandboxWorld& world) {
    world.create_checkout(5000_cents);
    save(world, "start");
    world.pay(world.create_checkout(5000_cents));
    const auto last = world.events().back()["seq"].get<std::int64_t>();
    CHECK(kinds_after(world, {last, 0}).empty());
    restore(world, "start");

    CHECK(kinds_after(world, {last, 0}) == std::vector<std::string>{"gap"});
    // Who had seen only the beginning is shown the rest of the snapshot's past, then the gap.
    CHECK(kinds_after(world, {0, 0}) == std::vector<std::string>{"event", "gap"});
    // A new one begins behind it.
    const auto fresh = world.get("/_sandbox/stream").stream->start;
    CHECK(fresh.event_seq == last + 1);
    CHECK(kinds_after(world, fresh).empty());

    world.create_checkout(5000_cents);
    CHECK(world.events().back()["seq"] == last + 2);
    CHECK(kinds_after(world, {last, 0}) == std::vector<std::string>{"gap", "event"});
    CHECK(kinds_after(world, fresh) == std::vector<std::string>{"event"});
    // A second restore is another gap, told once for all.
    restore(world, "start");
    CHECK(kinds_after(world, {last, 0}) == std::vector<std::string>{"gap"});
    CHECK(kinds_after(world, {last + 2, 0}) == std::vector<std::string>{"gap"});
  });
}

TEST_CASE("snapshots: the endpoint of an open stream stays, those of the past are gone") {
  on_both([](SandboxWorld& world) {
    const auto past = world.get("/_sandbox/stream?forward_to=http%3A%2F%2Fpast.test%2F&types=*");
    world.create_webhook(k_shop, {{"events", {"order.created"}}});
    save(world, "with-two");
    past.stream->on_close();
    world.post("/_sandbox/reset", nullptr, world.keys().control);
    // After the reset its number is one that the snapshot gave to another.
    const auto open = world.get("/_sandbox/stream?forward_to=http%3A%2F%2Fnow.test%2F&types=*");

    REQUIRE(restore(world, "with-two").status == 200);
    std::vector<std::string> urls;
    for (const auto& endpoint : world.list("/api/v1/webhooks")) {
      urls.push_back(endpoint["url"]);
    }
    std::sort(urls.begin(), urls.end());
    CHECK(urls == std::vector<std::string>{"http://now.test/", k_shop});
    world.create_checkout(5000_cents);
    world.settle();
    CHECK(world.transport.attempts_at("http://now.test/").size() == 1);
    CHECK(world.transport.attempts_at(k_shop).size() == 1);
    CHECK(world.transport.attempts_at("http://past.test/").empty());
    // It still ends with its stream.
    open.stream->on_close();
    world.create_checkout(5000_cents);
    world.settle();
    CHECK(world.transport.attempts_at("http://now.test/").size() == 1);
  });
}

TEST_CASE("snapshots: a stream that was open then and is open still is owed what it was owed") {
  SandboxWorld world;
  const auto open = world.get("/_sandbox/stream?forward_to=http%3A%2F%2Fnow.test%2F&types=*");
  world.transport.always("http://now.test/", 500);
  world.create_checkout(5000_cents);
  world.settle();
  save(world, "owed");
  world.transport.always("http://now.test/", 200);
  world.advance(1min);
  restore(world, "owed");
  CHECK(world.deliveries().back()["state"] == "pending");
  world.advance(1min);
  CHECK(world.deliveries().back()["state"] == "delivered");
}

TEST_CASE("snapshots: a slow receiver is waited for, and what comes too late is forgotten") {
  WorldOptions options;
  options.restore_patience = std::chrono::milliseconds(1);
  SandboxWorld world(options);
  world.create_webhook(k_shop);
  world.transport.hold(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.transport.wait_for(1);
  save(world, "under-way");
  REQUIRE(restore(world, "under-way").status == 200);
  // It was not known to have arrived when it was saved: it goes out once more.
  world.transport.wait_for(2);
  world.transport.release(k_shop);
  world.settle();
  CHECK(world.transport.count() == 2);
  const auto delivery = world.delivery(world.deliveries().at(0)["id"]);
  CHECK(delivery["state"] == "delivered");
  CHECK(delivery["attempt_count"] == 1);
}

TEST_CASE("snapshots: names, replacing, listing and deleting") {
  const TempDir folder;
  SandboxWorld world(on_file(folder));
  for (const auto* name : {"", "A", "a b", "a/b", "../a", "ä"}) {
    CAPTURE(name);
    CHECK(save(world, name).status == 422);
  }
  CHECK(save(world, std::string(65, 'a')).status == 422);
  CHECK(world.post("/_sandbox/snapshots", json::object(), world.keys().control).status == 400);
  for (const auto* name : {".", "..", "-", "v1.2_x", "a"}) {
    CAPTURE(name);
    CHECK(save(world, name).status == 201);
  }
  CHECK(save(world, std::string(64, 'a')).status == 201);
  const auto again = save(world, "a");
  CHECK(again.status == 409);
  CHECK(save(world, "a", true).status == 201);

  world.real_time_passes(1min);
  save(world, "newest");
  const auto list = world.get("/_sandbox/snapshots", world.keys().control).content["data"];
  CHECK(list.size() == 7);
  CHECK(list[0]["name"] == "newest");
  CHECK(list[0]["size_bytes"] == fs::file_size(file_in(folder, "newest")));
  CHECK((fs::status(file_in(folder, "a")).permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));

  CHECK(world.del("/_sandbox/snapshots/a", world.keys().control).status == 204);
  CHECK(world.del("/_sandbox/snapshots/a", world.keys().control).status == 404);
  CHECK(restore(world, "a").status == 404);
  CHECK(restore(world, "..%2f..%2fsandbox").status == 404);
  // Nothing else is left in the folder.
  for (const auto& entry : fs::directory_iterator(folder.path() / "snapshots")) {
    CHECK(entry.path().extension() == ".db");
  }
}

TEST_CASE("snapshots: there are at most a hundred") {
  SandboxWorld world;
  for (std::size_t i = 0; i < limits::snapshots_max; ++i) {
    REQUIRE(save(world, "s" + std::to_string(i)).status == 201);
  }
  CHECK(save(world, "one-more").status == 409);
  CHECK(save(world, "s7", true).status == 201);
}

TEST_CASE("snapshots: what cannot be restored changes nothing and says why") {
  const TempDir folder;
  SandboxWorld world(on_file(folder));
  const auto token = world.create_checkout(5000_cents);
  save(world, "good");
  const auto events = world.events();
  const auto refused = [&](const std::string& name, const std::string& why) {
    const auto answer = restore(world, name);
    INFO(answer);
    CHECK(answer.status == 409);
    CHECK(answer.body.find(why) != std::string::npos);
    CHECK(world.events() == events);
    CHECK(world.read_session(token)["status"] == "pending");
  };
  std::ofstream(file_in(folder, "text")) << "this is no database, whatever its name says, and it is long enough";
  refused("text", "is damaged");

  fs::copy_file(file_in(folder, "good"), file_in(folder, "torn"));
  {
    std::fstream file(file_in(folder, "torn"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 2);
    file << std::string(4096 * 6, 'x');
  }
  refused("torn", "is damaged");

  const auto with_version = [&](const std::string& name, const std::string& sql) {
    fs::copy_file(file_in(folder, "good"), file_in(folder, name));
    store::Connection connection({.path = file_in(folder, name).string(), .read_only = false, .wal = false});
    connection.execute(sql);
  };
  with_version("newer", "PRAGMA user_version = 9999");
  refused("newer", "newer satsrail");
  with_version("foreign", "PRAGMA application_id = 1");
  refused("foreign", "database of another program");
  with_version("unlabelled", "DELETE FROM settings WHERE name LIKE 'snapshot.%'");
  refused("unlabelled", "does not say when it was saved");

  // The list shows them all the same.
  CHECK(world.get("/_sandbox/snapshots", world.keys().control).content["data"].size() == 6);
  CHECK(restore(world, "good").status == 200);
}

TEST_CASE("snapshots: one of an older version is brought up to date, and its file stays as it is") {
  const TempDir folder;
  SandboxWorld world(on_file(folder));
  save(world, "now");
  const auto file = file_in(folder, "old");
  {
    store::Connection connection({.path = file.string(), .read_only = false, .wal = false});
    connection.execute(std::string(schema::file("db/0001_initial.sql")));
    connection.execute("PRAGMA application_id = 1396790355; PRAGMA user_version = 1");
    connection.execute(
        "INSERT INTO merchants VALUES (1, '018d0c90-4d00-7000-8000-000000000001', 'Old Shop', 'active', 'EUR', 5);"
        "INSERT INTO settings VALUES ('snapshot.saved_at_ms', '1700000000000'), ('snapshot.clock_ms', "
        "'1800000000000')");
  }
  const auto size = fs::file_size(file);
  REQUIRE(restore(world, "old").status == 200);
  CHECK(world.now() == from_millis(1'800'000'000'000));
  CHECK(fs::file_size(file) == size);
  const auto token = world.create_checkout(5000_cents);
  CHECK(world.pay(token).status == 201);
  CHECK(restore(world, "now").status == 200);
  CHECK(world.list("/api/v1/checkout_sessions").empty());
}

TEST_CASE("snapshots: where nothing can be written, saving says so") {
  const TempDir folder;
  SandboxWorld world(on_file(folder));
  std::ofstream(folder.path() / "snapshots") << "a file in the folder's place";
  const auto answer = save(world, "a");
  CHECK(answer.status == 409);
  CHECK(answer.body.find("cannot make the folder") != std::string::npos);
}

TEST_CASE("snapshots: they outlive the sandbox, and go into another one") {
  const TempDir folder;
  auto options = on_file(folder);
  std::string token;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    token = world.create_checkout(5000_cents);
    save(world, "kept");
    world.pay(token);
  }
  options.seed = 2;
  SECTION("the same") {
    SandboxWorld world(options);
    REQUIRE(restore(world, "kept").status == 200);
    CHECK(world.read_session(token)["status"] == "pending");
    CHECK(world.pay(token).status == 201);
  }
  SECTION("a new one, whose keys still open it") {
    options.db = ":memory:";
    options.keys = {};
    SandboxWorld world(options);
    REQUIRE(restore(world, "kept").status == 200);
    CHECK(world.read_session(token)["status"] == "pending");
    CHECK(world.get("/_sandbox/status", world.keys().control).status == 200);
  }
}

TEST_CASE("snapshots: a thousand checkouts come back, all of them") {
  const TempDir folder;
  SandboxWorld world(on_file(folder));
  for (int i = 0; i < 1000; ++i) {
    world.create_checkout(5000_cents);
  }
  const auto before = world.list("/api/v1/checkout_sessions");
  REQUIRE(save(world, "thousand").content["counts"]["checkout_sessions"] == 1000);
  world.post("/_sandbox/reset", nullptr, world.keys().control);
  REQUIRE(world.list("/api/v1/checkout_sessions").empty());
  REQUIRE(restore(world, "thousand").status == 200);
  CHECK(world.list("/api/v1/checkout_sessions") == before);
}

TEST_CASE("snapshots: clients who hammer the API meanwhile get an answer or a 503, never less") {
  on_both([](SandboxWorld& world) {
    const auto merchant = world.add_merchant("Soon Gone");
    save(world, "busy");
    const auto gone = world.add_merchant("Not Yet There");
    std::atomic<bool> over{false};
    std::atomic<int> good{0};
    std::atomic<int> later{0};
    std::vector<std::string> surprises;
    std::mutex mutex;
    const auto hammer = [&](const std::string& key) {
      while (!over) {
        auto made = world.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}}, key);
        if (made.status == 201) {
          ++good;
          made = world.post("/_sandbox/pay", {{"target", made.content["token"]}}, key);
        }
        later += made.status == 503 ? 1 : 0;
        // 401: the merchant is gone; 404: the checkout is.
        const std::vector<int> expected{200, 201, 401, 404, 503};
        if (std::find(expected.begin(), expected.end(), made.status) == expected.end()) {
          const std::lock_guard lock(mutex);
          surprises.push_back(std::to_string(made.status) + " " + made.body);
        }
      }
    };
    std::vector<std::thread> clients;
    for (const auto& key : {world.keys().sk_test, merchant, gone}) {
      clients.emplace_back(hammer, key);
    }
    for (int i = 0; i < 10; ++i) {
      CHECK(restore(world, "busy").status == 200);
      save(world, "meanwhile", true);
    }
    over = true;
    for (auto& client : clients) {
      client.join();
    }
    CHECK(surprises == std::vector<std::string>{});
    CHECK(good > 0);
    CHECK(restore(world, "meanwhile").status == 200);
  });
}

TEST_CASE("snapshots: only the control key may") {
  SandboxWorld world;
  CHECK(world.post("/_sandbox/snapshots", {{"snapshot", {{"name", "a"}}}}).status == 403);
  CHECK(world.get("/_sandbox/snapshots", no_key).status == 401);
}
