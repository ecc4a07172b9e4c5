// Faults on API calls: what is asked for happens, as often as it was asked for, and nothing else does.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view k_struck = "Satsrail-Sandbox-Fault";

json fault_of(json match, json action, json more = json::object()) {
  more["on"] = "api";
  more["match"] = std::move(match);
  more["action"] = std::move(action);
  return {{"fault", std::move(more)}};
}

std::string add(SandboxWorld& world, const json& fault) {
  const auto answer = world.post("/_sandbox/faults", fault);
  INFO(answer);
  REQUIRE(answer.status == 201);
  return answer.content["id"];
}

json counts(SandboxWorld& world, const std::string& id) {
  const auto fault = world.get("/_sandbox/faults/" + id).content;
  return {fault["matched"], fault["applied"], fault["state"]};
}

Response open(SandboxWorld& world) {
  return world.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}});
}

// The statuses of so many equal calls.
std::vector<int> statuses(SandboxWorld& world, int calls) {
  std::vector<int> list;
  for (int i = 0; i < calls; ++i) {
    list.push_back(world.get("/api/v1/products").status);
  }
  return list;
}

}  // namespace

TEST_CASE("faults: the next two calls are answered 503 and do nothing, then the fault is spent, and still listed") {
  SandboxWorld world;
  const auto id = add(
      world, fault_of({{"route", "/api/v1/checkout_sessions"}, {"method", "POST"}}, {{"status", 503}}, {{"next", 2}}));
  const auto first = open(world);
  CHECK(first.status == 503);
  CHECK(first.header(k_struck) == id);
  CHECK(first.code() == "unavailable");
  CHECK(first.content["error"]["status"] == 503);
  CHECK(first.content["error"]["request_id"] == first.header("X-Request-Id"));
  CHECK(first.content["error"]["message"].get<std::string>().find(id) != std::string::npos);
  CHECK(world.get("/api/v1/checkout_sessions").content["data"].empty());
  CHECK(open(world).status == 503);
  CHECK(open(world).status == 201);
  CHECK_FALSE(open(world).has_header(k_struck));
  CHECK(world.get("/api/v1/checkout_sessions").content["data"].size() == 2);
  CHECK(counts(world, id) == json{2, 2, "spent"});
  CHECK(world.get("/_sandbox/faults").content["data"].size() == 1);
}

TEST_CASE("faults: each third call, or a share of them that a seed picks") {
  SandboxWorld world;
  add(world, fault_of({{"route", "/api/v1/products"}}, {{"status", 500}}, {{"every", 3}}));
  CHECK(statuses(world, 7) == std::vector<int>{200, 200, 500, 200, 200, 500, 200});
  CHECK(world.del("/_sandbox/faults").content["deleted"] == 1);

  const auto share = fault_of({{"route", "/api/v1/products"}}, {{"status", 500}}, {{"probability", 0.3}, {"seed", 7}});
  add(world, share);
  const auto once = statuses(world, 200);
  const auto failed = std::count(once.begin(), once.end(), 500);
  CHECK((failed > 30 && failed < 90));
  world.del("/_sandbox/faults");
  add(world, share);
  CHECK(statuses(world, 200) == once);
}

TEST_CASE("faults: match by route pattern, documented route, method and key, all of which must hold") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto strikes = [&](const json& match, http::Request request) {
    const auto id = add(world, fault_of(match, {{"status", 418}}));
    const bool struck = world.send(std::move(request)).status == 418;
    world.del("/_sandbox/faults/" + id);
    return struck;
  };
  const auto show = world.request("GET", "/api/v1/checkout_sessions/" + token);
  CHECK(strikes(json::object(), show));
  CHECK(strikes({{"route", "/api/v1/checkout_sessions/*"}}, show));
  CHECK(strikes({{"route", "/api/v1/checkout_sessions/{id}"}}, show));
  CHECK(strikes({{"route", "/api/v1/checkout_sessions/" + token}}, show));
  CHECK(strikes({{"route", "*sessions*"}}, show));
  CHECK_FALSE(strikes({{"route", "/api/v1/checkout_sessions"}}, show));
  CHECK_FALSE(strikes({{"route", "/api/v1/checkout_sessions/*"}, {"method", "POST"}}, show));
  CHECK(strikes({{"method", "get"}}, show));
  CHECK(strikes({{"key", world.keys().sk_test}}, show));
  CHECK(strikes({{"key", "sk_test_"}}, show));
  CHECK_FALSE(strikes({{"key", "pk_"}}, show));
  CHECK(strikes({{"key", "pk_"}}, world.request("GET", "/api/v1/rates", world.keys().pk_test)));
}

