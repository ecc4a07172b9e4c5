// Commands against a sandbox that answers from a script: what is asked, what is shown, and how it ends.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

constexpr const char* k_checkout =
    R"({"checkout_url":"http://127.0.0.1:7287/checkout/cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa","token":"cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa",)"
    R"("status":"pending","expires_at":"2026-01-01T00:15:00Z","object":"checkout_session","id":"01920000-0000-7000-8000-000000000001",)"
    R"("amount_cents":5000,"currency":"usd","amount_sats":null,"order_number":"ORD-1","metadata":{"order_id":"1234"},"livemode":false})";

std::string checkout_with(const std::string& token) {
  return R"({"token":")" + token +
         R"(","id":"01920000-0000-7000-8000-000000000002","status":"pending","amount_cents":100,"currency":"usd"})";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("checkout create: sends typed fields and prints what the API returned") {
  ScriptedSandbox world({json_reply(201, k_checkout), json_reply(201, k_checkout), json_reply(201, k_checkout),
                         json_reply(201, k_checkout)});
  const auto piped =
      world.run({"checkout", "create", "--amount", "50.00", "--metadata", "order_id=1234", "--email", "b@example.com"});
  CHECK(piped.code == 0);
  CHECK(holds(piped.out, "checkout_url\thttp://127.0.0.1:7287/checkout/cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"));
  CHECK(holds(piped.out, "token\tcs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"));
  const auto request = world.request(0);
  CHECK(request.method == "POST");
  CHECK(request.target == "/api/v1/checkout_sessions");
  CHECK(request.header("Authorization") == "Bearer sk_test_a");
  CHECK(request.header("Content-Type") == "application/json");
  CHECK(
      request.body ==
      R"({"checkout_session":{"amount_cents":5000,"customer_email":"b@example.com","metadata":{"order_id":"1234"}}})");

  CHECK(world.run({"checkout", "create", "--amount-cents", "5000", "--json"}).out == std::string(k_checkout) + "\n");
  CHECK(world.run({"checkout", "create", "--product", "coffee", "-q"}).out == "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
  CHECK(world.request(2).body == R"({"checkout_session":{"product_id":"coffee"}})");
  CHECK(world.run({"checkout", "create", "--amount", "1", "--format", "{token} {metadata.order_id}"}).out ==
        "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1234\n");
}

TEST_CASE("output: picked fields, and a field that is not there") {
  ScriptedSandbox world({json_reply(200, k_checkout), json_reply(200, k_checkout), list_reply(k_checkout)});
  const std::string id = "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  CHECK(world.run({"checkout", "get", id, "--json=status,metadata.order_id"}).out ==
        R"({"status":"pending","metadata.order_id":"1234"})"
        "\n");
  const auto wrong = world.run({"checkout", "get", id, "--format", "{stauts}"});
  CHECK(wrong.code == 2);
  CHECK(wrong.out.empty());
  CHECK(holds(wrong.err, "did you mean:  status"));
  CHECK(world.run({"checkout", "list", "--json=token"}).out == "[{\"token\":\"" + id + "\"}]\n");
}

TEST_CASE("ids: the beginning is enough where it names one, and a slip is answered with what was meant") {
  const std::string one = "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  const std::string two = "cs_0bbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
  const auto both = list_reply(checkout_with(one) + "," + checkout_with(two));

  ScriptedSandbox found({both, json_reply(200, checkout_with(one))});
  CHECK(found.run({"checkout", "get", "cs_0aa"}).code == 0);
  CHECK(found.request(0).target == "/api/v1/checkout_sessions?page=1&per_page=100");
  CHECK(found.request(1).target == "/api/v1/checkout_sessions/" + one);

  ScriptedSandbox ambiguous({both});
  const auto several = ambiguous.run({"checkout", "get", "cs_0"});
  CHECK(several.code == 2);
  CHECK(holds(several.err, "'cs_0' is the beginning of 2 ids"));

  ScriptedSandbox misspelt({error_reply(404, "not_found", "No."), both});
  const auto wrong = misspelt.run({"checkout", "cancel", "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaab"});
  CHECK(wrong.code == 1);
  CHECK(holds(wrong.err, "did you mean:  " + one));
  CHECK(misspelt.request(0).target == "/_sandbox/checkout_sessions/cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaab/cancel");
}

