#include "daemon/http/server.h"

#include "tests/daemon/http/front_world.h"

#include <catch2/catch.hpp>

#include <string>
#include <thread>
#include <vector>

namespace satsrail::http {
namespace {

TEST_CASE("server: a plain request is answered and the connection stays") {
  FrontWorld world;
  auto client = world.connect();
  for (int i = 0; i < 3; ++i) {
    const auto response = client.exchange(get("/livez"));
    CHECK(response.status == 200);
    CHECK(response.body == R"({"status":"ok"})");
    CHECK(response.header("Content-Type") == "application/json; charset=utf-8");
    CHECK(response.header("Content-Length") == "15");
    CHECK(response.header("Date").size() == 29);
    CHECK(response.header("Connection").empty());
  }
  CHECK(world.server.open_connections() == 1);
}

TEST_CASE("server: the handler sees the request as it was sent") {
  FrontWorld world;
  auto client = world.connect();
  const auto response = client.exchange(
      "POST /echo%2Fraw?b=x+y&a=%41 HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key:  a%20b%0d%0aX:y \r\n"
      "Content-Length: 4\r\n\r\nbody");
  CHECK(
      response.body ==
      "POST /echo%2Fraw\n? b=x y\n? a=A\nhost: localhost\nidempotency-key: a%20b%0d%0aX:y\ncontent-length: 4\n\nbody");
  CHECK(response.header("X-Peer").rfind("127.0.0.1:", 0) == 0);
}

TEST_CASE("server: a request may come in any pieces") {
  FrontWorld world;
  auto client = world.connect();
  const std::string request = "\r\nPOST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";
  for (const char byte : request) {
    REQUIRE(client.send({&byte, 1}));
  }
  CHECK(client.receive().body == "POST /echo\nhost: localhost\ncontent-length: 5\n\nhello");
}

TEST_CASE("server: bodies up to the limit are gathered whole") {
  FrontWorld world;
  auto client = world.connect();
  const std::string body(limits::request_body_bytes_max, 'x');
  const auto response = client.exchange(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  CHECK(response.status == 200);
  CHECK(response.body.size() > body.size());
  CHECK(client.exchange(get("/livez")).status == 200);
}

TEST_CASE("server: pipelined requests are answered in order") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/first") + "POST /second HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi" +
              get("/third"));
  CHECK(client.receive().body.rfind("GET /first\n", 0) == 0);
  CHECK(client.receive().body == "POST /second\nhost: localhost\ncontent-length: 2\n\nhi");
  CHECK(client.receive().body.rfind("GET /third\n", 0) == 0);
}

TEST_CASE("server: pipelined requests keep their order when answers come later, from another thread") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold") + get("/livez") + get("/hold"));
  auto first = world.held.take();
  REQUIRE(first);
  CHECK(!client.has_input());
  std::thread([&] { first->send(answer("first")); }).join();
  CHECK(client.receive().body == "first");
  CHECK(client.receive().body == R"({"status":"ok"})");
  auto second = world.held.take();
  REQUIRE(second);
  std::thread([&] { second->send(answer("second")); }).join();
  CHECK(client.receive().body == "second");
}

TEST_CASE("server: one thread answers hundreds of requests at once, as a group commit does") {
  FrontWorld world;
  std::vector<RawClient> clients;
  std::vector<Responder> responders;
  for (int i = 0; i < 256; ++i) {
    clients.push_back(world.connect());
    clients.back().send(get("/hold"));
  }
  for (std::size_t i = 0; i < clients.size(); ++i) {
    auto responder = world.held.take();
    REQUIRE(responder);
    responders.push_back(std::move(*responder));
  }
  std::thread([&] {
    for (auto& responder : responders) {
      responder.send(answer("committed"));
    }
  }).join();
  for (auto& client : clients) {
    CHECK(client.receive().body == "committed");
  }
}

TEST_CASE("server: a client that vanishes takes nothing with it") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold"));
  auto responder = world.held.take();
  REQUIRE(responder);
  SECTION("it closes") {
    client.close();
  }
  SECTION("it is killed") {
    client.reset();
  }
  // Its place goes to others meanwhile; the late answer must not reach them.
  auto other = world.connect();
  other.send(get("/hold"));
  auto others_responder = world.held.take();
  REQUIRE(others_responder);
  responder->send(answer("too late"));
  others_responder->send(answer("in time"));
  CHECK(other.receive().body == "in time");
  CHECK(world.still_serves());
}

TEST_CASE("server: a stream for a client that vanished is closed, not lost") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold"));
  auto responder = world.held.take();
  REQUIRE(responder);
  client.reset();
  StreamRequest stream;
  stream.on_close = [&] { world.closed.put("vanished"); };
  responder->stream({}, std::move(stream));
  CHECK(world.closed.take() == "vanished");
}

TEST_CASE("server: half a connection is enough to be answered") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold"));
  client.finish_sending();
  auto responder = world.held.take();
  REQUIRE(responder);
  responder->send(answer("still here"));
  CHECK(client.receive().body == "still here");
  CHECK(client.is_closed_by_server());
}

TEST_CASE("server: a bug in a handler is answered without details") {
  FrontWorld world;
  auto client = world.connect();
  for (const auto* target : {"/throw", "/drop"}) {
    const auto response = client.exchange(get(target));
    CHECK(response.status == 500);
    CHECK(response.body.find(R"("code":"internal")") != std::string::npos);
    CHECK(response.body.find("secret") == std::string::npos);
    CHECK(response.header("X-Request-Id").rfind("req_", 0) == 0);
    CHECK(response.body.find(response.header("X-Request-Id")) != std::string::npos);
  }
  CHECK(client.exchange(get("/livez")).status == 200);
}