TEST_CASE("faults: a wrong key is still a wrong key, and another merchant and mode are not struck") {
  SandboxWorld world;
  add(world, fault_of(json::object(), {{"status", 500}}));
  CHECK(world.get("/api/v1/products", "sk_test_0123456789abcdefABCDEF0123456789").status == 401);
  CHECK(world.get("/api/v1/nothing").status == 404);
  CHECK(world.get("/api/v1/products", world.keys().sk_live).status == 200);
  CHECK(world.get("/api/v1/products", world.add_merchant("Other")).status == 200);
  CHECK(world.get("/_sandbox/faults", world.keys().sk_live).content["data"].empty());
  CHECK(world.get("/api/v1/products").status == 500);
}

TEST_CASE("faults: nobody locks himself out") {
  SandboxWorld world;
  add(world, fault_of(json::object(), {{"timeout", true}}));
  add(world, fault_of({{"route", "*"}}, {{"timeout", true}}));
  CHECK(world.get("/_sandbox/status").status == 200);
  CHECK(world.get("/_sandbox/events").status == 200);
  CHECK(world.get("/livez", no_key).status == 200);
  CHECK(world.get("/readyz", no_key).status == 200);
  CHECK(world.get("/_sandbox/faults").content["data"].size() == 2);
  for (const auto* route : {"/livez", "/readyz", "/_sandbox/faults", "/_sandbox/faults/*"}) {
    const auto refused = world.post("/_sandbox/faults", fault_of({{"route", route}}, {{"status", 500}}));
    INFO(route);
    CHECK(refused.status == 422);
  }
  add(world, fault_of({{"route", "/_sandbox/events*"}}, {{"status", 500}}));
  CHECK(world.get("/_sandbox/events").status == 500);
  // The hosted pages belong to no key: they are met where they are named.
  const auto page = "/checkout/cs_" + std::string(30, 'a');
  CHECK(world.get(page, no_key).status == 404);
  add(world, fault_of({{"route", "/checkout/*"}}, {{"status", 502}}));
  const auto broken = world.get(page, no_key);
  CHECK(broken.status == 502);
  CHECK(broken.content_type == "text/html; charset=utf-8");
}

TEST_CASE("faults: no answer, a torn connection, a late answer, another body") {
  SandboxWorld world;
  const json route{{"route", "/api/v1/products"}};
  const auto once = json{{"next", 1}};
  add(world, fault_of(route, {{"timeout", true}}, once));
  CHECK(world.get("/api/v1/products").unanswered == http::Unanswered::hold);
  add(world, fault_of(route, {{"reset", true}}, once));
  CHECK(world.get("/api/v1/products").unanswered == http::Unanswered::reset);

  add(world, fault_of(route, {{"delay", "2s"}}, once));
  const auto late = world.get("/api/v1/products");
  CHECK(late.status == 200);
  CHECK(late.has_header(k_struck));
  add(world, fault_of(route, {{"delay", "30s"}, {"status", 504}}, once));
  CHECK(world.get("/api/v1/products").status == 504);
  CHECK(world.answer_delays == std::vector<std::chrono::milliseconds>{2s, 30s});

  add(world, fault_of(route, {{"body", "<html>proxy</html>"}, {"headers", {{"content-type", "text/html"}}}}, once));
  const auto replaced = world.get("/api/v1/products");
  CHECK(replaced.status == 200);
  CHECK(replaced.body == "<html>proxy</html>");
  CHECK(replaced.content_type == "text/html");
  add(world,
      fault_of(route, {{"status", 200}, {"body", {{"object", "list"}}}, {"headers", {{"X-Cache", "HIT"}}}}, once));
  const auto invented = world.get("/api/v1/products");
  CHECK(invented.body == R"({"object":"list"})");
  CHECK(invented.content_type == "application/json; charset=utf-8");
  CHECK(invented.header("X-Cache") == "HIT");
  CHECK(world.get("/api/v1/products").status == 200);
}

