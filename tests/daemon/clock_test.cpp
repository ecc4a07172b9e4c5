// The sandbox clock: advanced, set, frozen, resumed, remembered.

#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <thread>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

Response clock_call(SandboxWorld& world, const std::string& what, const json& body = nullptr) {
  return world.post("/_sandbox/clock/" + what, body, world.keys().control);
}

std::string now(SandboxWorld& world) {
  return world.get("/_sandbox/clock").content["now"];
}

}  // namespace

TEST_CASE("clock: it runs with real time until it is told otherwise") {
  SandboxWorld world;
  CHECK(world.get("/_sandbox/clock").body ==
        R"({"object":"clock","now":"2024-01-15T10:00:00Z","mode":"running","offset_seconds":0})");
  world.real_time_passes(90s);
  CHECK(now(world) == "2024-01-15T10:01:30Z");
}

TEST_CASE("clock: advance keeps its distance from real time") {
  SandboxWorld world;
  const auto moved = clock_call(world, "advance", {{"duration", "1h30m"}});
  CHECK(moved.body ==
        R"({"object":"clock","now":"2024-01-15T11:30:00Z","mode":"running","offset_seconds":5400,"ran":[]})");
  world.real_time_passes(10s);
  CHECK(now(world) == "2024-01-15T11:30:10Z");
  CHECK(clock_call(world, "advance", {{"duration_ms", 1500}}).content["now"] == "2024-01-15T11:30:11Z");
  CHECK(clock_call(world, "advance", {{"duration", "0s"}}).status == 200);
  // Both given: the number wins.
  CHECK(clock_call(world, "advance", {{"duration", "24h"}, {"duration_ms", 0}}).content["now"] ==
        "2024-01-15T11:30:11Z");
}

TEST_CASE("clock: frozen it stands and resumed it runs on from there") {
  SandboxWorld world;
  CHECK(clock_call(world, "freeze").content["mode"] == "frozen");
  world.real_time_passes(1h);
  CHECK(now(world) == "2024-01-15T10:00:00Z");
  CHECK(world.get("/_sandbox/clock").content["offset_seconds"] == -3600);
  // Moved, it goes on standing.
  CHECK(clock_call(world, "advance", {{"duration", "5m"}}).content["mode"] == "frozen");
  world.real_time_passes(1h);
  CHECK(now(world) == "2024-01-15T10:05:00Z");
  const auto session = world.open_checkout({{"amount_cents", 100}});
  CHECK(session["expires_at"] == "2024-01-15T10:20:00Z");

  CHECK(clock_call(world, "resume").content["mode"] == "running");
  CHECK(now(world) == "2024-01-15T10:05:00Z");
  world.real_time_passes(1min);
  CHECK(now(world) == "2024-01-15T10:06:00Z");
  // Each of them twice is once.
  CHECK(clock_call(world, "resume").content["now"] == "2024-01-15T10:06:00Z");
  CHECK(clock_call(world, "freeze").status == 200);
  CHECK(clock_call(world, "freeze").content["now"] == "2024-01-15T10:06:00Z");
}

TEST_CASE("clock: ids keep their order while it stands") {
  SandboxWorld world;
  clock_call(world, "freeze");
  std::vector<std::string> tokens;
  std::vector<std::string> numbers;
  for (int i = 0; i < 20; ++i) {
    const auto session = world.open_checkout({{"amount_cents", 100}});
    tokens.push_back(session["id"]);
    numbers.push_back(session["order_number"]);
  }
  CHECK(std::is_sorted(tokens.begin(), tokens.end()));
  CHECK(std::set<std::string>(numbers.begin(), numbers.end()).size() == 20);
}

