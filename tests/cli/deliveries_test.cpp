// Deliveries from the command line: waiting, asserting, modes, and how an endpoint is spoken to.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail::test;
using nlohmann::json;

namespace {

const std::string k_event = "evt_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string k_delivery = "01a21548-77ec-7244-9e35-bac4b61d9d9f";
const std::string k_ready = block("ready", R"({"type":"ready","cursor":"1.1","webhook":null,"webhooks":[]})");

std::string delivery(const std::string& id, const std::string& state, int attempts = 1) {
  return json{{"object", "delivery"},
              {"id", id},
              {"event_id", k_event},
              {"event_type", "checkout.completed"},
              {"state", state},
              {"attempt_count", attempts},
              {"attempts_max", 5},
              {"last_status", 500},
              {"url", "http://localhost:3000/w"}}
      .dump();
}

std::string attempt_of(const std::string& id) {
  return block("attempt", json{{"type", "attempt"}, {"delivery_id", id}, {"event_id", k_event}}.dump());
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("deliveries wait: looks again at each attempt of its own, until all are there") {
  ScriptedSandbox world({stream_reply(k_ready + attempt_of("another") + attempt_of(k_delivery)),
                         list_reply(delivery(k_delivery, "pending") + "," + delivery("d2", "delivered")),
                         list_reply(delivery(k_delivery, "delivered") + "," + delivery("d2", "delivered"))});
  const auto ran = world.run({"deliveries", "wait", k_event});
  CHECK(ran.code == 0);
  CHECK(holds(ran.out, k_delivery + "\tdelivered\t"));
  CHECK(world.request(1).target == "/_sandbox/deliveries?event_id=" + k_event + "&per_page=100");
  CHECK(world.api.count() == 3);
}

TEST_CASE("deliveries wait: one delivery in the state that was asked for") {
  ScriptedSandbox world({stream_reply(k_ready), json_reply(200, delivery(k_delivery, "failed", 5))});
  CHECK(world.run({"deliveries", "wait", k_delivery, "--state", "failed"}).code == 0);
  CHECK(world.request(1).target == "/_sandbox/deliveries/" + k_delivery);
}

TEST_CASE("deliveries wait: 1 when it ended otherwise, 5 when the sandbox stopped, 1 when nobody is told") {
  ScriptedSandbox failed({stream_reply(k_ready), json_reply(200, delivery(k_delivery, "failed", 5))});
  const auto ran = failed.run({"deliveries", "wait", k_delivery});
  CHECK(ran.code == 1);
  CHECK(ran.err ==
        "error: not delivered, and it will not be by itself\n  there is: 1 failed\n"
        "  see why:  satsrail deliveries get " +
            k_delivery + "\n");
  CHECK(holds(ran.out, "state\tfailed"));

  ScriptedSandbox stopped({stream_reply(k_ready + block("end", R"({"type":"end","reason":"stopping"})")),
                           json_reply(200, delivery(k_delivery, "pending"))});
  CHECK(stopped.run({"deliveries", "wait", k_delivery}).code == 5);

  ScriptedSandbox nobody({stream_reply(k_ready), list_reply("")});
  const auto none = nobody.run({"deliveries", "wait", k_event});
  CHECK(none.code == 1);
  CHECK(holds(none.err, "no endpoint is told of " + k_event));
  CHECK(holds(none.err, "satsrail events resend"));
}

TEST_CASE("deliveries assert: asks for what is named, and says what there is instead") {
  ScriptedSandbox met({list_reply(delivery(k_delivery, "delivered"))});
  const auto good = met.run({"deliveries", "assert", "--event", "checkout.completed", "--state", "delivered"});
  CHECK(good.code == 0);
  CHECK(good.out.empty());
  CHECK(met.request(0).target == "/_sandbox/deliveries?event_type=checkout.completed&per_page=100&state=delivered");

  const std::string none = R"({"object":"list","data":[],"meta":{"current_page":1,"total_pages":0,"total_count":0}})";
  ScriptedSandbox unmet({json_reply(200, none), list_reply(delivery(k_delivery, "pending", 2))});
  const auto bad = unmet.run({"deliveries", "assert", "--event", k_event, "--state", "delivered", "--count", "2"});
  CHECK(bad.code == 6);
  CHECK(holds(bad.err, "  pending  checkout.completed  2/5  500  http://localhost:3000/w\n"));
  CHECK(holds(bad.err, "error: expected 2 delivered deliveries, found 0\n  there is: 1 pending\n"));
  CHECK(unmet.request(1).target == "/_sandbox/deliveries?event_id=" + k_event + "&per_page=100");

  ScriptedSandbox absent({json_reply(200, none)});
  CHECK(absent.run({"deliveries", "assert", "--state", "failed", "--count", "0"}).code == 0);
  const CliWorld nowhere;
  CHECK(nowhere.run({"deliveries", "assert", "--event", "order.*"}).code == 2);
  CHECK(nowhere.run({"deliveries", "assert", "--count", "some"}).code == 2);
}

TEST_CASE("deliveries mode: shown without a word, set with one") {
  ScriptedSandbox world({json_reply(200, R"({"object":"delivery_mode","mode":"async"})"),
                         json_reply(200, R"({"object":"delivery_mode","mode":"collect"})")});
  CHECK(world.run({"deliveries", "mode"}).out == "mode\tasync\n");
  CHECK(world.run({"deliveries", "mode", "collect", "--json"}).out ==
        "{\"object\":\"delivery_mode\",\"mode\":\"collect\"}\n");
  CHECK(world.request(1).method == "PATCH");
  CHECK(world.request(1).body == R"({"mode":"collect"})");
  CHECK(world.run({"deliveries", "mode", "later"}).code == 2);
}

TEST_CASE("webhooks create: how the endpoint is spoken to") {
  ScriptedSandbox world({json_reply(201, R"({"object":"webhook","id":"w1"})")});
  const auto ran = world.run({"webhooks",
                              "create",
                              "--url",
                              "3000/hooks",
                              "--dialect",
                              "docs",
                              "--retry",
                              "fast",
                              "--timeout-after",
                              "none",
                              "-H",
                              "X-Shop: tea",
                              "--header",
                              "Authorization:Bearer a=b",
                              "--insecure",
                              "--ca-file",
                              "/etc/ca.pem",
                              "--concurrency",
                              "4",
                              "--shuffle"});
  CHECK(ran.code == 0);
  const json expected{{"url", "http://localhost:3000/hooks"},
                      {"dialect", "docs"},
                      {"retry", "fast"},
                      {"timeout", "none"},
                      {"headers", {{"X-Shop", "tea"}, {"Authorization", "Bearer a=b"}}},
                      {"verify_tls", false},
                      {"ca_file", "/etc/ca.pem"},
                      {"concurrency", 4},
                      {"shuffle", true}};
  CHECK(json::parse(world.request(0).body)["webhook"] == expected);
  const CliWorld nowhere;
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{{"--dialect", "rails"},
                                                                                     {"--retry", "never"},
                                                                                     {"--timeout-after", "soon"},
                                                                                     {"--header", "no colon"},
                                                                                     {"--concurrency", "33"}}) {
    std::vector<std::string> words{"webhooks", "create", "--url", "3000"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    INFO(wrong[0]);
    CHECK(nowhere.run(words).code == 2);
  }
}
