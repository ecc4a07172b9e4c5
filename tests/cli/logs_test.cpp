// The request log on the command line.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail::test;

namespace {

using json = nlohmann::json;

const std::string k_id = "req_0123456789abcdef01234567";

std::string request(const std::string& status, const std::string& more = "") {
  return R"({"object":"request","id":")" + k_id +
         R"(","at":"2026-01-31T12:34:56Z","sandbox_at":"2026-01-31T12:34:56Z","livemode":false,"key":"sk_test_Ab12…",)" +
         R"("method":"POST","path":"/api/v1/products","query":"a=b","route":"/api/v1/products","status":)" + status +
         R"(,"duration_ms":0.412,"fault":null)" + more + "}";
}

const std::string k_whole =
    request("201", R"(,"request":{"headers":{"host":"x"},"body":"{\"a\":1}","body_bytes":7,"cut":false},)"
                   R"("response":{"headers":{"X-Request-Id":"r"},"body":"ok","body_bytes":2,"cut":false})");

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string refused(const std::vector<std::string>& words) {
  const CliWorld world;
  const auto ran = world.run(words);
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  return ran.err;
}

}  // namespace

TEST_CASE("logs list: filters go to the API, checked before") {
  ScriptedSandbox world({list_reply(request("201"))});
  const auto ran = world.run({"logs", "list", "--status", "4xx", "--since", "10m", "--path", "/api", "--method", "post",
                              "--fault", "any", "--per-page", "5", "--before", "7"});
  CHECK(ran.code == 0);
  CHECK(holds(ran.out, "\tPOST\t201\t/api/v1/products\t0.412\t"));
  const auto sent = world.request(0);
  CHECK(sent.target == "/_sandbox/logs?status=4xx&since=10m&method=post&path=%2Fapi&fault=any&per_page=5&before=7");
  CHECK(holds(sent.raw, "ak_a"));
  CHECK(holds(refused({"logs", "list", "--status", "9xx"}), "is no status"));
  CHECK(holds(refused({"logs", "list", "--status", "40"}), "--status 4xx"));
  CHECK(holds(refused({"logs", "tail", "--since", "soon"}), "--since 10m"));
}

TEST_CASE("logs get: both sides of a request") {
  ScriptedSandbox world(
      {json_reply(200, k_whole), json_reply(200, k_whole), error_reply(404, "not_found", "Request not found")});
  const auto ran = world.run({"logs", "get", "req_0123"});
  CHECK(ran.code == 0);
  CHECK(world.request(0).target == "/_sandbox/logs/req_0123");
  CHECK(holds(ran.out, "status\t201\n"));
  CHECK(holds(ran.out, "request.body\t{\"a\":1}\n"));
  CHECK(holds(ran.out, "response.body\tok\n"));
  CHECK(world.run({"log", "show", k_id, "--format", "{response.body}"}).out == "ok\n");
  CHECK(world.run({"logs", "get", "req_zz"}).code == 1);
}

TEST_CASE("logs tail: a line as each comes, JSON lines, and taken up again when the stream breaks off") {
  const auto first =
      stream_reply("id: 7\nevent: ready\ndata: {}\n\nid: 8\nevent: request\ndata: " + request("201") + "\n\n");
  const auto again =
      stream_reply("id: 8\nevent: ready\ndata: {}\n\nid: 9\nevent: request\ndata: " + request("null") + "\n\n");
  ScriptedSandbox world({first, again, error_reply(401, "unauthorized", "Invalid API key")});
  const auto ran = world.run({"logs", "tail", "--status", "2xx"});
  CHECK(ran.code == 4);
  CHECK(ran.out == "12:34:56  201  POST    /api/v1/products?a=b  0.412 ms  " + k_id +
                       "\n12:34:56  ---  POST    /api/v1/products?a=b  0.412 ms  " + k_id + "\n");
  CHECK(world.request(0).target == "/_sandbox/logs/stream?status=2xx");
  CHECK(world.request(1).target == "/_sandbox/logs/stream?status=2xx&after=8");

  ScriptedSandbox as_json({first, error_reply(401, "unauthorized", "Invalid API key")});
  CHECK(as_json.run({"logs", "tail", "--json"}).out == R"({"type":"ready"})"
                                                       "\n"
                                                       R"({"type":"request","request":)" +
                                                           request("201") + "}\n");
}

TEST_CASE("a failure of the sandbox names the command that shows the request whole") {
  ScriptedSandbox world({error_reply(500, "internal", "Internal error")});
  CHECK(holds(world.run({"products", "list"}).err, "satsrail logs get req_1"));
}