TEST_CASE("faults: a body alone lets the operation happen") {
  SandboxWorld world;
  add(world, fault_of({{"method", "POST"}}, {{"body", "lost on the way"}}));
  const auto answer = open(world);
  CHECK(answer.status == 201);
  CHECK(answer.body == "lost on the way");
  CHECK(answer.content_type == "text/plain; charset=utf-8");
  CHECK(world.get("/api/v1/checkout_sessions").content["data"].size() == 1);
}

TEST_CASE("faults: asked in order of creation, and the first that strikes acts") {
  SandboxWorld world;
  const json route{{"route", "/api/v1/products"}};
  const auto first = add(world, fault_of(route, {{"status", 500}}, {{"every", 2}}));
  const auto second = add(world, fault_of(route, {{"status", 503}}));
  CHECK(statuses(world, 4) == std::vector<int>{503, 500, 503, 500});
  CHECK(counts(world, first) == json{4, 2, "active"});
  CHECK(counts(world, second) == json{2, 2, "active"});
}

TEST_CASE("faults: budgets and counters survive a restart, and a reset takes all") {
  const auto path =
      (std::filesystem::temp_directory_path() / ("satsrail_faults_" + std::to_string(::getpid()))).string();
  WorldOptions options;
  options.db = path;
  std::string id;
  {
    SandboxWorld world(options);
    options.keys = world.keys();
    id = add(world, fault_of({{"route", "/api/v1/products"}}, {{"status", 500}}, {{"next", 3}}));
    CHECK(statuses(world, 2) == std::vector<int>{500, 500});
  }
  {
    SandboxWorld world(options);
    CHECK(counts(world, id) == json{2, 2, "active"});
    CHECK(statuses(world, 2) == std::vector<int>{500, 200});
    CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).status == 200);
    CHECK(world.get("/_sandbox/faults").content["data"].empty());
  }
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path + suffix);
  }
}

