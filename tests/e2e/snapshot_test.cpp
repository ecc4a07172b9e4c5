// Snapshots of the real thing: after kill -9, under a listener, and while clients are busy.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

using namespace satsrail::test;

namespace {

CommandResult run(SandboxFixture& sandbox, std::vector<std::string> words) {
  auto ran = sandbox.cli(std::move(words));
  INFO(ran.out << ran.err);
  CHECK(ran.exit_code == 0);
  return ran;
}

}  // namespace

TEST_CASE("snapshot: outlives kill -9 of the sandbox, and brings back what was there") {
  SandboxFixture sandbox({"--seed", "7"});
  auto api = sandbox.client();
  const auto token = create_checkout(api);
  run(sandbox, {"snapshot", "save", "open"});
  pay_checkout(api, token);
  sandbox.kill_hard();
  sandbox.start({"--seed", "7"});
  auto again = sandbox.client();
  CHECK(expect(again.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "completed");
  run(sandbox, {"snapshot", "restore", "open"});
  CHECK(expect(again.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "pending");
  pay_checkout(again, token);
  // What was restored is on disk: another kill -9 changes nothing.
  sandbox.kill_hard();
  sandbox.start();
  auto third = sandbox.client();
  CHECK(expect(third.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "completed");
}

TEST_CASE("snapshot: a sandbox in memory has them too") {
  SandboxFixture sandbox({"--db", ":memory:"});
  auto api = sandbox.client();
  const auto token = create_checkout(api);
  run(sandbox, {"snapshot", "save", "open"});
  pay_checkout(api, token);
  run(sandbox, {"snapshot", "restore", "open"});
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "pending");
  pay_checkout(api, token);
}

TEST_CASE("snapshot: listen goes on over a restore, is told of the gap, and misses and repeats nothing") {
  SandboxFixture sandbox;
  Receiver shop;
  auto api = sandbox.client();
  create_checkout(api);
  run(sandbox, {"snapshot", "save", "one"});
  const auto listening =
      sandbox.cli_start({"listen", "--forward-to", shop.url(), "--events", "order.created", "--json"});
  listening->wait_for_stdout("ready");
  create_checkout(api);
  shop.wait_for(1);
  run(sandbox, {"snapshot", "restore", "one"});
  create_checkout(api);
  shop.wait_for(2);
  listening->wait_for_stdout("\"gap\"");
  listening->kill(SIGINT);
  listening->wait();
  const auto requests = shop.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].header("X-Idempotency-Key") != requests[1].header("X-Idempotency-Key"));
}

TEST_CASE("snapshot: busy clients get what they asked for or a 503, and what is saved meanwhile is whole") {
  SandboxFixture sandbox({"--rate-limit", "off"});
  run(sandbox, {"snapshot", "save", "empty"});
  std::atomic<bool> over{false};
  std::mutex mutex;
  std::vector<std::string> surprises;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&, api = sandbox.client()]() mutable {
      while (!over) {
        const auto made = api.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}});
        const auto paid = made.status == 201 ? api.post("/_sandbox/pay", {{"target", made.json().at("token")}}) : made;
        if (paid.status != 201 && paid.status != 404 && paid.status != 503) {
          const std::lock_guard lock(mutex);
          surprises.push_back(std::to_string(paid.status) + " " + paid.body);
        }
      }
    });
  }
  for (int i = 0; i < 5; ++i) {
    run(sandbox, {"snapshot", "save", "busy", "--force"});
    run(sandbox, {"snapshot", "restore", i % 2 == 0 ? "empty" : "busy"});
  }
  over = true;
  for (auto& client : clients) {
    client.join();
  }
  CHECK(surprises == std::vector<std::string>{});
  // A completed session and its payment stand or fall together.
  run(sandbox, {"snapshot", "restore", "busy"});
  auto api = sandbox.client();
  const auto completed = list_all(api, "/api/v1/checkout_sessions", "status=completed");
  CHECK(completed.size() == list_all(api, "/api/v1/transactions").size());
  CHECK(expect(sandbox.client(sandbox.ready().control_key).get("/_sandbox/database/check"), 200).at("sound") == true);
}

TEST_CASE("snapshot: of a disk that is full nothing is left behind") {
  // A file may grow to 64 KiB in this shell; the signal that says so is ignored, as a full disk sends none.
  SandboxFixture sandbox({"--db", ":memory:"}, false);
  const auto folder = sandbox.dir() / "small";
  const auto shell = "trap '' XFSZ; ulimit -f 64; exec " + program("satsraild").string() + " --dir " + folder.string() +
                     " --db :memory: --port 0 --json";
  Process daemon({.argv = {"sh", "-c", shell}});
  const auto ready = json::parse(daemon.wait_for_stdout("\n"));
  HttpClient control(ready.at("base_url"), ready.at("control_key"));
  const auto refused = control.post("/_sandbox/snapshots", {{"snapshot", {{"name", "a"}}}});
  CHECK(refused.status == 409);
  INFO(refused.body);
  CHECK(std::filesystem::is_empty(folder / "snapshots"));
  CHECK(control.get("/_sandbox/status").status == 200);
  daemon.kill(SIGTERM);
  daemon.wait();
}
