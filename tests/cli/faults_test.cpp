// Faults and the inbox on the command line: what is sent, and what is refused before anything is.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail::test;

namespace {

using json = nlohmann::json;
using Words = std::vector<std::string>;

const std::string k_fault =
    R"({"object":"fault","id":"01920000-0000-7000-8000-000000000001","livemode":false,"state":"active","on":"api",)"
    R"("match":{"route":"/api/v1/products"},"action":{"status":503},"next":2,"every":null,"probability":null,"seed":null,)"
    R"("matched":1,"applied":1,"created_at":"2026-01-01T00:00:00Z"})";
const std::string k_message =
    R"({"object":"inbox_message","name":"shop","number":2,"received_at":"2026-01-01T00:00:00Z","event":"order.created",)"
    R"("headers":{"host":"x"},"body":"{\"event\":\"order.created\"}","body_base64":null,"json":{"event":"order.created"}})";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

json sent(const Words& flags) {
  ScriptedSandbox world({json_reply(201, k_fault)});
  Words words{"faults", "add"};
  words.insert(words.end(), flags.begin(), flags.end());
  const auto ran = world.run(words);
  INFO(ran.err);
  CHECK(ran.code == 0);
  const auto request = world.request(0);
  CHECK(request.method == "POST");
  CHECK(request.target == "/_sandbox/faults");
  return json::parse(request.body)["fault"];
}

std::string refused(const Words& words) {
  const CliWorld world;
  const auto ran = world.run(words);
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  return ran.err;
}

}  // namespace

TEST_CASE("faults add: each flag becomes a part of the fault") {
  CHECK(sent({"--on", "api", "--match", "route=/api/v1/products, method=POST", "--status", "503", "--next", "2"}) ==
        json{{"on", "api"},
             {"match", {{"route", "/api/v1/products"}, {"method", "POST"}}},
             {"action", {{"status", 503}}},
             {"next", 2}});
  CHECK(sent({"--on", "webhook", "--match", "event=order.*,invoice.paid", "--match", "endpoint=http://a/b?x=1",
              "--reset", "--every", "3"}) ==
        json{{"on", "webhook"},
             {"match", {{"event", {"order.*", "invoice.paid"}}, {"endpoint", "http://a/b?x=1"}}},
             {"action", {{"reset", true}}},
             {"every", 3}});
  CHECK(sent({"--on", "node", "--match", "call=pay", "--outcome", "no_route", "--probability", "25%", "--seed", "7"}) ==
        json{{"on", "node"},
             {"match", {{"call", "pay"}}},
             {"action", {{"outcome", "no_route"}}},
             {"probability", 0.25},
             {"seed", 7}});
  CHECK(
      sent({"--on", "api", "--status", "429", "--delay", "2s", "--body", "{\"a\":1}", "-H", "Retry-After: 5"}) ==
      json{{"on", "api"},
           {"match", json::object()},
           {"action", {{"status", 429}, {"delay", "2s"}, {"body", "{\"a\":1}"}, {"headers", {{"Retry-After", "5"}}}}}});
}

TEST_CASE("faults add --timeout is a switch there, and the patience of the client everywhere else") {
  const json fault{{"on", "api"}, {"match", json::object()}, {"action", {{"timeout", true}}}};
  CHECK(sent({"--on", "api", "--timeout"}) == fault);
  CHECK(sent({"--timeout", "--on", "api"}) == fault);
  // The variable is that of the global flag.
  ScriptedSandbox world({json_reply(201, k_fault)});
  world.environment["SATSRAIL_TIMEOUT"] = "30s";
  CHECK(world.run({"faults", "add", "--on", "api", "--reset"}).code == 0);
  CHECK(json::parse(world.request(0).body)["fault"]["action"] == json{{"reset", true}});
  CHECK(holds(refused({"faults", "list", "--timeout"}), "--timeout needs a value"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--timeout=5s"}), "takes no value"));
}

TEST_CASE("faults add: what cannot be meant is refused before anything is sent") {
  CHECK(holds(refused({"faults", "add"}), "--on"));
  CHECK(holds(refused({"faults", "add", "--on", "disk", "--reset"}), "api, webhook"));
  CHECK(holds(refused({"faults", "add", "--on", "api"}), "one of:  --status 503"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--status", "99"}), "100"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--status", "500", "--reset"}), "--reset"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--delay", "soon"}), "no duration"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--reset", "--match", "rout=/x"}),
              "did you mean:  --match route=…"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--reset", "--match", "event=order.*"}), "route, method, key"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--reset", "--match", "route="}), "has no value"));
  CHECK(holds(refused({"faults", "add", "--on", "webhook", "--reset", "--match", "event=order.craeted"}),
              "order.created"));
  CHECK(holds(refused({"faults", "add", "--on", "node", "--outcome", "no_rout"}), "no_route"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--reset", "--probability", "2"}), "above 0 and at most 1"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--reset", "--seed", "2"}), "--probability"));
  CHECK(holds(refused({"faults", "add", "--on", "api", "--status", "500", "-H", "x"}), "no header"));
}

TEST_CASE("faults list, get, delete and clear") {
  const auto list = list_reply(k_fault);
  ScriptedSandbox world({list, list, json_reply(200, k_fault), list, json_reply(204, ""),
                         json_reply(200, R"({"object":"fault.deleted","deleted":2})")});
  CHECK(holds(world.run({"faults", "list"}).out,
              "active\tapi\t1\t1\t{\"status\":503}\t{\"route\":\"/api/v1/products\"}"));
  const auto get = world.run({"fault", "show", "0192", "--format", "{applied}"});
  CHECK(get.out == "1\n");
  CHECK(world.run({"faults", "rm", "0192"}).code == 0);
  CHECK(world.run({"faults", "clear", "-q"}).out == "2\n");
  CHECK(world.request(2).target == "/_sandbox/faults/01920000-0000-7000-8000-000000000001");
  CHECK(world.request(4).method == "DELETE");
  CHECK(world.request(5).method == "DELETE");
  CHECK(world.request(5).target == "/_sandbox/faults");
}

TEST_CASE("inbox: its URL needs no sandbox to answer, and what it got is shown whole") {
  ScriptedSandbox world({list_reply(k_message), list_reply(k_message), json_reply(200, k_message), list_reply(""),
                         json_reply(200, R"({"object":"inbox","emptied":3})")});
  CHECK(world.run({"inbox", "url", "shop"}).out == world.api.url("") + "/_sandbox/inbox/shop\n");
  CHECK(holds(world.run({"inbox", "list", "shop", "--oldest-first"}).out, "order.created"));
  CHECK(world.request(0).target == "/_sandbox/inbox/shop?order=asc");
  CHECK(holds(world.run({"inbox", "get", "shop"}).out, "body\t{\"event\":\"order.created\"}"));
  CHECK(world.request(1).target == "/_sandbox/inbox/shop?per_page=1");
  CHECK(world.run({"inbox", "get", "shop", "2", "--format", "{json.event}"}).out == "order.created\n");
  CHECK(world.request(2).target == "/_sandbox/inbox/shop/2");
  const auto empty = world.run({"inbox", "get", "shop"});
  CHECK(empty.code == 1);
  CHECK(holds(empty.err, "the inbox shop is empty"));
  CHECK(world.run({"inbox", "clear", "shop"}).out == "emptied\t3\n");
  CHECK(holds(refused({"inbox", "list", "a/b"}), "no name of an inbox"));
  CHECK(holds(refused({"inbox", "get", "shop", "first"}), "no number"));
}