TEST_CASE("checkout get: an expired checkout is shown, though the API answers 410") {
  ScriptedSandbox world({json_reply(
      410,
      R"({"error":{"code":"checkout_session_expired","message":"Expired.","status":410,"details":[],"request_id":"req_1"},)"
      R"("checkout_session":{"token":"cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"expired"}})")});
  const std::string whole = R"({"token":"cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"expired","amount_cents":5})";
  world.api.then(list_reply(whole));
  const auto ran = world.run({"checkout", "get", "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "--json"});
  CHECK(ran.code == 0);
  CHECK(ran.out == whole + "\n");
  CHECK(world.request(1).target == "/api/v1/checkout_sessions?page=1&per_page=100&q%5Bstatus_eq%5D=expired");
}

TEST_CASE("errors: each kind has its exit code, three lines, and a code under --json") {
  ScriptedSandbox world(
      {error_reply(401, "unauthorized", "Invalid API key."), error_reply(403, "forbidden", "Not with this key."),
       json_reply(
           422,
           R"({"error":{"code":"validation_error","message":"Validation failed","status":422,"details":["Amount cents must be greater than 0"],"request_id":"req_1"}})"),
       error_reply(500, "internal", "Oops."), json_reply(200, "<html>")});
  CHECK(world.run({"rates", "get"}).code == 4);
  CHECK(world.run({"rates", "get"}).code == 4);
  const auto invalid = world.run({"checkout", "create", "--amount-cents", "0"});
  CHECK(invalid.code == 1);
  CHECK(invalid.err ==
        "error: checkout create was refused (422 validation_error)\n"
        "  Validation failed: Amount cents must be greater than 0\n"
        "  see:  satsrail checkout create --help\n");
  const auto internal = world.run({"rates", "get", "--json"});
  CHECK(internal.code == 1);
  CHECK(holds(internal.err, R"("code":"internal")"));
  CHECK(holds(internal.err, R"("request_id":"req_1")"));
  CHECK(holds(internal.err, R"("exit_code":1)"));
  CHECK(world.run({"rates", "get"}).code == 1);  // no JSON
}

TEST_CASE("errors: a sandbox that is not there is exit 5, with the way to start it") {
  CliWorld nothing;
  const auto none = nothing.run({"status"});
  CHECK(none.code == 5);
  CHECK(holds(none.err, "start it:  satsrail start"));

  std::string gone;
  {
    const Receiver closed;
    gone = closed.url("");
  }
  const auto refused = nothing.run({"--base-url", gone, "--api-key", "sk_test_a", "rates", "get"});
  CHECK(refused.code == 5);
  CHECK(holds(refused.err, "error: cannot reach the sandbox at " + gone +
                               " (connection refused)\n  nothing is listening on that port\n"));

  ScriptedSandbox silent({Reply::held()});
  const auto late = silent.run({"rates", "get", "--timeout", "50ms", "--json"});
  CHECK(late.code == 5);
  CHECK(holds(late.err, R"("code":"timeout")"));
}

TEST_CASE("keys: a folder's keys go to the folder's sandbox only, and --live is not fooled by a test key") {
  CliWorld world;
  const auto elsewhere = world.run({"--base-url", "http://127.0.0.1:1", "rates", "get"});
  CHECK(elsewhere.code == 4);
  CHECK(holds(elsewhere.err, "there is no API key"));
  const auto mixed =
      world.run({"--base-url", "http://127.0.0.1:1", "--api-key", "sk_test_a", "--live", "rates", "get"});
  CHECK(mixed.code == 2);
}

TEST_CASE("lists: tab-separated when piped, whole and without a heading") {
  ScriptedSandbox world({list_reply(
      R"({"id":"01920000-0000-7000-8000-000000000003","url":"http://localhost:3000/a\tb","events":["checkout.completed","order.*"],"active":true})")});
  CHECK(world.run({"webhooks", "list"}).out ==
        "01920000-0000-7000-8000-000000000003\ttrue\thttp://localhost:3000/"
        "a\\tb\t[\"checkout.completed\",\"order.*\"]\n");
}

TEST_CASE("webhooks: short addresses are filled in, events are checked, the rest stays as it is") {
  ScriptedSandbox world({json_reply(201, R"({"id":"w","secret_key":"whsec_1"})"), json_reply(200, R"({"id":"w"})")});
  CHECK(world
            .run({"webhooks", "create", "--url", "3000/hooks", "--events", "order.*,checkout.completed", "--format",
                  "{secret_key}"})
            .out == "whsec_1\n");
  CHECK(world.request(0).body ==
        R"({"webhook":{"url":"http://localhost:3000/hooks","events":["order.*","checkout.completed"]}})");
  CHECK(world.run({"webhooks", "update", "01920000-0000-7000-8000-000000000003", "--active", "false"}).code == 0);
  CHECK(world.request(1).method == "PATCH");
  CHECK(world.request(1).body == R"({"webhook":{"active":false}})");
}

TEST_CASE("clock: moves with the control key and lists what fell due") {
  ScriptedSandbox world({json_reply(
      200,
      R"({"object":"clock","now":"2026-01-01T00:16:00Z","mode":"running","offset_seconds":960,"ran":[)"
      R"({"at":"2026-01-01T00:15:00Z","job":"checkout_session.expire","id":"cs_1"},)"
      R"({"at":"2026-01-01T00:15:00Z","job":"webhook.attempt","id":"d1","event_id":"evt_1","event_type":"order.updated","url":"http://localhost:3000","attempt":1,"status":null,"error":"connection refused"}]})")});
  const auto ran = world.run({"clock", "advance", "16m"});
  CHECK(ran.code == 0);
  CHECK(world.request(0).header("Authorization") == "Bearer ak_a");
  CHECK(world.request(0).body == R"({"duration_ms":960000})");
  CHECK(holds(ran.out, "2026-01-01T00:15:00Z\tcheckout_session.expire\tcs_1\n"));
  CHECK(holds(ran.out, "webhook.attempt\torder.updated\tattempt 1\tconnection refused\thttp://localhost:3000\n"));
  CHECK(world.run({"clock", "advance", "16"}).code == 2);
  CHECK(world.run({"clock", "set", "yesterday"}).code == 2);
}

TEST_CASE("api: any request, with fields in the body or in the query") {
  ScriptedSandbox world({json_reply(200, R"({"a":1})"), json_reply(201, "{}"), error_reply(404, "not_found", "No."),
                         json_reply(200, "{}"), json_reply(200, "{}")});
  CHECK(world.run({"api", "get", "rates", "-d", "currency=eur"}).out == R"({"a":1})");
  CHECK(world.request(0).target == "/api/v1/rates?currency=eur");
  CHECK(world
            .run({"api", "POST", "checkout_sessions", "-d", "checkout_session[amount_cents]=5000", "-H",
                  "Idempotency-Key: k 1", "-i"})
            .code == 0);
  CHECK(world.request(1).body == R"({"checkout_session":{"amount_cents":5000}})");
  CHECK(world.request(1).header("Idempotency-Key") == "k 1");
  const auto missing = world.run({"api", "get", "/api/v1/nowhere"});
  CHECK(missing.code == 1);
  CHECK(holds(missing.out, R"("code":"not_found")"));
  CHECK(holds(missing.err, "error: api was refused (404 not_found)"));
  CHECK(world.run({"api", "post", "/_sandbox/reset"}).code == 0);
  CHECK(world.request(3).header("Authorization") == "Bearer ak_a");
  CHECK(world.run({"api", "get", "rates", "-H", "Authorization: Bearer pk_test_x"}).code == 0);
  CHECK(world.request(4).header("Authorization") == "Bearer pk_test_x");
  CHECK(world.run({"api", "get", "http://elsewhere/"}).code == 2);
  CHECK(world.run({"api", "rates", "get"}).code == 2);
  CHECK(world.run({"api", "post", "x", "-d", "a=1", "-d", "@file"}).code == 2);
}

TEST_CASE("api: a method is a command of its own, and nothing is sent where the request is only to be shown") {
  ScriptedSandbox world({json_reply(200, R"({"a":1})"), json_reply(200, "{}"), json_reply(200, "{}")});
  CHECK(world.run({"get", "rates", "-d", "currency=eur"}).out == R"({"a":1})");
  CHECK(world.request(0).target == "/api/v1/rates?currency=eur");
  CHECK(world.run({"patch", "webhooks/1", "-d", "webhook[active]=false"}).code == 0);
  CHECK(world.request(1).method == "PATCH");
  CHECK(world.run({"delete", "webhooks/1"}).code == 0);
  CHECK(world.request(2).method == "DELETE");

  const auto url = world.environment["SATSRAIL_BASE_URL"];
  CHECK(world.run({"post", "checkout_sessions", "-d", "checkout_session[metadata][note]=it's", "-i", "--curl"}).out ==
        "curl -sS -i -X POST " + url +
            "/api/v1/checkout_sessions -H \"Authorization: Bearer $SATSRAIL_API_KEY\" -H 'Content-Type: "
            "application/json' --data-raw '{\"checkout_session\":{\"metadata\":{\"note\":\"it'\\''s\"}}}'\n");
  const auto shown = world.run({"api", "post", "/_sandbox/reset", "--dry-run"}).out;
  CHECK(holds(shown, "POST /_sandbox/reset HTTP/1.1\nHost: " + url.substr(7) + "\n"));
  CHECK(holds(shown, "Authorization: Bearer $SATSRAIL_CONTROL_KEY\n"));
  CHECK(holds(world.run({"get", "rates", "--curl", "--show-secrets"}).out, "'Authorization: Bearer sk_test_a'"));
  CHECK(world.run({"get", "rates", "--dry-run", "--json"}).out ==
        R"({"method":"GET","url":")" + url +
            R"(/api/v1/rates","headers":{"Accept":"application/json","User-Agent":"satsrail-cli",)"
            R"("Authorization":"Bearer $SATSRAIL_API_KEY"},"body":null})"
            "\n");
  CHECK(world.run({"get", "rates", "--curl", "--dry-run"}).code == 2);
  CHECK(world.api.count() == 3);
  CHECK(holds(world.run({"get", "checkout", "cs_1"}).err, "as in:  satsrail checkout get cs_1"));
}

TEST_CASE("completion asks for ids, and never complains") {
  ScriptedSandbox world({list_reply(checkout_with("cs_1") + "," + checkout_with("cs_2"))});
  CHECK(world.run({"__complete", "checkouts"}).out == "cs_1\ncs_2\n");
  const CliWorld nothing;
  const auto ran = nothing.run({"__complete", "checkouts"});
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  CHECK(ran.err.empty());
}

TEST_CASE("reset: never without a yes") {
  ScriptedSandbox world({json_reply(200, R"({"status":"reset"})")});
  const auto asked = world.run({"reset", "--no-input"});
  CHECK(asked.code == 2);
  CHECK(world.api.count() == 0);
  CHECK(world.run({"reset", "--yes"}).code == 0);
  CHECK(world.request(0).target == "/_sandbox/reset");
}
