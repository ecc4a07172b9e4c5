// `events wait`, `events assert` and `events resend` against a sandbox that answers from a script.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail::test;
using json = nlohmann::ordered_json;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string event(int seq, const std::string& type, const std::string& object) {
  const auto number = std::to_string(seq);
  return R"({"object":"event","id":"evt_)" + number + R"(","seq":)" + number + R"(,"type":")" + type +
         R"(","livemode":false,"created_at":"2026-01-01T00:0)" + number + R"(:00Z","data":{"object":)" + object + "}}";
}

std::string shown(const std::string& event_json) {
  return block("event", R"({"type":"event","event":)" + event_json + "}");
}

const std::string k_ready = block("ready", R"({"type":"ready","cursor":"0.0","webhook":null,"webhooks":[]})");
const std::string k_paid = event(1, "invoice.paid", R"({"id":"i1","status":"paid","amount_cents":5000})");
const std::string k_small = event(2, "invoice.paid", R"({"id":"i2","status":"paid","amount_cents":100})");
const std::string k_order = event(3, "order.created", R"({"id":"o1","status":"pending"})");

}  // namespace

TEST_CASE("events wait: done when it happens, or has happened") {
  ScriptedSandbox world({stream_reply(k_ready + shown(k_small) + shown(k_paid))});
  const auto ran = world.run({"events", "wait", "invoice.*", "--where", "amount_cents=5000", "--json"});
  CHECK(ran.code == 0);
  CHECK(json::parse(ran.out) == json::parse(k_paid));
  CHECK(world.request(0).target == "/_sandbox/stream?types=invoice.%2A&since=0");

  ScriptedSandbox piped({stream_reply(k_ready + shown(k_paid))});
  CHECK(piped.run({"events", "wait", "invoice.paid", "--since", "now"}).out ==
        "evt_1\tinvoice.paid\t2026-01-01T00:01:00Z\n");
  CHECK(piped.request(0).target == "/_sandbox/stream?types=invoice.paid");

  ScriptedSandbox two({stream_reply(k_ready + shown(k_paid) + shown(k_small) + shown(k_paid))});
  const auto both = two.run({"events", "wait", "invoice.paid", "--count", "2", "--since", "10m", "--json"});
  CHECK(json::parse(both.out) == json::parse("[" + k_paid + "," + k_small + "]"));
  CHECK(two.request(0).target == "/_sandbox/stream?types=invoice.paid&since=10m");
}

TEST_CASE("events wait: what happened in time counts, also where the stream had not come to tell of it") {
  ScriptedSandbox world({open_stream_reply(k_ready), list_reply(k_paid)});
  const auto ran = world.run({"events", "wait", "invoice.paid", "--timeout", "1ms", "--json"});
  CHECK(ran.code == 0);
  CHECK(json::parse(ran.out) == json::parse(k_paid));
}

TEST_CASE("events wait: time that is up is exit 6, with what came near") {
  ScriptedSandbox world({open_stream_reply(k_ready + shown(k_paid)), list_reply(k_small + "," + k_paid)});
  const auto ran = world.run(
      {"events", "wait", "invoice.paid", "--where", "amount_cents>6000", "--where", "status=paid", "--timeout", "1ms"});
  CHECK(ran.code == 6);
  CHECK(ran.out.empty());
  CHECK(ran.err ==
        "error: no invoice.paid with amount_cents>6000 and status=paid within 1ms\n"
        "  the nearest of 2 others:\n"
        "    evt_2  amount_cents is 100, not >6000\n"
        "    evt_1  amount_cents is 5000, not >6000\n"
        "  look at it:  satsrail events get evt_2\n");

  ScriptedSandbox nothing({open_stream_reply(k_ready), list_reply(""), list_reply(k_order)});
  const auto none = nothing.run({"events", "wait", "invoice.paid", "--timeout", "1ms", "--json"});
  CHECK(none.code == 6);
  const auto error = json::parse(none.err).at("error");
  CHECK(error.at("code") == "wait_timeout");
  CHECK(error.at("exit_code") == 6);
  CHECK(error.at("reason") == "none of that type happened; lately there were 1 order.created");
  CHECK(error.at("other_events") == json{{"order.created", 1}});
}

TEST_CASE("events wait: wrong words, a misspelt field, no sandbox, one that stops") {
  ScriptedSandbox world({});
  CHECK(holds(world.run({"events", "wait", "invoice.payed"}).err, "did you mean:  invoice.paid"));
  CHECK(world.run({"events", "wait", "invoice.paid", "--where", "status"}).code == 2);
  CHECK(world.run({"events", "wait", "invoice.paid", "--count", "0"}).code == 2);
  CHECK(world.run({"events", "wait", "invoice.paid", "--since", "soon"}).code == 2);
  CHECK(world.run({"events", "wait"}).code == 2);
  CHECK(world.api.count() == 0);

  ScriptedSandbox slip({open_stream_reply(k_ready + shown(k_paid)), list_reply(k_paid)});
  const auto misspelt = slip.run({"events", "wait", "invoice.paid", "--where", "amount_cent=1", "--timeout", "1ms"});
  CHECK(misspelt.code == 2);
  CHECK(holds(misspelt.err, "did you mean:  amount_cents"));

  ScriptedSandbox stopping({stream_reply(k_ready + block("end", "{}"))});
  CHECK(stopping.run({"events", "wait", "invoice.paid"}).code == 5);
  ScriptedSandbox locked({error_reply(401, "unauthorized", "Invalid API key")});
  CHECK(locked.run({"events", "wait", "invoice.paid"}).code == 4);
  CHECK(CliWorld().run({"events", "wait", "invoice.paid"}).code == 5);
}

