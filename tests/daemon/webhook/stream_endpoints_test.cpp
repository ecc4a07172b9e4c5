// Event streams that bring endpoints along: what they are told, what is owed from before, and how they end.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

const std::string k_local = "http://localhost:3000";

Response open_stream(SandboxWorld& world, const json& stream) {
  return world.post("/_sandbox/stream", {{"stream", stream}});
}

// The data of a block of the preamble.
json block_of(const Response& opened, const std::string& type) {
  const auto& text = opened.stream->preamble;
  const auto event = text.find("event: " + type + "\n");
  if (event == std::string::npos) {
    return nullptr;
  }
  const auto begin = text.find("data: ", event) + 6;
  return json::parse(text.substr(begin, text.find('\n', begin) - begin));
}

std::vector<std::string> told(const SandboxWorld& world, const std::string& url) {
  std::vector<std::string> types;
  for (const auto& attempt : world.transport.attempts_at(url)) {
    types.push_back(attempt.header("X-SatsRail-Event"));
  }
  return types;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("event stream: several endpoints, each with its own events, gone with the stream") {
  SandboxWorld world;
  const auto opened = open_stream(
      world, {{"types", {"checkout.*"}},
              {"endpoints",
               {{{"url", k_local + "/orders"}, {"events", {"order.*", "!order.updated"}}, {"secret_key", "whsec_mine"}},
                {{"url", k_local + "/rest"}, {"dialect", "docs"}}}}});
  REQUIRE(opened.status == 200);
  REQUIRE(opened.stream != nullptr);
  const auto ready = block_of(opened, "ready");
  REQUIRE(ready["webhooks"].size() == 2);
  CHECK(ready["webhook"] == ready["webhooks"][0]);
  CHECK(ready["webhooks"][0]["secret"] == "whsec_mine");
  CHECK(ready["webhooks"][0]["url"] == k_local + "/orders");
  CHECK(ready["webhooks"][0]["events"] == json{"order.*", "!order.updated"});
  CHECK(ready["webhooks"][0]["copy_of"].is_null());
  CHECK(ready["webhooks"][1]["dialect"] == "docs");
  CHECK(ready["webhooks"][1]["events"].size() == 7);
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(told(world, k_local + "/orders") == Names{"order.created"});
  CHECK(told(world, k_local + "/rest").size() == 6);
  opened.stream->on_close();
  world.create_checkout(5000_cents);
  world.settle();
  CHECK(world.list("/api/v1/m/webhooks").empty());
  CHECK(told(world, k_local + "/orders").size() == 1);
}

TEST_CASE("event stream: copies of registered endpoints go to another address, signed as the originals") {
  SandboxWorld world;
  const auto shop = world.create_webhook("https://shop.test/hooks?v=2", {{"events", {"order.*"}}, {"dialect", "docs"}});
  world.create_webhook("https://off.test/", {{"active", false}});
  open_stream(world, {{"endpoints", {{{"url", k_local + "/x"}}}}});  // another stream's are not copied
  const auto opened = open_stream(world, {{"copies_to", k_local}});
  const auto copies = block_of(opened, "ready")["webhooks"];
  REQUIRE(copies.size() == 1);
  CHECK(copies[0]["url"] == k_local + "/hooks?v=2");
  CHECK(copies[0]["secret"] == shop["secret_key"]);
  CHECK(copies[0]["copy_of"] == shop["id"]);
  CHECK(copies[0]["dialect"] == "docs");
  world.create_checkout(5000_cents);
  world.settle();
  const auto original = world.transport.attempts_at("https://shop.test/hooks?v=2").at(0);
  const auto copy = world.transport.attempts_at(k_local + "/hooks?v=2").at(0);
  CHECK(copy.request.body == original.request.body);
  CHECK(copy.header("X-SatsRail-Signature") == original.header("X-SatsRail-Signature"));
  const auto elsewhere = block_of(open_stream(world, {{"copies_to", k_local + "/in?a=b"}}), "ready");
  CHECK(elsewhere["webhooks"][0]["url"] == k_local + "/in?a=b");
}

TEST_CASE("event stream: what happened since is owed to its endpoints, oldest first") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto created = world.events().back();
  world.advance(10min);
  world.pay(token);
  const auto since = [&world](const std::string& text, const std::string& url) {
    const auto opened = open_stream(world, {{"since", text}, {"endpoints", {{{"url", url}, {"events", {"*"}}}}}});
    REQUIRE(opened.status == 200);
    world.settle();
    opened.stream->on_close();
    return told(world, url);
  };
  const auto all = world.event_types();
  const Names paid(all.begin() + 1, all.end());
  CHECK(since("0", k_local + "/1") == all);
  CHECK(since("1.0", k_local + "/2") == paid);
  CHECK(since(created["id"], k_local + "/3") == paid);
  CHECK(since("5m", k_local + "/4") == paid);
  CHECK(since("1h", k_local + "/5") == all);
  CHECK(since("0s", k_local + "/6") == paid);  // the clock stands: it is happening
  // The bytes are those that were sent when it happened.
  world.create_webhook("http://shop.test/");
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  since("0", k_local + "/7");
  CHECK(world.transport.attempts_at(k_local + "/7").back().request.body ==
        world.transport.attempts_at("http://shop.test/").back().request.body);
}

TEST_CASE("event stream: since takes a cursor, an event or a duration, and nothing else") {
  SandboxWorld world;
  world.create_checkout(5000_cents);
  const std::string id = world.events().at(0)["id"];
  CHECK(world.get("/_sandbox/stream?since=" + id).stream->start.event_seq == 1);
  CHECK(world.get("/_sandbox/stream?since=10m").stream->start.event_seq == 0);
  CHECK(open_stream(world, {{"since", id}}).stream->start.event_seq == 1);
  for (const std::string text : {"yesterday", "evt_unknown", "-1", "12.", "1.2.3", "10"}) {
    const auto answer = open_stream(world, {{"since", text}});
    INFO(text);
    CHECK(answer.status == (text == "10" ? 200 : 422));
  }
  // Another mode's event is none of this one's.
  CHECK(world.post("/_sandbox/stream", {{"stream", {{"since", id}}}}, world.keys().sk_live).status == 422);
}

TEST_CASE("event stream: a request that is wrong opens nothing and registers nothing") {
  SandboxWorld world;
  for (const auto& [stream, field] : std::vector<std::pair<json, std::string>>{
           {{{"types", {"order.eaten"}}}, "types"},
           {{{"endpoints", {{{"url", "ftp://x"}}}}}, "endpoints[0].url"},
           {{{"endpoints", {{{"url", k_local}}, {{"url", k_local}, {"retry", "never"}}}}}, "endpoints[1].retry"},
           {{{"endpoints", {{{"url", k_local}, {"ca_file", "/nowhere"}}}}}, "ca_file"},
           {{{"endpoints", {{{"url", k_local}}}}, {"since", "soon"}}, "since"},
           {{{"copies_to", "localhost"}}, "copies_to"}}) {
    const auto answer = open_stream(world, stream);
    INFO(stream << " " << answer);
    CHECK(answer.status == 422);
    CHECK(answer.stream == nullptr);
    CHECK(answer.content["error"]["fields"].contains(field));
  }
  CHECK(world.list("/api/v1/m/webhooks").empty());
  CHECK(world.post("/_sandbox/stream", json::object()).status == 400);
  CHECK(world.post("/_sandbox/stream", {{"stream", json::object()}}, world.keys().pk_test).status == 403);
}