TEST_CASE("clock: set forward runs what falls due on the way") {
  SandboxWorld world;
  const auto token = world.create_checkout(100_cents);
  const auto moved = clock_call(world, "set", {{"time", "2024-01-16T00:00:00Z"}});
  CHECK(moved.status == 200);
  CHECK(moved.content["now"] == "2024-01-16T00:00:00Z");
  CHECK(moved.content["ran"] ==
        json::array({{{"at", "2024-01-15T10:15:00Z"}, {"job", "checkout_session.expire"}, {"id", token}}}));
  CHECK(clock_call(world, "set", {{"time", "2024-01-17T02:00:00+02:00"}}).content["now"] == "2024-01-17T00:00:00Z");
  CHECK(clock_call(world, "set", {{"time", "2024-02-01"}}).content["now"] == "2024-02-01T00:00:00Z");
}

TEST_CASE("clock: it goes back only while nothing has happened yet") {
  SandboxWorld world;
  CHECK(clock_call(world, "set", {{"time", "2023-06-01T00:00:00Z"}}).content["now"] == "2023-06-01T00:00:00Z");
  const auto session = world.open_checkout({{"amount_cents", 100}});
  CHECK(session["created_at"] == "2023-06-01T00:00:00Z");
  const auto refused = clock_call(world, "set", {{"time", "2023-05-31T23:59:59Z"}});
  CHECK(refused.status == 422);
  CHECK(refused.content["error"]["details"][0].get<std::string>().find("2023-06-01T00:00:00Z") != std::string::npos);
  CHECK(now(world) == "2023-06-01T00:00:00Z");
  CHECK(clock_call(world, "set", {{"time", "2023-06-01T00:00:00Z"}}).status == 200);  // now is not before now
  // A reset makes history go away, and the clock runs with real time again.
  CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).content["status"] == "reset");
  CHECK(now(world) == "2024-01-15T10:00:00Z");
  CHECK(clock_call(world, "set", {{"time", "2023-01-01"}}).status == 200);
}

TEST_CASE("clock: what is no time and no duration is refused by name and moves nothing") {
  SandboxWorld world;
  for (const json& duration :
       std::vector<json>{"", "5", "5x", "-5m", "1e3s", "five minutes", "11y", "100000d", 5, true}) {
    const auto refused = clock_call(world, "advance", {{"duration", duration}});
    INFO(duration << " " << refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["fields"].contains("duration"));
  }
  for (const json& millis : std::vector<json>{-1, 1.5, "1000", true, 9'000'000'000'000'000'000}) {
    const auto refused = clock_call(world, "advance", {{"duration_ms", millis}});
    INFO(millis << " " << refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["fields"].contains("duration_ms"));
  }
  CHECK(clock_call(world, "advance").status == 422);
  for (const json& time :
       std::vector<json>{"", "tomorrow", "2024-13-01", "2024-02-30", "2024-01-01T25:00:00Z", 1'705'312'800}) {
    const auto refused = clock_call(world, "set", {{"time", time}});
    INFO(time << " " << refused);
    CHECK(refused.status == 422);
    CHECK(refused.content["error"]["fields"].contains("time"));
  }
  CHECK(clock_call(world, "set").status == 422);
  CHECK(now(world) == "2024-01-15T10:00:00Z");
}

TEST_CASE("clock: a merchant's key reads it and the control key moves it") {
  SandboxWorld world;
  CHECK(world.get("/_sandbox/clock", world.keys().sk_live).status == 200);
  CHECK(world.get("/_sandbox/clock", world.keys().control).status == 200);
  CHECK(world.get("/_sandbox/clock", world.keys().pk_test).status == 403);
  for (const std::string what : {"advance", "set", "freeze", "resume"}) {
    CHECK(world.post("/_sandbox/clock/" + what, {{"duration", "1h"}, {"time", "2030-01-01"}}).status == 403);
  }
  CHECK(now(world) == "2024-01-15T10:00:00Z");
}

TEST_CASE("clock: its distance survives a restart") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    clock_call(world, "advance", {{"duration", "48h"}});
  }
  options.start += 1h;
  {
    SandboxWorld world(options);
    CHECK(now(world) == "2024-01-17T11:00:00Z");
    CHECK(world.get("/_sandbox/clock").content["offset_seconds"] == 48 * 3600);
    clock_call(world, "freeze");
  }
  options.start += 1h;
  {
    SandboxWorld world(options);
    CHECK(now(world) == "2024-01-17T11:00:00Z");
    CHECK(world.get("/_sandbox/clock").content["mode"] == "frozen");
    clock_call(world, "resume");
  }
  options.start += 1h;
  SandboxWorld world(options);
  CHECK(now(world) == "2024-01-17T12:00:00Z");
  CHECK(world.get("/_sandbox/clock").content["mode"] == "running");
}

