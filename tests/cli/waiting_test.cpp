// What waits on the event stream: pay --wait, checkout wait.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

const std::string k_token = "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string k_payment =
    R"({"object":"payment","id":"p1","status":"completed","amount_cents":5000,"currency":"usd","event_ids":["evt_1"]})";

std::string delivery(const std::string& id, const std::string& state) {
  return R"({"object":"delivery","id":")" + id + R"(","event_id":"evt_1","state":")" + state +
         R"(","url":"http://localhost:3000/w"})";
}

std::string attempt(const std::string& id, int number, const std::string& state, const std::string& status) {
  return block(
      "attempt",
      R"({"type":"attempt","delivery_id":")" + id +
          R"(","event_id":"evt_1","event_type":"checkout.completed","url":"http://localhost:3000/w","attempt":)" +
          std::to_string(number) + R"(,"attempts_max":5,"status":)" + status + R"(,"error":)" +
          (status == "null" ? R"("connection refused")" : "null") +
          R"(,"duration_ms":3,"response_body":"no\nway","next_attempt_at":null,"at":"2026-01-01T00:00:01Z","state":")" +
          state + R"("})");
}

std::string checkout(const std::string& status) {
  return R"({"token":")" + k_token + R"(","id":"i1","order_id":"o1","status":")" + status + R"("})";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string k_ready = block("ready", R"({"type":"ready","cursor":"1.1","webhook":null})");

}  // namespace

TEST_CASE("pay --wait: done when every delivery is delivered, failed attempts reported on the way") {
  ScriptedSandbox world(
      {stream_reply(k_ready + attempt("other", 1, "pending", "500") + attempt("d1", 1, "delivered", "200") +
                    attempt("d2", 1, "pending", "null") + attempt("d2", 2, "delivered", "204")),
       json_reply(201, k_payment), list_reply(delivery("d1", "pending") + "," + delivery("d2", "pending"))});
  const auto ran = world.run({"pay", k_token, "--wait"});
  CHECK(ran.code == 0);
  CHECK(holds(ran.out, "id\tp1\n"));
  CHECK(holds(ran.err, "attempt 1/5 of checkout.completed to http://localhost:3000/w: connection refused"));
  CHECK(holds(ran.err, "delivered 2 of 2"));
  CHECK(world.request(1).body == "{\"target\":\"" + k_token + "\"}");
  CHECK(world.request(2).target == "/_sandbox/deliveries?event_id=evt_1&per_page=100");
}

TEST_CASE("pay --wait: delivered before it was looked, no endpoints, given up, not in time, sandbox gone") {
  ScriptedSandbox fast({stream_reply(k_ready), json_reply(201, k_payment), list_reply(delivery("d1", "delivered"))});
  CHECK(fast.run({"pay", k_token, "--wait"}).code == 0);

  ScriptedSandbox alone({stream_reply(k_ready), json_reply(201, k_payment), list_reply("")});
  const auto none = alone.run({"pay", k_token, "--wait"});
  CHECK(none.code == 0);
  CHECK(holds(none.err, "no webhook endpoint is registered"));

  ScriptedSandbox failing({stream_reply(k_ready + attempt("d1", 5, "failed", "500")), json_reply(201, k_payment),
                           list_reply(delivery("d1", "pending"))});
  const auto failed = failing.run({"pay", k_token, "--wait"});
  CHECK(failed.code == 1);
  CHECK(holds(failed.out, "p1"));

  ScriptedSandbox gone({stream_reply(k_ready), json_reply(201, k_payment), list_reply(delivery("d1", "pending"))});
  CHECK(gone.run({"pay", k_token, "--wait"}).code == 5);

  ScriptedSandbox refused({stream_reply(k_ready), error_reply(410, "checkout_session_expired", "It has expired.")});
  const auto late = refused.run({"pay", k_token, "--wait"});
  CHECK(late.code == 1);
  CHECK(late.out.empty());
}

TEST_CASE("pay --wait: what is collected is never sent, so that it is not waited for") {
  ScriptedSandbox world({stream_reply(k_ready), json_reply(201, k_payment),
                         list_reply(delivery("d1", "collected") + "," + delivery("d2", "delivered"))});
  const auto ran = world.run({"pay", k_token, "--wait"});
  CHECK(ran.code == 1);
  CHECK(holds(ran.err, "1 were collected: in this mode nothing is sent"));
  CHECK(holds(ran.err, "satsrail deliveries mode async"));
}

TEST_CASE("pay --wait: reads every page of deliveries") {
  const auto page = [](const std::string& id, int number) {
    return json_reply(200, R"({"object":"list","data":[)" + delivery(id, "pending") + R"(],"meta":{"current_page":)" +
                               std::to_string(number) + R"(,"total_pages":2,"total_count":2}})");
  };
  ScriptedSandbox world(
      {stream_reply(k_ready + attempt("d1", 1, "delivered", "200") + attempt("d2", 1, "delivered", "200")),
       json_reply(201, k_payment), page("d1", 1), page("d2", 2)});
  const auto ran = world.run({"pay", k_token, "--wait"});
  CHECK(ran.code == 0);
  CHECK(holds(ran.err, "delivered 2 of 2"));
  CHECK(world.request(3).target == "/_sandbox/deliveries?event_id=evt_1&per_page=100&page=2");
}

TEST_CASE("pay: paying twice says so and shows the first payment") {
  ScriptedSandbox world({json_reply(200, k_payment)});
  const auto ran = world.run({"pay", k_token, "--json"});
  CHECK(ran.code == 0);
  CHECK(ran.out == k_payment + "\n");
  CHECK(holds(ran.err, "paid already"));
}

TEST_CASE("checkout wait: looks once the stream is open, and again when something concerns it") {
  ScriptedSandbox world(
      {stream_reply(
           k_ready +
           block("event", R"({"type":"event","event":{"id":"evt_9","data":{"object":{"token":"cs_other"}}}})") +
           block("event",
                 R"({"type":"event","event":{"id":"evt_1","data":{"object":{"checkout_id":")" + k_token + R"("}}}})")),
       json_reply(200, checkout("pending")), json_reply(200, checkout("completed"))});
  const auto ran = world.run({"checkout", "wait", k_token, "--json"});
  CHECK(ran.code == 0);
  CHECK(ran.out == checkout("completed") + "\n");
  CHECK(world.api.count() == 3);  // the other checkout's event cost no call
}

TEST_CASE("checkout wait: another final status is exit 1, time that is up is exit 6") {
  ScriptedSandbox expired(
      {stream_reply(k_ready),
       json_reply(410, R"({"error":{"code":"checkout_session_expired","message":"x"},"checkout_session":)" +
                           checkout("expired") + "}")});
  const auto other = expired.run({"checkout", "wait", k_token});
  CHECK(other.code == 1);
  CHECK(holds(other.err, "it is expired, which is final"));

  ScriptedSandbox again(
      {stream_reply(k_ready),
       json_reply(410, R"({"error":{"code":"checkout_session_expired","message":"x"},"checkout_session":)" +
                           checkout("expired") + "}")});
  CHECK(again.run({"checkout", "wait", k_token, "--status", "expired"}).code == 0);

  ScriptedSandbox silent({open_stream_reply(k_ready), json_reply(200, checkout("pending"))});
  const auto late = silent.run({"checkout", "wait", k_token, "--timeout", "1ms", "--json"});
  CHECK(late.code == 6);
  CHECK(holds(late.err, R"("code":"wait_timeout")"));
}
