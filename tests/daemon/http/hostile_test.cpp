// The holes of the HTTP library that we parse with, one test each: none of them is reachable through the front.

#include "core/limits.h"
#include "tests/daemon/http/front_world.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace satsrail::http {
namespace {

constexpr auto k_post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";

// Sends `bytes`, expects a refusal in the usual envelope and the end of the connection.
void check_refused(const std::string& bytes, int status, const std::string& code) {
  FrontWorld world;
  auto client = world.connect();
  client.send(bytes);
  const auto response = client.receive();
  CHECK(response.status == status);
  CHECK(response.header("Content-Type") == "application/json; charset=utf-8");
  CHECK(response.header("Connection") == "close");
  CHECK(response.header("X-Request-Id").rfind("req_", 0) == 0);
  CHECK(response.body.rfind(R"({"error":{"code":")" + code + R"(","message":")", 0) == 0);
  CHECK(response.body.find(R"("status":)" + std::to_string(status) + R"(,"details":[],"request_id":")" +
                           response.header("X-Request-Id") + R"("}})") != std::string::npos);
  client.finish_sending();
  CHECK(client.is_closed_by_server());
  CHECK(world.handled.empty());
  CHECK(world.still_serves());
}

TEST_CASE("hostile: a chunked body cannot pass the limit") {
  check_refused(k_post + std::string("Transfer-Encoding: chunked\r\n\r\n") + "100000\r\n" + std::string(0x100000, 'x'),
                400, "bad_request");
}

TEST_CASE("hostile: a header line without end") {
  check_refused("GET /echo HTTP/1.1\r\nHost: localhost\r\nA: " + std::string(64 * 1024, 'x'), 431, "headers_too_large");
}

TEST_CASE("hostile: a URL without end") {
  check_refused("GET /" + std::string(64 * 1024, 'x'), 414, "uri_too_long");
}

TEST_CASE("hostile: thousands of headers") {
  std::string lines;
  for (int i = 0; i < 2000; ++i) {
    lines += "A: b\r\n";
  }
  check_refused(k_post + lines + "\r\n", 431, "headers_too_large");
}

TEST_CASE("hostile: a compressed bomb") {
  check_refused(k_post + std::string("Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"), 400,
                "bad_request");
}

TEST_CASE("hostile: an encoded line break in a header stays encoded") {
  FrontWorld world;
  const auto response = world.connect().exchange(get("/echo", "Idempotency-Key: a%20b%0d%0aX-Admin:y\r\n"));
  CHECK(response.body.find("idempotency-key: a%20b%0d%0aX-Admin:y\n") != std::string::npos);
}

TEST_CASE("hostile: nobody says for himself where he comes from") {
  FrontWorld world;
  const auto response = world.connect().exchange(get("/echo", "REMOTE_ADDR: 8.8.8.8\r\nREMOTE_PORT: 1\r\n"));
  CHECK(response.status == 200);
  CHECK(response.header("X-Peer").rfind("127.0.0.1:", 0) == 0);
  CHECK(response.body.find("8.8.8.8") == std::string::npos);
}

TEST_CASE("hostile: ranges and encodings of an answer are not negotiable") {
  FrontWorld world;
  std::string ranges = "Range: bytes=0-1";
  for (int i = 0; i < 1500; ++i) {
    ranges += ",0-1";
  }
  const auto response = world.connect().exchange(get("/livez", ranges + "\r\nAccept-Encoding: br, gzip\r\n"));
  CHECK(response.status == 200);
  CHECK(response.body == R"({"status":"ok"})");
  CHECK(response.header("Content-Encoding").empty());
}

TEST_CASE("hostile: two lengths") {
  check_refused(k_post + std::string("Content-Length: 4\r\nContent-Length: 0\r\n\r\nbody"), 400, "bad_request");
}

