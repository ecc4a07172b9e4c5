#include "core/client/event_stream_client.h"

#include "core/limits.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::client;
using test::Receiver;
using test::Reply;
using namespace std::chrono_literals;

namespace {

std::vector<StreamBlock> blocks_of(std::string_view text, std::size_t piece) {
  SseParser parser;
  std::vector<StreamBlock> out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    CHECK(parser.feed(text.substr(at, piece), [&](const StreamBlock& block) {
      out.push_back(block);
      return true;
    }));
  }
  return out;
}

ApiClientOptions options_for(const Receiver& api) {
  return {*parse_base_url(api.url("/api/v1/")), "sk_test_a", std::chrono::milliseconds(2000)};
}

}  // namespace

TEST_CASE("event stream: blocks are put together however the bytes are cut") {
  constexpr std::string_view k_text =
      "\xEF\xBB\xBF"
      "id: 1.0\nevent: ready\ndata: {\"a\":1}\n\n"
      ": keep-alive\n\n"
      "id:2.0\r\nevent:event\r\ndata: one\r\ndata: two\r\n\r\n"
      "event: ignored without data\n\n"
      "data: three\r\r"
      "unknown: field\ndata\n\n";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, k_text.size()}) {
    const auto blocks = blocks_of(k_text, piece);
    REQUIRE(blocks.size() == 5);
    CHECK(blocks[0].type == "ready");
    CHECK(blocks[0].id == "1.0");
    CHECK(blocks[0].data == "{\"a\":1}");
    CHECK(blocks[1].type.empty());  // the comment
    CHECK(blocks[2].data == "one\ntwo");
    CHECK(blocks[2].id == "2.0");
    CHECK(blocks[3].data == "three");
    CHECK(blocks[3].type.empty());
    CHECK(blocks[4].data.empty());
  }
}

TEST_CASE("event stream: a block without end is given up") {
  SseParser parser;
  const std::string endless = "data: " + std::string(limits::event_stream_block_bytes_max, 'x');
  CHECK_FALSE(parser.feed(endless, [](const StreamBlock&) { return true; }));
}

TEST_CASE("event stream: how it ended is told apart") {
  const auto run = [](Reply reply, const std::string& stop_at, std::chrono::milliseconds for_an_answer = 10s) {
    Receiver api({std::move(reply)});
    auto options = options_for(api);
    options.timeout = for_an_answer;
    StreamTime without_end;
    return EventStreamClient(options).run({}, without_end,
                                          [&](const StreamBlock& block) { return block.type != stop_at; });
  };
  const auto ready = test::block("ready", "{}");
  CHECK(run(test::stream_reply(ready + test::block("end", "{}")), "").end == StreamEnd::finished);
  CHECK(run(test::stream_reply(ready), "").end == StreamEnd::lost);
  CHECK(run(test::stream_reply(ready), "ready").end == StreamEnd::stopped);
  const auto refused = run(test::error_reply(401, "unauthorized", "No."), "");
  CHECK(refused.end == StreamEnd::refused);
  CHECK(refused.reply.error.code == "unauthorized");
  CHECK(run(Reply::held(), "", 50ms).end == StreamEnd::unreachable);
  CHECK(run(Reply::reset(), "").end == StreamEnd::unreachable);
}

TEST_CASE("event stream: its time begins when the first block has been handled") {
  Receiver api({test::open_stream_reply(test::block("ready", "{}"))});
  StreamTime no_time(0ms);
  std::vector<std::string> seen;
  const auto result = EventStreamClient(options_for(api)).run({}, no_time, [&](const StreamBlock& block) {
    seen.push_back(block.type);
    return true;
  });
  CHECK(seen == std::vector<std::string>{"ready"});
  CHECK(result.end == StreamEnd::deadline);
}

TEST_CASE("event stream: asks with the key, below the base URL, and escapes what was typed") {
  Receiver api({test::stream_reply(test::block("end", "{}"))});
  StreamTime without_end;
  const auto result =
      EventStreamClient(options_for(api)).run({"order.*", "3.1", {}}, without_end, [](const auto&) { return true; });
  CHECK(result.end == StreamEnd::finished);
  const auto request = api.requests().at(0);
  CHECK(request.method == "GET");
  CHECK(request.target == "/_sandbox/stream?types=order.%2A&since=3.1");
  CHECK(request.header("Authorization") == "Bearer sk_test_a");
  CHECK(request.header("Accept") == "text/event-stream");
}

TEST_CASE("event stream: a body says all there is to say") {
  Receiver api({test::stream_reply(test::block("end", "{}"))});
  StreamTime without_end;
  EventStreamClient(options_for(api)).run({"order.*", "3.1", R"({"stream":{}})"}, without_end, [](const auto&) {
    return true;
  });
  const auto request = api.requests().at(0);
  CHECK(request.method == "POST");
  CHECK(request.target == "/_sandbox/stream");
  CHECK(request.header("Content-Type") == "application/json");
  CHECK(request.header("Accept") == "text/event-stream");
  CHECK(request.body == R"({"stream":{}})");
}

TEST_CASE("base URL: with or without slash and /api/v1") {
  for (const char* text : {"http://127.0.0.1:7287", "http://127.0.0.1:7287/", "http://127.0.0.1:7287/api/v1",
                           "http://127.0.0.1:7287/api/v1/"}) {
    CHECK(parse_base_url(text) == BaseUrl{"http://127.0.0.1:7287", ""});
  }
  CHECK(parse_base_url("https://host/below/api/v1") == BaseUrl{"https://host", "/below"});
  for (const char* text : {"", "127.0.0.1:7287", "ftp://x", "http://", "http://:80", "http://u:p@host",
                           "http://host/?a=b", "http://ho st"}) {
    CHECK_FALSE(parse_base_url(text));
  }
}
