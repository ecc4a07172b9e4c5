// The request log: every request with what became of it, without what is secret.

#include "daemon/store/request_log.h"

#include "core/domain/logged_request.h"
#include "core/limits.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

// Statuses of the newest requests, newest first, as a key sees them.
std::vector<std::string> lines(SandboxWorld& world, const std::string& query = {},
                               std::optional<std::string_view> key = {}) {
  std::vector<std::string> out;
  const auto answer = world.get("/_sandbox/logs" + query, key);
  for (const auto& request : answer.content["data"]) {
    out.push_back(request["method"].get<std::string>() + " " + request["path"].get<std::string>() + " " +
                  (request["status"].is_null() ? "-" : request["status"].dump()));
  }
  return out;
}

json whole(SandboxWorld& world, const Response& answer) {
  return world.get("/_sandbox/logs/" + answer.header("X-Request-Id"), world.keys().control).content;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("request log: it shows both sides of a call, and is there when the answer is") {
  SandboxWorld world;
  const auto answer =
      world.post("/api/v1/products?source=test", {{"product", {{"name", "Pack"}, {"price_cents", 1999}}}});
  const auto logged = whole(world, answer);
  CHECK(logged["method"] == "POST");
  CHECK(logged["path"] == "/api/v1/products");
  CHECK(logged["query"] == "source=test");
  CHECK(logged["route"] == "/api/v1/products");
  CHECK(logged["status"] == 201);
  CHECK(logged["livemode"] == false);
  CHECK(logged["key"] == world.keys().sk_test.substr(0, 12) + "…");
  CHECK(logged["sandbox_at"] == "2024-01-15T10:00:00Z");
  CHECK(logged["fault"].is_null());
  CHECK(json::parse(logged["request"]["body"].get<std::string>())["product"]["name"] == "Pack");
  CHECK(logged["response"]["body"] == answer.body);
  CHECK(logged["response"]["headers"]["X-Request-Id"] == answer.header("X-Request-Id"));
  CHECK(logged["request"]["headers"]["authorization"] == "Bearer " + world.keys().sk_test.substr(0, 12) + "…");
}

TEST_CASE("request log: keys, secrets and macaroons never come into it") {
  SandboxWorld world;
  const auto webhook = world.post("/api/v1/webhooks", {{"webhook", {{"url", "http://shop.test/hooks"}}}});
  const std::string secret = webhook.content["secret_key"];
  world.post("/api/v1/webhooks", {{"webhook", {{"url", "http://shop.test/b"}, {"secret_key", "my own long secret"}}}});
  world.get("/_sandbox/stream?forward_to=http%3A%2F%2Fshop.test%2Fc&secret=whsec_pinned_by_a_test_123");
  const auto macaroon = world.get("/_sandbox/node").content["lnd_rest"]["macaroon"].get<std::string>();
  auto wallet = world.request("GET", "/lnd/v1/getinfo", no_key);
  wallet.headers.emplace_back("grpc-metadata-macaroon", macaroon);
  world.send(wallet);
  world.get("/_sandbox/clock", world.keys().control);
  world.get("/api/v1/products", "sk_test_0123456789abcdefABCDEF0123456789");
  std::string all;
  const auto list = world.get("/_sandbox/logs?per_page=100", world.keys().control);
  for (const auto& request : list.content["data"]) {
    all += world.get("/_sandbox/logs/" + request["id"].get<std::string>(), world.keys().control).body;
  }
  for (const auto& text :
       {world.keys().sk_test, world.keys().control, secret, macaroon, std::string("my own long secret"),
        std::string("whsec_pinned_by_a_test_123"), std::string("sk_test_0123456789abcdef")}) {
    INFO(text);
    CHECK(all.find(text) == std::string::npos);
  }
  CHECK(all.find(secret.substr(0, 12) + "…") != std::string::npos);
}

TEST_CASE("request log: a merchant sees his own, the control key sees all") {
  SandboxWorld world;
  const auto other = world.add_merchant("Other");
  const auto own = world.get("/api/v1/products");
  world.get("/api/v1/rates", world.keys().pk_test);
  world.get("/api/v1/products", world.keys().sk_live);
  world.get("/api/v1/products", other);
  world.get("/api/v1/products", no_key);
  world.get("/nowhere", no_key);
  world.get("/_sandbox/clock", world.keys().control);
  CHECK(lines(world) == Lines{"GET /api/v1/rates 200", "GET /api/v1/products 200"});
  CHECK(lines(world, {}, world.keys().sk_live) == Lines{"GET /api/v1/products 200"});
  CHECK(lines(world, {}, other).size() == 1);
  CHECK(lines(world, {}, world.keys().control) == Lines{"GET /_sandbox/clock 200", "GET /nowhere 404",
                                                        "GET /api/v1/products 401", "GET /api/v1/products 200",
                                                        "GET /api/v1/products 200", "GET /api/v1/rates 200",
                                                        "GET /api/v1/products 200", "POST /_sandbox/merchants 201"});
  CHECK(world.get("/_sandbox/logs/" + own.header("X-Request-Id"), other).status == 404);
  CHECK(world.get("/_sandbox/logs", no_key).status == 401);
}

TEST_CASE("request log: filters, and pages that do not move") {
  SandboxWorld world;
  world.get("/api/v1/products");
  world.real_time_passes(20min);
  world.post("/api/v1/products", {{"product", {{"name", ""}}}});
  world.get("/api/v1/products/none");
  world.post(
      "/_sandbox/faults",
      {{"fault",
        {{"on", "api"}, {"match", {{"route", "/api/v1/products"}}}, {"action", {{"timeout", true}}}, {"next", 1}}}});
  world.get("/api/v1/products");
  CHECK(lines(world, "?status=4xx") == Lines{"GET /api/v1/products/none 404", "POST /api/v1/products 422"});
  CHECK(lines(world, "?status=404") == Lines{"GET /api/v1/products/none 404"});
  CHECK(lines(world, "?method=post&path=/api") == Lines{"POST /api/v1/products 422"});
  CHECK(lines(world, "?since=10m&path=/api").size() == 3);
  CHECK(lines(world, "?since=2024-01-15T10:10:00Z&path=/api").size() == 3);
  CHECK(lines(world, "?fault=any") == Lines{"GET /api/v1/products -"});
  CHECK(lines(world, "?path=/api/v1/products/") == Lines{"GET /api/v1/products/none 404"});
  const auto first = world.get("/_sandbox/logs?per_page=2").content;
  world.get("/api/v1/rates");
  const auto second = world.get("/_sandbox/logs?per_page=2&before=" + first["meta"]["next_before"].dump()).content;
  CHECK(first["data"][1]["path"] == "/_sandbox/faults");
  CHECK(second["data"][0]["path"] == "/api/v1/products/none");
  for (const auto* wrong : {"status=9xx", "status=x", "since=soon", "before=x"}) {
    INFO(wrong);
    CHECK(world.get(std::string("/_sandbox/logs?") + wrong).status == 422);
  }
}

TEST_CASE("request log: faults are told, also of what was not answered") {
  SandboxWorld world;
  auto request = world.request("GET", "/api/v1/products");
  request.headers.emplace_back("satsrail-sandbox", "reset");
  world.send(request);
  const auto list = world.get("/_sandbox/logs?fault=header").content["data"];
  REQUIRE(list.size() == 1);
  CHECK(list[0]["status"].is_null());
  const auto one = world.get("/_sandbox/logs/" + list[0]["id"].get<std::string>()).content;
  CHECK(one["response"].is_null());
  CHECK(one["request"]["headers"]["satsrail-sandbox"] == "reset");
}

TEST_CASE("request log: what only looks is not noted, a stream is when it opens") {
  SandboxWorld world;
  world.get("/livez", no_key);
  world.get("/readyz", no_key);
  world.get("/assets/checkout.css", no_key);
  world.get("/_sandbox/logs");
  CHECK(lines(world, {}, world.keys().control).empty());
  world.get("/_sandbox/stream");
  CHECK(lines(world) == Lines{"GET /_sandbox/stream 200"});
}

TEST_CASE("request log: bodies are cut, and say so, and an id may be shortened") {
  SandboxWorld world;
  const std::string large = R"({"product":{"description":")" + std::string(20'000, 'x') + "\"}}";
  const auto answer = world.post_text("/api/v1/products", large);
  const auto logged = whole(world, answer);
  CHECK(logged["request"]["body"].get<std::string>().size() == 16 * 1024);
  CHECK(logged["request"]["body_bytes"] == large.size());
  CHECK(logged["request"]["cut"] == true);
  CHECK(logged["response"]["cut"] == false);
  const auto id = answer.header("X-Request-Id");
  CHECK(world.get("/_sandbox/logs/" + id.substr(0, 27)).content["id"] == id);
  world.get("/api/v1/products");
  CHECK(world.get("/_sandbox/logs/req_").status == 409);
  CHECK(world.get("/_sandbox/logs/req_zz").status == 404);
}