TEST_CASE("events assert: counts exactly, or at least one, and prints what it found") {
  const auto run = [](const std::string& rows, const std::vector<std::string>& more) {
    ScriptedSandbox world({list_reply(rows)});
    std::vector<std::string> words{"events", "assert", "invoice.paid"};
    words.insert(words.end(), more.begin(), more.end());
    return world.run(words);
  };
  const auto two = k_small + "," + k_paid;  // newest first, as the log is read
  CHECK(json::parse(run(two, {"--json"}).out) == json::parse("[" + k_paid + "," + k_small + "]"));
  CHECK(run(two, {"--count", "2"}).out ==
        "evt_1\tinvoice.paid\t2026-01-01T00:01:00Z\nevt_2\tinvoice.paid\t2026-01-01T00:02:00Z\n");
  CHECK(run(two, {"--count", "1", "--where", "amount_cents=5000"}).code == 0);
  const auto absent = run(two, {"--count", "0", "--where", "status=expired", "--json"});
  CHECK(absent.code == 0);
  CHECK(absent.out == "[]\n");
}

TEST_CASE("events assert: what is not so is exit 6, and the difference can be read") {
  ScriptedSandbox many({list_reply(k_small + "," + k_paid)});
  const auto ran = many.run({"events", "assert", "invoice.paid", "--count", "1"});
  CHECK(ran.code == 6);
  CHECK(ran.out.empty());
  CHECK(ran.err ==
        "error: expected exactly 1 invoice.paid, found 2\n"
        "  found:\n"
        "    evt_1  2026-01-01T00:01:00Z\n"
        "    evt_2  2026-01-01T00:02:00Z\n"
        "  see what happened:  satsrail events list\n");

  ScriptedSandbox other({list_reply(k_small + "," + k_paid)});
  const auto wrong =
      other.run({"events", "assert", "invoice.paid", "--where", "amount_cents=42", "--where", "id=i2", "--json"});
  CHECK(wrong.code == 6);
  const auto error = json::parse(wrong.err).at("error");
  CHECK(error.at("code") == "assertion_failed");
  CHECK(error.at("message") == "expected at least 1 invoice.paid with amount_cents=42 and id=i2, found none");
  CHECK(error.at("nearest")[0].at("id") == "evt_2");
  CHECK(error.at("nearest")[0].at("differences") ==
        json::parse(R"([{"path":"amount_cents","comparison":"=","expected":"42","found":100}])"));
  CHECK(error.at("nearest")[1].at("differences").size() == 2);

  ScriptedSandbox nothing({list_reply(""), list_reply(k_order)});
  CHECK(holds(nothing.run({"events", "assert", "invoice.paid"}).err, "lately there were 1 order.created"));
  ScriptedSandbox empty({list_reply(""), list_reply("")});
  CHECK(holds(empty.run({"events", "assert", "invoice.paid"}).err, "no event happened"));

  // A slip must not pass for absence.
  ScriptedSandbox slip({list_reply(k_paid)});
  CHECK(slip.run({"events", "assert", "invoice.paid", "--count", "0", "--where", "amount_cent=1"}).code == 2);
}

TEST_CASE("events assert --since: after an event, or for a time of the sandbox clock") {
  const auto rows = list_reply(k_order + "," + k_small + "," + k_paid);
  ScriptedSandbox after({json_reply(200, k_paid), rows});
  const auto later =
      after.run({"events", "assert", "*", "--since", "evt_000000000000000000000000000001", "--count", "2"});
  CHECK(later.err.empty());
  CHECK(later.code == 0);

  ScriptedSandbox lately({json_reply(200, R"({"now":"2026-01-01T00:04:00Z","mode":"frozen"})"), rows});
  const auto ran = lately.run({"events", "assert", "*", "--since", "90s", "-q"});
  CHECK(ran.out == "evt_3\n");
  CHECK(lately.request(0).target == "/_sandbox/clock");

  ScriptedSandbox now({list_reply("")});
  CHECK(now.run({"events", "assert", "*", "--since", "now", "--count", "0"}).code == 0);
}

TEST_CASE("events resend: asks for it, and --wait waits for these deliveries alone") {
  const std::string id = "evt_000000000000000000000000000001";
  const auto delivery = [&](const std::string& number, const std::string& state) {
    return R"({"object":"delivery","id":"d)" + number + R"(","event_id":")" + id + R"(","state":")" + state +
           R"(","url":"http://localhost:3000/w"})";
  };
  auto resent = list_reply(delivery("2", "pending"));
  resent.status = 202;
  ScriptedSandbox world({resent});
  const auto ran = world.run({"events", "resend", id, "--times", "3", "--delivery-id", "same"});
  CHECK(ran.code == 0);
  CHECK(ran.out == "d2\tpending\t\t\t\t\thttp://localhost:3000/w\n");
  CHECK(world.request(0).method == "POST");
  CHECK(world.request(0).target == "/_sandbox/events/" + id + "/resend");
  CHECK(world.request(0).body == R"({"times":3,"delivery_id":"same"})");

  const auto attempt = block("attempt", R"({"type":"attempt","delivery_id":"d2","state":"delivered","status":200})");
  ScriptedSandbox waiting(
      {stream_reply(k_ready + attempt), resent, list_reply(delivery("2", "pending") + "," + delivery("1", "failed"))});
  const auto waited = waiting.run({"events", "resend", id, "--wait"});
  CHECK(waited.code == 0);
  CHECK(holds(waited.err, "delivered 1 of 1"));

  ScriptedSandbox nobody({list_reply("")});
  CHECK(nobody.run({"events", "resend", id, "--json"}).code == 0);
  CHECK(world.run({"events", "resend", id, "--times", "101"}).code == 2);
  CHECK(world.run({"events", "resend"}).code == 2);
}
