// Pruning: what is let go of, and what never is.

#include "daemon/store/log_store.h"

#include "core/limits.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_shop = "http://shop.test/hooks";

int prune(SandboxWorld& world) {
  return world.store()
      .write_and_wait([](store::Tx& tx) -> Result<int> { return store::logs::prune(tx, limits::pruned_per_write); })
      .value();
}

// As if that many events had followed: seqs are never used twice.
void skip_events(SandboxWorld& world, std::int64_t count) {
  world.run_sql("UPDATE sqlite_sequence SET seq = seq + " + std::to_string(count) + " WHERE name = 'events'");
  world.create_checkout(5000_cents);
}

std::vector<std::string> kept(SandboxWorld& world) {
  return world.event_types();
}

}  // namespace

TEST_CASE("log pruning: nothing goes while there is little, however old it is") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  world.advance(400 * 24h);
  CHECK(prune(world) == 0);
}

TEST_CASE("log pruning: what is beyond the newest goes with its deliveries and attempts") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  skip_events(world, limits::events_kept_max);
  CHECK(prune(world) == 7);
  CHECK(kept(world) == std::vector<std::string>{"order.created"});
  CHECK(world.deliveries().empty());
  CHECK(prune(world) == 0);
  // Whoever asks for what is gone is told so.
  const auto opened = world.get("/_sandbox/stream?since=3.0");
  CHECK(opened.stream->preamble.find(R"({"type":"gap","from":"3.0","to":"7.1"})") != std::string::npos);
  CHECK(opened.stream->start.event_seq == 7);
  CHECK(world.get("/_sandbox/stream").stream->preamble.find("gap") == std::string::npos);
  CHECK(world.get("/_sandbox/stream?since=7.1").stream->preamble.find("gap") == std::string::npos);
}

TEST_CASE("log pruning: what is old goes when there is much that is newer") {
  SandboxWorld world;
  world.pay(world.create_checkout(5000_cents));
  world.advance(20 * 24h);
  skip_events(world, limits::events_kept_min);
  CHECK(prune(world) == 0);
  world.advance(11 * 24h);
  CHECK(prune(world) == 7);
}

TEST_CASE("log pruning: what is still owed stays") {
  SandboxWorld world;
  world.create_webhook(k_shop);
  world.transport.always(k_shop, 500);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  skip_events(world, limits::events_kept_max);
  CHECK(prune(world) == 6);
  CHECK(kept(world) == std::vector<std::string>{"checkout.completed", "order.created"});
  world.advance(3h);  // given up
  CHECK(prune(world) == 1);
}