TEST_CASE("server: HEAD is GET without the body") {
  FrontWorld world;
  auto client = world.connect();
  client.send("HEAD /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto response = client.receive(true);
  CHECK(response.status == 200);
  CHECK(response.header("Content-Length") == "15");
  CHECK(client.exchange(get("/livez")).body == R"({"status":"ok"})");
}

TEST_CASE("server: a 204 has no body and no length") {
  FrontWorld world;
  auto client = world.connect();
  const auto response = client.exchange(get("/empty"));
  CHECK(response.status == 204);
  CHECK(response.header("Content-Length").empty());
  CHECK(response.header("Content-Type").empty());
  CHECK(client.exchange(get("/livez")).status == 200);
}

TEST_CASE("server: a POST without a length has no body, at once") {
  FrontWorld world;
  const auto response = world.connect().exchange("POST /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(response.body == "POST /echo\nhost: localhost\n\n");
}

TEST_CASE("server: the client decides whether the connection stays") {
  FrontWorld world;
  auto client = world.connect();
  SECTION("Connection: close") {
    const auto response = client.exchange(get("/livez", "Connection: close\r\n"));
    CHECK(response.status == 200);
    CHECK(response.header("Connection") == "close");
    CHECK(client.is_closed_by_server());
  }
  SECTION("HTTP/1.0") {
    const auto response = client.exchange("GET /livez HTTP/1.0\r\n\r\n");
    CHECK(response.status == 200);
    CHECK(response.header("Connection") == "close");
    CHECK(client.is_closed_by_server());
  }
  SECTION("HTTP/1.0 with keep-alive") {
    const std::string request = "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    CHECK(client.exchange(request).header("Connection") == "keep-alive");
    CHECK(client.exchange(request).status == 200);
  }
}

TEST_CASE("server: a body that waits for 100 Continue gets it") {
  FrontWorld world;
  auto client = world.connect();
  const std::string head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ";
  CHECK(client.exchange(head + "4\r\n\r\n").status == 100);
  client.send("body");
  CHECK(client.receive().status == 200);
  // Nobody waits when the body is there already, or is too large to be wanted.
  CHECK(client.exchange(head + "4\r\n\r\nbody").status == 200);
  CHECK(client.exchange(head + "99999999\r\n\r\n").status == 413);
}

TEST_CASE("server: an answer larger than the socket's buffer arrives whole, while others are served") {
  ServerOptions options;
  options.workers = 1;
  FrontWorld world(options);
  auto client = world.connect(4096);
  client.send(get("/big") + get("/livez"));
  CHECK(world.still_serves());
  CHECK(client.receive().body.size() == 8 * 1024 * 1024);
  CHECK(client.receive().status == 200);
}

TEST_CASE("server: a header that would become two is left out") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold"));
  auto responder = world.held.take();
  REQUIRE(responder);
  responder->send(answer("ok", {{"X-Echo", "a\r\nX-Injected: 1"}, {"X-Kept", "yes"}}));
  const auto response = client.receive();
  CHECK(response.header("X-Kept") == "yes");
  CHECK(response.head.find("Injected") == std::string::npos);
}

TEST_CASE("server: methods beyond the common ones reach the handler") {
  FrontWorld world;
  CHECK(world.connect().exchange("BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n").body.rfind("other /pot\n", 0) == 0);
  CHECK(world.connect().exchange("DELETE /pot HTTP/1.1\r\nHost: localhost\r\n\r\n").body.rfind("DELETE /pot\n", 0) ==
        0);
}

TEST_CASE("server: a port belongs to one server") {
  FrontWorld world;
  ServerOptions options;
  options.port = world.server.port();
  Server second(
      options, [](Request, Responder) {}, nullptr);
  const auto bound = second.bind();
  REQUIRE(!bound.ok());
  CHECK(bound.error().code() == ErrorCode::conflict);
  CHECK(bound.error().message() == "127.0.0.1:" + std::to_string(options.port) + " is already in use");
}

TEST_CASE("server: stop lets a request under way finish and closes the rest") {
  FrontWorld world;
  auto busy = world.connect();
  busy.send(get("/hold"));
  auto responder = world.held.take();
  REQUIRE(responder);
  auto idle = world.connect();
  CHECK(idle.exchange(get("/livez")).status == 200);
  std::thread stopping([&] { world.server.stop(10s); });
  // Idle connections end at once, so this also says that the stop has begun.
  CHECK(idle.is_closed_by_server());
  responder->send(answer("finished"));
  const auto response = busy.receive();
  CHECK(response.body == "finished");
  CHECK(response.header("Connection") == "close");
  stopping.join();
  CHECK(world.server.open_connections() == 0);
}

TEST_CASE("server: stop does not wait longer than its grace") {
  FrontWorld world;
  auto busy = world.connect();
  busy.send(get("/hold"));
  auto responder = world.held.take();
  REQUIRE(responder);
  world.server.stop(0ms);
  CHECK(busy.is_closed_by_server());
  responder->send(answer("too late"));  // goes nowhere, and harms nobody
}

TEST_CASE("server: a server that was never started stops") {
  Server server(
      {}, [](Request, Responder) {}, nullptr);
  REQUIRE(server.bind().ok());
  server.stop(0ms);
}

}  // namespace
}  // namespace satsrail::http
