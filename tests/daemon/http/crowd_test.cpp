// Many clients at once: none of them keeps another waiting.

#include "tests/daemon/http/front_world.h"

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include <chrono>
#include <string>
#include <vector>

namespace satsrail::http {
namespace {

TEST_CASE("crowd: a thousand idle connections and a thousand streams do not hold up a request, nor a stop") {
  FrontWorld world;
  std::vector<RawClient> idle;
  std::vector<RawClient> streams;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(world.connect());
    streams.push_back(world.open_stream());
  }
  CHECK(idle.back().exchange(get("/livez")).status == 200);
  CHECK(idle.front().exchange(get("/livez")).status == 200);
  CHECK(world.still_serves());
  CHECK(world.server.open_streams() == 1000);

  world.announce("hello");
  for (auto& stream : streams) {
    CHECK(stream.receive_until("\n\n") == "id: 1.0\nevent: event\ndata: hello\n\n");
  }
  world.server.stop(1h);  // waits for nobody: none has a request under way
  for (auto& stream : streams) {
    CHECK(stream.receive_rest() == "event: end\ndata: {\"type\":\"end\",\"reason\":\"stopping\"}\n\n");
  }
  for (auto& client : idle) {
    CHECK(client.is_closed_by_server());
  }
  CHECK(world.server.open_connections() == 0);
  CHECK(world.server.open_streams() == 0);
}

TEST_CASE("crowd: two hundred connects at once are all answered") {
  FrontWorld world;
  std::vector<RawClient> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(world.connect());
  }
  for (auto& client : clients) {
    client.send(get("/livez"));
  }
  for (auto& client : clients) {
    CHECK(client.receive().status == 200);
  }
}

TEST_CASE("crowd: beyond the limit connections wait, and none is turned away") {
  ServerOptions options;
  options.connections_max = 2;
  FrontWorld world(options);
  auto first = world.connect();
  auto second = world.connect();
  CHECK(first.exchange(get("/livez")).status == 200);
  CHECK(second.exchange(get("/livez")).status == 200);
  auto third = world.connect();
  third.send(get("/livez"));
  CHECK(second.exchange(get("/livez")).status == 200);
  CHECK(!third.has_input());
  first.close();
  CHECK(third.receive().status == 200);
}

TEST_CASE("crowd: streams beyond their limit are refused, connections do not count as streams") {
  ServerOptions options;
  options.event_streams_max = 1;
  options.connections_max = 2;
  FrontWorld world(options);
  auto stream = world.open_stream();
  auto client = world.connect();
  const auto response = client.exchange(get("/stream?name=one-too-many"));
  CHECK(response.status == 503);
  CHECK(response.body.find(R"("code":"unavailable")") != std::string::npos);
  CHECK(world.closed.take() == "one-too-many");
  CHECK(world.still_serves());
  CHECK(world.server.open_streams() == 1);
}

TEST_CASE("crowd: without descriptors the server waits and goes on when there are some") {
  FrontWorld world;
  auto client = world.connect();
  CHECK(client.exchange(get("/livez")).status == 200);
  auto waiting = FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  // No new descriptor in this process; those that are open work on. The client's was made before.
  rlimit none = before;
  none.rlim_cur = 0;
  ::setrlimit(RLIMIT_NOFILE, &none);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(world.server.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connected = ::connect(waiting.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const auto request = get("/livez");
  const auto sent = ::send(waiting.get(), request.data(), request.size(), MSG_NOSIGNAL);
  const auto meanwhile = client.exchange(get("/livez")).status;
  const auto connections = world.server.open_connections();
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK(connected == 0);
  CHECK(sent == static_cast<ssize_t>(request.size()));
  CHECK(meanwhile == 200);
  CHECK(connections == 1);
  char answer_byte = 0;
  CHECK(::recv(waiting.get(), &answer_byte, 1, 0) == 1);
}

}  // namespace
}  // namespace satsrail::http