TEST_CASE("hostile: a length and an encoding") {
  check_refused(k_post + std::string("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400,
                "bad_request");
}

TEST_CASE("hostile: a length that is no number") {
  check_refused(k_post + std::string("Content-Length: abc\r\n\r\n"), 400, "bad_request");
}

TEST_CASE("hostile: a long path does not reach a regular expression") {
  FrontWorld world;
  auto client = world.connect();
  const std::string path = "/" + std::string(limits::request_path_bytes_max - 1, 'a');
  CHECK(client.exchange(get(path)).body.rfind("GET " + path, 0) == 0);
  check_refused(get("/" + std::string(8000, 'a')), 414, "uri_too_long");
}

TEST_CASE("hostile: a multipart body") {
  check_refused(k_post + std::string("Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 0\r\n\r\n"), 415,
                "unsupported_media_type");
}

TEST_CASE("hostile: bare line feeds are refused at once") {
  check_refused("GET /livez HTTP/1.1\nHost: localhost\n\n", 400, "bad_request");
}

TEST_CASE("hostile: requests behind a refused one are not served") {
  check_refused(k_post + std::string("Content-Length: 4, 4\r\n\r\nbody") + get("/livez"), 400, "bad_request");
}

TEST_CASE("hostile: a body far over the limit is refused at once, and its sender can read that") {
  FrontWorld world;
  auto client = world.connect();
  client.send(k_post + std::string("Content-Length: 10485760\r\n\r\n"));
  SECTION("before it is sent") {
    CHECK(client.receive().status == 413);
  }
  SECTION("by a client that sends it all first") {
    REQUIRE(client.send(std::string(10 * 1024 * 1024, 'x')));
    CHECK(client.receive().status == 413);
  }
  client.finish_sending();
  CHECK(client.is_closed_by_server());
}

TEST_CASE("hostile: a refused client that never stops sending is cut off") {
  FrontWorld world;
  auto client = world.connect();
  client.send(k_post + std::string("Content-Length: 99999999999\r\n\r\n"));
  const std::string chunk(1024 * 1024, 'x');
  std::size_t sent = 0;
  while (client.send(chunk)) {
    sent += chunk.size();
    REQUIRE(sent < 1024 * chunk.size());
  }
  CHECK(world.still_serves());
}

TEST_CASE("hostile: clients that drip are cut off, and nobody else waits for them") {
  ServerOptions options;
  options.request_deadline = 200ms;
  FrontWorld world(options);
  std::vector<RawClient> drips;
  for (int i = 0; i < 256; ++i) {
    drips.push_back(world.connect());
    drips.back().send("G");
  }
  CHECK(world.still_serves());
  // The deadline is a total: bytes that keep coming do not move it.
  bool dripping = true;
  while (dripping) {
    dripping = false;
    for (auto& drip : drips) {
      dripping = (!drip.has_input() && drip.send("E")) || dripping;
    }
  }
  for (auto& drip : drips) {
    CHECK(drip.receive().status == 408);
    drip.finish_sending();
    CHECK(drip.is_closed_by_server());
  }
  CHECK(world.still_serves());
}

TEST_CASE("hostile: a body that never comes is not waited for") {
  ServerOptions options;
  options.request_deadline = 50ms;
  FrontWorld world(options);
  auto client = world.connect();
  CHECK(client.exchange(k_post + std::string("Content-Length: 10\r\n\r\nhalf")).status == 408);
}

TEST_CASE("hostile: an answer that is never read does not hold its connection") {
  ServerOptions options;
  options.request_deadline = 50ms;
  FrontWorld world(options);
  auto client = world.connect(4096);
  client.send(get("/big"));
  CHECK(client.receive_until("\r\n\r\n").find("Content-Length: 8388608") != std::string::npos);
  // A stop waits for answers under way, so this returns when the connection is gone, and not by its grace.
  world.server.stop(1h);
  CHECK(client.receive_rest().size() < 8388608);
}

TEST_CASE("hostile: an idle connection is closed in the end") {
  ServerOptions options;
  options.keep_alive_idle = 50ms;
  FrontWorld world(options);
  auto fresh = world.connect();
  CHECK(fresh.is_closed_by_server());
  auto used = world.connect();
  used.exchange(get("/livez"));
  CHECK(used.is_closed_by_server());
}

}  // namespace
}  // namespace satsrail::http
