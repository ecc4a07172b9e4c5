#include "daemon/http/event_stream.h"

#include "core/limits.h"
#include "tests/daemon/http/front_world.h"

#include <catch2/catch.hpp>

#include <string>

namespace satsrail::http {
namespace {

std::string block(int seq, const std::string& data) {
  return "id: " + std::to_string(seq) + ".0\nevent: event\ndata: " + data + "\n\n";
}

TEST_CASE("event stream: the head says what it is") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/stream"));
  const auto head = client.receive_until("\r\n\r\n");
  CHECK(head.rfind("HTTP/1.1 200 OK\r\n", 0) == 0);
  CHECK(head.find("\r\nContent-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(head.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(head.find("Content-Length") == std::string::npos);
}

TEST_CASE("event stream: begins at now and shows what follows, in order") {
  FrontWorld world;
  world.announce("before");
  auto stream = world.open_stream();
  world.announce("one");
  world.announce("two");
  CHECK(stream.receive_until(block(3, "two")) == block(2, "one") + block(3, "two"));
}

TEST_CASE("event stream: one that follows a thing of its own shows nothing else, and ends with it") {
  FrontWorld world;
  world.tell("told before");
  auto other = world.open_stream();
  auto stream = world.open_stream("?follow&name=payment");
  world.announce("an event");
  world.tell("told later");
  CHECK(stream.receive_until("later\n") == "told before\ntold later\n");
  world.tell("last");
  world.tell("end");
  CHECK(stream.receive_until("last\n") == "last\n");
  CHECK(world.closed.take() == "payment");
  CHECK(stream.receive_rest().empty());
  CHECK(other.receive_until("\n\n") == block(1, "an event"));
}

TEST_CASE("event stream: resumes after a cursor") {
  FrontWorld world;
  for (int i = 1; i <= 5; ++i) {
    world.announce(std::to_string(i));
  }
  auto stream = world.open_stream("?since=3");
  world.announce("6");
  CHECK(stream.receive_until(block(6, "6")) == block(4, "4") + block(5, "5") + block(6, "6"));
}

TEST_CASE("event stream: a client far behind catches up without a gap while the log grows") {
  FrontWorld world;
  auto at_tail = world.open_stream();
  for (int i = 1; i <= 5000; ++i) {
    world.log.append("old");
  }
  auto behind = world.open_stream("?since=0");
  for (int i = 5001; i <= 6000; ++i) {
    world.announce("new");
  }
  for (auto* stream : {&behind, &at_tail}) {
    for (int i = 1; i <= 6000; ++i) {
      REQUIRE(stream->receive_until("\n\n") == block(i, i <= 5000 ? "old" : "new"));
    }
  }
}

TEST_CASE("event stream: everybody sees his own") {
  FrontWorld world;
  auto mine = world.open_stream("?audience=me");
  auto yours = world.open_stream("?audience=you");
  world.announce("for me", "me");
  world.announce("for you", "you");
  world.announce("for all");
  CHECK(mine.receive_until(block(3, "for all")) == block(1, "for me") + block(3, "for all"));
  CHECK(yours.receive_until(block(3, "for all")) == block(2, "for you") + block(3, "for all"));
  auto later = world.open_stream("?audience=me&since=0");
  CHECK(later.receive_until(block(3, "for all")) == block(1, "for me") + block(3, "for all"));
}

TEST_CASE("event stream: one read of the log serves all who listen") {
  FrontWorld world;
  std::vector<RawClient> streams;
  for (int i = 0; i < 100; ++i) {
    streams.push_back(world.open_stream());
  }
  const int before = world.log.reads();
  world.announce("news");
  for (auto& stream : streams) {
    CHECK(stream.receive_until("\n\n") == block(1, "news"));
  }
  CHECK(world.log.reads() - before == 1);
}

TEST_CASE("event stream: a bell without listeners costs nothing") {
  FrontWorld world;
  world.open_stream("?name=first").close();
  CHECK(world.closed.take() == "first");
  const int before = world.log.reads();
  for (int i = 0; i < 100; ++i) {
    world.announce("unheard");
  }
  auto stream = world.open_stream();
  world.announce("heard");
  CHECK(stream.receive_until("\n\n") == block(101, "heard"));
  CHECK(world.log.reads() - before <= 3);
}

TEST_CASE("event stream: its end is noticed at once, however it comes, and told once") {
  FrontWorld world;
  auto stays = world.open_stream("?name=stays");
  SECTION("closed") {
    world.open_stream("?name=gone").close();
  }
  SECTION("killed") {
    world.open_stream("?name=gone").reset();
  }
  SECTION("done sending") {
    auto stream = world.open_stream("?name=gone");
    stream.finish_sending();
    CHECK(stream.is_closed_by_server());
  }
  CHECK(world.closed.take() == "gone");
  world.server.stop(10s);
  CHECK(world.closed.take() == "stays");
  CHECK(world.closed.empty());
}

TEST_CASE("event stream: a burst larger than any buffer reaches a client that reads late") {
  FrontWorld world;
  auto stream = world.open_stream("", 4096);
  const std::string data(8 * 1024, 'x');
  for (int i = 1; i <= 2000; ++i) {
    world.announce(data);
  }
  for (int i = 1; i <= 2000; ++i) {
    REQUIRE(stream.receive_until("\n\n") == block(i, data));
  }
}

TEST_CASE("event stream: a client that does not read is cut off, and resumes where it was") {
  ServerOptions options;
  options.stream_stall = 0ms;
  options.stream_heartbeat = 1h;  // a client that misses a beat is cut off as well: not here
  FrontWorld world(options);
  auto reads = world.open_stream("?name=reads");
  auto stalls = world.open_stream("?name=stalls", 4096);
  const std::string data(64 * 1024, 'x');
  int announced = 0;
  // As many as the kernel buffers on the way, and more than the log may grow while this client takes nothing.
  while (world.closed.empty() && announced < 2000) {
    world.announce(data);
    REQUIRE(reads.receive_until("\n\n") == block(++announced, data));
  }
  CHECK(world.closed.take() == "stalls");
  int seen = 0;
  while (stalls.receive_until("\n\n") == block(seen + 1, data)) {
    ++seen;
  }
  CHECK(seen < announced);
  auto resumed = world.open_stream("?since=" + std::to_string(seen));
  for (int i = seen + 1; i <= announced; ++i) {
    REQUIRE(resumed.receive_until("\n\n") == block(i, data));
  }
}

TEST_CASE("event stream: a silent stream beats") {
  ServerOptions options;
  options.stream_heartbeat = 20ms;
  FrontWorld world(options);
  auto stream = world.open_stream();
  CHECK(stream.receive_until("\n\n") == ": keep-alive\n\n");
  CHECK(stream.receive_until("\n\n") == ": keep-alive\n\n");
}

TEST_CASE("event stream: a stop shows what was committed before it, then says goodbye") {
  FrontWorld world;
  auto stream = world.open_stream("?name=one");
  world.log.append("last words");
  world.server.stop(10s);
  CHECK(stream.receive_rest() ==
        block(1, "last words") + "event: end\ndata: {\"type\":\"end\",\"reason\":\"stopping\"}\n\n");
  CHECK(world.closed.take() == "one");
}

TEST_CASE("event stream: a stop does not wait for a client that does not read") {
  FrontWorld world;
  auto stream = world.open_stream("?name=deaf", 4096);
  for (int i = 0; i < 1000; ++i) {
    world.log.append(std::string(16 * 1024, 'x'));
  }
  world.server.ring();
  world.server.stop(0ms);
  CHECK(world.closed.take() == "deaf");
}

TEST_CASE("event stream: answers of earlier requests come before the stream") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/livez") + get("/stream"));
  CHECK(client.receive().body == R"({"status":"ok"})");
  CHECK(client.receive_until("event: ready\ndata: {}\n\n").rfind("HTTP/1.1 200 OK", 0) == 0);
}

TEST_CASE("event stream: may be opened later, from another thread") {
  FrontWorld world;
  auto client = world.connect();
  client.send(get("/hold"));
  auto responder = world.held.take();
  REQUIRE(responder);
  StreamRequest stream;
  stream.preamble = "event: ready\ndata: {}\n\n";
  responder->stream({}, std::move(stream));
  CHECK(!client.receive_until("event: ready\ndata: {}\n\n").empty());
  world.announce("first");
  CHECK(client.receive_until("\n\n") == block(1, "first"));
}

}  // namespace
}  // namespace satsrail::http
