// What a fault does to a connection instead of answering on it.

#include "core/domain/fault.h"
#include "tests/daemon/http/front_world.h"

#include <catch2/catch.hpp>

using namespace satsrail::http;

TEST_CASE("http: a request that is never answered costs no worker, and is gone with its client") {
  FrontWorld world;
  std::vector<RawClient> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(world.connect());
    clients.back().send(get("/hold"));
    world.held.take()->leave_unanswered(Unanswered::hold);
  }
  CHECK(world.still_serves());
  for (auto& client : clients) {
    CHECK_FALSE(client.has_input());
    client.close();
  }
  clients.clear();
  // Those that have gone make room: a connection is counted until its end is seen.
  auto last = world.connect();
  while (world.server.open_connections() > 1) {
    CHECK(last.exchange(get("/livez")).status == 200);
  }
}

TEST_CASE("http: what is held unanswered does not hold up a stop") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold"));
  world.held.take()->leave_unanswered(Unanswered::hold);
  CHECK(world.still_serves());
  world.server.stop(60s);
  CHECK(client.is_closed_by_server());
}

TEST_CASE("http: a connection that is torn down ends by a reset, whatever waits in it") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold") + get("/livez"));
  world.held.take()->leave_unanswered(Unanswered::reset);
  char byte = 0;
  CHECK(client.receive_error(byte) == ECONNRESET);
  CHECK(world.still_serves());
}

TEST_CASE("http: a request that is answered before its handler returns may be torn down as well") {
  FrontWorld world;
  auto client = world.connect();
  CHECK(client.exchange(get("/livez")).status == 200);
  client.send(get("/tear"));
  char byte = 0;
  CHECK(client.receive_error(byte) == ECONNRESET);
}

TEST_CASE("faults: patterns of routes") {
  using satsrail::glob_matches;
  using satsrail::route_can_match;
  CHECK(glob_matches("/a/*", "/a/b/c"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("/a/*/c", "/a/b/b/c"));
  CHECK(glob_matches("*a*b", "xaabab"));
  CHECK_FALSE(glob_matches("/a/*", "/a"));
  CHECK_FALSE(glob_matches("/a", "/a/b"));
  CHECK_FALSE(glob_matches("", "/a"));
  CHECK(route_can_match("/orders/{id}", "/orders/{id}"));
  CHECK(route_can_match("/orders/12", "/orders/{id}"));
  CHECK(route_can_match("/orders/12/", "/orders/{id}"));
  CHECK(route_can_match("/ord*", "/orders/{id}"));
  CHECK(route_can_match("/*/pay", "/orders/{id}/pay"));
  CHECK_FALSE(route_can_match("/orders", "/orders/{id}"));
  CHECK_FALSE(route_can_match("/orders/12/x", "/orders/{id}"));
  CHECK_FALSE(route_can_match("/ordrs/*", "/orders/{id}"));
}
