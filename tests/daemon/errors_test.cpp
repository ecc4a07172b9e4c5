// The catalogue of failures: for each, the status, the code and the field that is to blame. Every body is held
// against the schema of errors by the world itself.

#include "core/result.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

enum class Key { none, unknown, sk, pk, ak };

struct Row {
  std::string method;
  std::string path;
  std::string body;
  Key key;
  int status;
  std::string code;
};

std::string text_of(const SandboxWorld& world, Key key) {
  switch (key) {
    case Key::none:
      return {};
    case Key::unknown:
      return "sk_test_0123456789abcdefABCDEF0123456789";
    case Key::sk:
      return world.keys().sk_test;
    case Key::pk:
      return world.keys().pk_test;
    case Key::ak:
      break;
  }
  return world.keys().control;
}

void check(SandboxWorld& world, const Row& row) {
  auto request = world.request(row.method, row.path, text_of(world, row.key));
  request.body = row.body;
  const auto answer = world.send(std::move(request));
  INFO(row.method << " " << row.path << " " << row.body.substr(0, 200) << "\n" << answer);
  CHECK(answer.status == row.status);
  CHECK(answer.code() == row.code);
  if (answer.content.is_object()) {
    CHECK(answer.content["error"]["status"] == row.status);
    CHECK_FALSE(answer.content["error"]["message"].get<std::string>().empty());
  }
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']');
}

const std::string k_uuid = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
const std::string k_sessions = "/api/v1/checkout_sessions";
const std::string k_products = "/api/v1/products";
const std::string k_webhooks = "/api/v1/m/webhooks";

}  // namespace