TEST_CASE("request log: a stream tells of requests as they are answered, and may begin in the past") {
  SandboxWorld world;
  world.get("/api/v1/products");
  const auto now = world.get("/_sandbox/logs/stream");
  REQUIRE(now.stream != nullptr);
  CHECK(now.content_type == "text/event-stream; charset=utf-8");
  CHECK(now.stream->preamble.find("event: ready\n") != std::string::npos);
  std::string seen;
  CHECK(now.stream->next(seen));
  CHECK(seen.empty());
  world.get("/api/v1/rates");
  CHECK(now.stream->next(seen));
  CHECK(seen.find("event: request\ndata: {\"object\":\"request\"") != std::string::npos);
  CHECK(seen.find("/api/v1/rates") != std::string::npos);
  now.stream->on_close();

  const auto past = world.get("/_sandbox/logs/stream?since=1h&path=/api/v1/products");
  std::string all;
  past.stream->next(all);
  CHECK(all.find("/api/v1/products") != std::string::npos);
  CHECK(all.find("/api/v1/rates") == std::string::npos);
  past.stream->on_close();
}

TEST_CASE("request log: a reset empties it") {
  SandboxWorld world;
  world.get("/api/v1/products");
  world.post("/_sandbox/reset", nullptr, world.keys().control);
  CHECK(lines(world, {}, world.keys().control) == Lines{"POST /_sandbox/reset 200"});
}