TEST_CASE("clock: a reset erases what merchants made and keeps what the sandbox is") {
  SandboxWorld world;
  world.create_product({});
  world.create_webhook("http://shop.test/hooks");
  world.pay(world.create_checkout(100_cents));
  world.create_checkout(100_cents);
  world.settle();
  world.post("/_sandbox/rates", {{"rate", "50000.00"}}, world.keys().control);
  world.advance(24h);
  const std::string node = world.get("/_sandbox/node").content["pubkey"];
  CHECK(world.post("/_sandbox/reset").status == 403);
  CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).status == 200);
  for (const std::string path : {"/api/v1/checkout_sessions", "/api/v1/products", "/api/v1/transactions",
                                 "/api/v1/webhooks", "/_sandbox/events", "/_sandbox/deliveries"}) {
    INFO(path);
    CHECK(world.list(path).empty());
  }
  CHECK(world.get("/api/v1/rates").content["rate"] == "50000.00");
  CHECK(world.get("/_sandbox/node").content["pubkey"] == node);
  CHECK(world.get("/_sandbox/node").content["balances"].empty());
  CHECK(now(world) == "2024-01-15T10:00:00Z");
  // And it goes on from there.
  CHECK(world.pay(world.create_checkout(100_cents)).status == 201);
}

TEST_CASE("clock: a webhook under way while everything is reset disturbs nothing that comes after") {
  SandboxWorld world;
  world.create_webhook("http://old.test/");
  world.transport.hold("http://old.test/");
  world.pay(world.create_checkout(100_cents));
  world.transport.wait_for(1);
  world.post("/_sandbox/reset", nullptr, world.keys().control);

  world.create_webhook("http://new.test/");
  world.transport.always("http://new.test/", 500);
  world.pay(world.create_checkout(100_cents));
  world.transport.release("http://old.test/");
  world.settle();
  CHECK(world.transport.attempts_at("http://new.test/").size() == 1);
  const auto deliveries = world.deliveries();
  REQUIRE(deliveries.size() == 1);
  // The old receiver's yes is not the new one's.
  CHECK(deliveries[0]["state"] == "pending");
  CHECK(deliveries[0]["attempt_count"] == 1);
}

TEST_CASE("clock: a stream that outlives a reset takes only its own endpoint with it") {
  SandboxWorld world;
  const auto opened = world.get("/_sandbox/stream?forward_to=http://forward.test/");
  REQUIRE(opened.status == 200);
  REQUIRE(opened.stream != nullptr);
  REQUIRE(opened.stream->on_close);
  CHECK(world.list("/api/v1/m/webhooks").at(0)["temporary"] == true);
  world.post("/_sandbox/reset", nullptr, world.keys().control);
  const std::string kept = world.create_webhook("http://shop.test/hooks")["id"];
  opened.stream->on_close();
  world.create_checkout(100_cents);  // behind it in the writer's queue
  CHECK(world.get("/api/v1/m/webhooks/" + kept).status == 200);
}

TEST_CASE("clock: advances asked for at once are made one after the other") {
  SandboxWorld world;
  world.create_webhook("http://shop.test/hooks");
  world.transport.always("http://shop.test/hooks", 500);
  world.pay(world.create_checkout(100_cents));
  world.settle();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&world] { world.advance(1h); });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(now(world) == "2024-01-15T14:00:00Z");
  CHECK(world.transport.attempt_offsets() == std::vector<Duration>{0min, 1min, 6min, 36min, 156min});
}