TEST_CASE("errors: a body that is no JSON object is 400 wherever a body is read") {
  SandboxWorld world;
  const std::string id = world.create_webhook("http://shop.test/")["id"];
  const std::vector<std::tuple<std::string, std::string, Key>> readers{
      {"POST", k_sessions, Key::sk},
      {"POST", k_products, Key::sk},
      {"POST", "/api/v1/webhooks", Key::sk},
      {"POST", k_webhooks, Key::sk},
      {"PATCH", k_webhooks + "/" + id, Key::sk},
      {"POST", "/_sandbox/pay", Key::sk},
      {"POST", "/_sandbox/rates", Key::ak},
      {"POST", "/_sandbox/clock/advance", Key::ak},
      {"POST", "/_sandbox/clock/set", Key::ak},
  };
  const std::vector<std::string> broken{
      "{",
      "}",
      "{\"a\":1,}",
      "{'a':1}",
      "{\"a\":1} x",
      "[]",
      "[{\"amount_cents\":5000}]",
      "\"text\"",
      "5",
      "null",
      "true",
      "NaN",
      "{\"amount_cents\":1e999}",
      "{\"amount_cents\":-1e999}",
      "{\"amount_cents\":05}",
      "{\"a\":\"\\ud800\"}",
      "{\"a\":\"\\x\"}",
      "{\"a\":\"\x01\"}",
      "{\"a\":\"\xff\"}",
      "{\"\xc0\xaf\":1}",
      "{\"a\":\"\xed\xa0\x80\"}",
      "\xef\xbb",
      "{\"a\":" + nested(32) + "}",
      "{\"a\":" + nested(100'000) + "}",
      std::string(500'000, '{'),
      std::string("{\"a\":1}\0", 8),
      "amount_cents=5000",
  };
  for (const auto& [method, path, key] : readers) {
    for (const auto& body : broken) {
      check(world, {method, path, body, key, 400, "bad_request"});
    }
  }
  CHECK(world.events().empty());
}

TEST_CASE("errors: a body as deep as is allowed is read") {
  SandboxWorld world;
  const auto body = "{\"amount_cents\":5000,\"ignored\":" + nested(31) + "}";
  CHECK(world.post_text(k_sessions, body).status == 201);
  // Brackets in a text are no depth.
  const json text = {{"amount_cents", 5000}, {"ignored", std::string(1000, '[')}, {"more", "\"" + nested(100)}};
  CHECK(world.post(k_sessions, text).status == 201);
}

TEST_CASE("errors: a missing wrapper is named") {
  SandboxWorld world;
  const std::string id = world.create_webhook("http://shop.test/")["id"];
  for (const std::string body :
       {"", " \n", "{}", R"({"name":"Pack","price_cents":1})", R"({"webhook":null,"product":null})"}) {
    check(world, {"POST", k_products, body, Key::sk, 400, "parameter_missing"});
    check(world, {"POST", k_webhooks, body, Key::sk, 400, "parameter_missing"});
    check(world, {"PATCH", k_webhooks + "/" + id, body, Key::sk, 400, "parameter_missing"});
  }
  CHECK(world.post_text(k_products, "{}").content["error"]["message"] ==
        "param is missing or the value is empty: product");
  check(world, {"POST", k_sessions, R"({"checkout_session":null})", Key::sk, 400, "parameter_missing"});
  for (const std::string wrapped : {"5", "[]", "\"x\"", "true"}) {
    check(world, {"POST", k_products, "{\"product\":" + wrapped + "}", Key::sk, 400, "bad_request"});
    check(world, {"POST", k_webhooks, "{\"webhook\":" + wrapped + "}", Key::sk, 400, "bad_request"});
    check(world, {"POST", k_sessions, "{\"checkout_session\":" + wrapped + "}", Key::sk, 400, "bad_request"});
  }
}

TEST_CASE("errors: without a key or with an unknown one nothing is done") {
  SandboxWorld world;
  const std::string session = R"({"amount_cents":5000})";
  for (const auto key : {Key::none, Key::unknown}) {
    check(world, {"POST", k_sessions, session, key, 401, "unauthorized"});
    check(world, {"GET", k_sessions, "", key, 401, "unauthorized"});
    check(world, {"GET", k_sessions + "/" + k_uuid, "", key, 401, "unauthorized"});
    check(world, {"GET", "/api/v1/rates", "", key, 401, "unauthorized"});
    check(world, {"POST", "/_sandbox/pay", R"({"target":"x"})", key, 401, "unauthorized"});
    check(world, {"POST", "/_sandbox/reset", "", key, 401, "unauthorized"});
    check(world, {"GET", "/_sandbox/stream", "", key, 401, "unauthorized"});
    // The key comes before the body.
    check(world, {"POST", k_products, "{", key, 401, "unauthorized"});
  }
  const auto in_body = [](const std::string& key) { return R"({"amount_cents":5000,"publishable_key":)" + key + "}"; };
  for (const std::string key : {"\"pk_test_0123456789abcdefABCDEF0123456789\"", "\"\"", "5", "null", "[]"}) {
    check(world, {"POST", k_sessions, in_body(key), Key::none, 401, "unauthorized"});
  }
  CHECK(world.events().empty());
}

TEST_CASE("errors: a key of the wrong kind is forbidden") {
  SandboxWorld world;
  const std::string token = world.create_checkout(5000_cents);
  for (const auto& [method, path] : std::vector<std::pair<std::string, std::string>>{{"GET", k_sessions},
                                                                                     {"GET", k_sessions + "/" + token},
                                                                                     {"GET", k_products},
                                                                                     {"POST", k_products},
                                                                                     {"GET", "/api/v1/transactions"},
                                                                                     {"GET", k_webhooks},
                                                                                     {"POST", k_webhooks},
                                                                                     {"POST", "/_sandbox/pay"},
                                                                                     {"GET", "/_sandbox/events"},
                                                                                     {"GET", "/_sandbox/stream"}}) {
    check(world, {method, path, "{}", Key::pk, 403, "forbidden"});
    check(world, {method, path, "{}", Key::ak, 403, "forbidden"});
  }
  check(world, {"POST", k_sessions, R"({"amount_cents":5000})", Key::ak, 403, "forbidden"});
  check(world, {"GET", "/api/v1/rates", "", Key::ak, 403, "forbidden"});
  for (const std::string path :
       {"/_sandbox/reset", "/_sandbox/shutdown", "/_sandbox/rates", "/_sandbox/clock/advance"}) {
    check(world, {"POST", path, "{}", Key::sk, 403, "forbidden"});
    check(world, {"POST", path, "{}", Key::pk, 403, "forbidden"});
  }
  check(world, {"GET", "/_sandbox/status", "", Key::pk, 403, "forbidden"});
}

TEST_CASE("errors: what is not there is 404 whatever its name looks like") {
  SandboxWorld world;
  const std::string product = world.create_product({})["id"];
  const std::string webhook = world.create_webhook("http://shop.test/")["id"];
  for (const auto& name : {k_uuid, std::string("cs_000000000000000000000000000000"), std::string("cs_"),
                           std::string("x"), std::string("-1"), std::string("%27%20OR%201=1"), std::string("%E2%82%AC"),
                           product, webhook, std::string(2000, 'z')}) {
    check(world, {"GET", k_sessions + "/" + name, "", Key::sk, 404, "not_found"});
    check(world, {"GET", "/api/v1/transactions/" + name, "", Key::sk, 404, "not_found"});
    check(world, {"GET", "/_sandbox/events/" + name, "", Key::sk, 404, "not_found"});
    check(world, {"GET", "/_sandbox/deliveries/" + name, "", Key::sk, 404, "not_found"});
    check(world, {"POST", "/_sandbox/deliveries/" + name + "/retry", "", Key::sk, 404, "not_found"});
    check(world, {"POST", k_sessions + "/" + name, "", Key::sk, 404, "not_found"});
    for (const std::string what : {"expire", "cancel", "invoice"}) {
      check(world, {"POST", "/_sandbox/checkout_sessions/" + name + "/" + what, "", Key::sk, 404, "not_found"});
    }
    check(world, {"GET", "/checkout/" + name + "/status", "", Key::none, 404, "not_found"});
    check(world, {"GET", "/checkout/" + name + "/qr", "", Key::none, 404, "not_found"});
    if (name != product) {
      check(world, {"GET", k_products + "/" + name, "", Key::sk, 404, "not_found"});
    }
    if (name != webhook) {
      check(world, {"GET", k_webhooks + "/" + name, "", Key::sk, 404, "not_found"});
      check(world, {"PATCH", k_webhooks + "/" + name, R"({"webhook":{}})", Key::sk, 404, "not_found"});
      check(world, {"DELETE", k_webhooks + "/" + name, "", Key::sk, 404, "not_found"});
    }
  }
  check(world, {"GET", "/api/v2/rates", "", Key::sk, 404, "not_found"});
  check(world, {"GET", "/api", "", Key::sk, 404, "not_found"});
  check(world, {"GET", "/_sandbox", "", Key::sk, 404, "not_found"});
  check(world, {"GET", "/assets/none.css", "", Key::none, 404, ""});
}

TEST_CASE("errors: a checkout that is over is 410 with its code") {
  SandboxWorld world;
  const auto expired = world.create_checkout(5000_cents);
  const auto cancelled = world.create_checkout(5000_cents);
  world.post("/_sandbox/checkout_sessions/" + cancelled + "/cancel");
  world.advance(15min);
  const std::string gone = "checkout_session_expired";
  check(world, {"GET", k_sessions + "/" + expired, "", Key::sk, 410, gone});
  check(world, {"POST", "/_sandbox/pay", "{\"target\":\"" + expired + "\"}", Key::sk, 410, gone});
  check(world, {"POST", "/_sandbox/checkout_sessions/" + expired + "/invoice", "", Key::sk, 410, gone});
  check(world, {"GET", "/checkout/" + expired + "/qr", "", Key::none, 410, gone});
  const std::string given_up = "checkout_session_cancelled";
  check(world, {"POST", "/_sandbox/pay", "{\"target\":\"" + cancelled + "\"}", Key::sk, 410, given_up});
  check(world, {"POST", "/_sandbox/checkout_sessions/" + cancelled + "/invoice", "", Key::sk, 410, given_up});
  check(world, {"GET", "/checkout/" + cancelled + "/qr", "", Key::none, 410, given_up});
}

TEST_CASE("errors: an empty or unreadable target is refused before anything is looked for") {
  SandboxWorld world;
  for (const std::string body : {"{}", R"({"target":""})", R"({"target":"  "})", R"({"target":5})",
                                 R"({"target":null})", R"({"target":["x"]})", R"({"target":"a\u0000b"})"}) {
    check(world, {"POST", "/_sandbox/pay", body, Key::sk, 422, "validation_error"});
  }
  const auto answer = world.post("/_sandbox/pay", {{"target", std::string(7100, 'x')}});
  CHECK(answer.content["error"]["fields"].contains("target"));
}

TEST_CASE("errors: a stream is refused by name of what is wrong") {
  SandboxWorld world;
  for (const auto& [query, field] :
       std::vector<std::pair<std::string, std::string>>{{"types=order.eaten", "types"},
                                                        {"types=order.created,,", "types"},
                                                        {"since=yesterday", "since"},
                                                        {"since=-1", "since"},
                                                        {"since=12.", "since"},
                                                        {"since=1.2.3", "since"},
                                                        {"forward_to=ftp://x", "url"},
                                                        {"forward_to=http://x/&secret=short", "secret_key"}}) {
    const auto answer = world.get("/_sandbox/stream?" + query);
    INFO(query << " " << answer);
    CHECK(answer.status == 422);
    CHECK(answer.stream == nullptr);
    REQUIRE(answer.content["error"].contains("fields"));
    CHECK(answer.content["error"]["fields"].contains(field));
  }
  CHECK(world.list(k_webhooks).empty());
}