TEST_CASE("request log: too many at once drop the oldest, and too many in all are pruned, and the too old") {
  ManualClock real(from_millis(1'705'312'800'000));
  store::RequestLog log(":memory:", real);
  const auto add = [&](int count) {
    for (int i = 0; i < count; ++i) {
      auto request = std::make_unique<LoggedRequest>();
      request->id = "req_" + std::to_string(i);
      request->at = real.now();
      log.add(std::move(request));
    }
  };
  add(static_cast<int>(limits::request_log_queue_max) + 10);
  CHECK(log.dropped() == 10);
  const auto count = [&] { return log.newest({}, std::nullopt, 100'000).size(); };
  CHECK(count() == limits::request_log_queue_max);
  add(5000);
  CHECK(count() <= static_cast<std::size_t>(limits::request_log_rows_max) + 600);
  real.advance(24h * 8);
  add(600);
  CHECK(count() == 600);
}

TEST_CASE("request log: a file that is of no use is replaced") {
  const auto path = (std::filesystem::temp_directory_path() / ("satsrail_log_" + std::to_string(::getpid()))).string();
  std::ofstream(path) << "this is no database, but it is long enough to be looked at as if it were one";
  const ManualClock real(from_millis(1'705'312'800'000));
  {
    store::RequestLog log(path, real);
    log.add(std::make_unique<LoggedRequest>());
    CHECK(log.newest({}, std::nullopt, 10).size() == 1);
  }
  {
    store::RequestLog log(path, real);
    CHECK(log.newest({}, std::nullopt, 10).size() == 1);
  }
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path + suffix);
  }
}

TEST_CASE("request log: what is secret is shortened, and nothing else is touched") {
  CHECK(redacted("sk_test_0123456789abcdef") == "sk_test_0123…");
  CHECK(redacted("a sk_live_0123456789abcdef, b") == "a sk_live_0123…, b");
  CHECK(redacted("task_test_0123456789abcdef") == "task_test_0123456789abcdef");
  CHECK(redacted("pk_test_0123") == "pk_test_0123");
  CHECK(redacted(R"({"secret_key" : "abcdefgh","a":"b"})") == R"({"secret_key" : "abcd…","a":"b"})");
  CHECK(redacted(R"({"key":"short","key":"AAECAwQFBgcICQoLDA0ODw=="})") == R"({"key":"short","key":"AAECAwQFBgcI…"})");
  CHECK(redacted(R"({"secret":"cut off whsec_01)") == R"({"secret":"cut off …)");
  CHECK(redacted("") == "");
  CHECK(redacted(R"("")") == R"("")");
  LoggedRequest request;
  request.query = "a=1&secret=abcdefgh&flag&key=whsec_0123456789ab";
  request.request_body = kept_body(std::string("\xff\x00", 2));
  redact(request);
  CHECK(request.query == "a=1&secret=abcd…&flag&key=whsec_012345…");
  CHECK(request.request_body.text.empty());
  CHECK(request.request_body.bytes == 2);
}