TEST_CASE("faults: what cannot be meant is refused, and the answer says what is wrong") {
  SandboxWorld world;
  const auto refused = [&](const json& fault, std::string_view field, std::string_view words) {
    const auto answer = world.post("/_sandbox/faults", fault);
    INFO(answer << " " << field);
    CHECK(answer.status == 422);
    CHECK(answer.content["error"]["fields"].contains(std::string(field)));
    CHECK(answer.body.find(words) != std::string::npos);
  };
  const json none = json::object();
  refused({{"fault", {{"on", "disk"}, {"action", {{"status", 500}}}}}}, "on", "api, webhook or node");
  refused({{"fault", {{"on", "api"}}}}, "action", "blank");
  refused(fault_of(none, none), "action", "one of status, timeout, reset, delay, body");
  refused(fault_of(none, {{"status", 99}}), "status", "100");
  refused(fault_of(none, {{"status", 600}}), "status", "599");
  refused(fault_of(none, {{"status", 500}, {"reset", true}}), "action", "not several");
  refused(fault_of(none, {{"timeout", true}, {"body", "x"}}), "action", "needs a status");
  refused(fault_of(none, {{"timeout", false}}), "timeout", "must be true");
  refused(fault_of(none, {{"delay", "soon"}}), "delay", "500ms");
  refused(fault_of(none, {{"delay", "11m"}}), "delay", "at most 10m");
  refused(fault_of(none, {{"outcome", "no_route"}}), "action", "unknown member");
  refused(fault_of(none, {{"status", 500}, {"headers", {{"Content-Length", "3"}}}}), "headers", "to the sandbox");
  refused(fault_of(none, {{"status", 500}, {"headers", {{"a b", "3"}}}}), "headers", "no header");
  refused(fault_of({{"rout", "/x"}}, {{"status", 500}}), "match", "unknown member");
  refused(fault_of({{"event", "order.*"}}, {{"status", 500}}), "match", "method, route, key");
  refused(fault_of({{"route", "/api/v1/prodcts"}}, {{"status", 500}}), "route", "names no route");
  refused(fault_of({{"route", "products"}}, {{"status", 500}}), "route", "begin with /");
  refused(fault_of({{"method", "FETCH"}}, {{"status", 500}}), "method", "GET, POST");
  refused(fault_of(none, {{"status", 500}}, {{"next", 0}}), "next", "greater than 0");
  refused(fault_of(none, {{"status", 500}}, {{"probability", 1.5}}), "probability", "at most 1");
  refused(fault_of(none, {{"status", 500}}, {{"probability", 0.5}, {"every", 2}}), "every", "exclude");
  refused(fault_of(none, {{"status", 500}}, {{"seed", 2}}), "seed", "probability");
  CHECK(world.post("/_sandbox/faults", {{"on", "api"}}).code() == "parameter_missing");
  CHECK(world.get("/_sandbox/faults/019c13ec-9e02-75da-8154-417a2b2aa0a3").status == 404);
  CHECK(world.get("/_sandbox/faults").content["data"].empty());
}

TEST_CASE("faults: there are at most a hundred") {
  SandboxWorld world;
  for (int i = 0; i < 100; ++i) {
    add(world, fault_of({{"route", "/api/v1/products"}}, {{"status", 500}}));
  }
  CHECK(world.post("/_sandbox/faults", fault_of(json::object(), {{"status", 500}})).status == 409);
  CHECK(world.get("/_sandbox/faults?per_page=30&page=4").content["data"].size() == 10);
  CHECK(world.del("/_sandbox/faults").content["deleted"] == 100);
  CHECK(world.get("/api/v1/products").status == 200);
}

TEST_CASE("faults: a header asks for one, for its own call only") {
  SandboxWorld world;
  const auto with = [&](const std::string& value) {
    auto request = world.request("GET", "/api/v1/products");
    request.headers.emplace_back("satsrail-sandbox", value);
    return world.send(request);
  };
  const auto struck = with("status=503; delay=2s");
  CHECK(struck.status == 503);
  CHECK(struck.header(k_struck) == "header");
  CHECK(world.answer_delays == std::vector<std::chrono::milliseconds>{2s});
  CHECK(with("timeout").unanswered == http::Unanswered::hold);
  CHECK(with(" reset ").unanswered == http::Unanswered::reset);
  CHECK(with("body={\"a\":1; b}").body == "{\"a\":1; b}");
  const auto whole = with("status=429; body={\"a\": 1}");
  CHECK(whole.status == 429);
  CHECK(whole.content_type == "application/json; charset=utf-8");
  CHECK(world.get("/api/v1/products").status == 200);
  for (const auto* wrong :
       {"status=99", "status", "stauts=503", "delay=2", "status=500; reset", "timeout=1", ";", "status=500;;"}) {
    const auto refused = with(wrong);
    INFO(wrong << " " << refused);
    CHECK(refused.status == 400);
    CHECK(refused.code() == "bad_request");
    CHECK(refused.body.find("Satsrail-Sandbox") != std::string::npos);
  }
  auto intruder = world.request("GET", "/api/v1/products", "sk_test_0123456789abcdefABCDEF0123456789");
  intruder.headers.emplace_back("satsrail-sandbox", "status=503");
  CHECK(world.send(intruder).status == 401);
}
