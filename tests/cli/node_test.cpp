// The node on the command line: what is sent, what is refused before anything is, and what is made of the answers.

#include "core/domain/node_settings.h"
#include "core/domain/payment_outcome.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail;
using namespace satsrail::test;

namespace {

using json = nlohmann::json;

const std::string k_token = "cs_0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string k_id = "01920000-0000-7000-8000-000000000001";
const std::string k_node = R"({"object":"node","pubkey":"02ab","settings":{"offline":"off","latency":"2s"},)"
                           R"("balances":[{"owner":"merchant","balance_msat":50000000}],"lnurl":{"url":"http://x/y"}})";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

json attempt(const std::string& status, const std::string& outcome) {
  return {{"object", "node_payment"}, {"id", k_id},
          {"status", status},         {"failure_reason", nullptr},
          {"message", nullptr},       {"outcome", outcome},
          {"htlcs", json::array()},   {"checkout_id", k_token},
          {"invoice_id", "i1"},       {"payment_id", nullptr},
          {"due_at", nullptr},        {"updated_at", "2026-01-01T00:00:00Z"}};
}

json failed_attempt() {
  auto failed = attempt("failed", "no_route");
  failed["failure_reason"] = "no_route";
  failed["message"] = "no route to the payee was found";
  return failed;
}

std::string refused(const std::vector<std::string>& words) {
  const CliWorld world;
  const auto ran = world.run(words);
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  return ran.err;
}

const std::string k_payment =
    R"({"object":"payment","id":"p1","status":"completed","amount_cents":5000,"currency":"usd","event_ids":[]})";
const std::string k_ready = block("ready", R"({"type":"ready","cursor":"1.1","webhook":null})");

}  // namespace

TEST_CASE("node set: names with dashes or without, a name alone means on") {
  ScriptedSandbox world({json_reply(200, k_node), json_reply(200, k_node), json_reply(200, k_node)});
  const auto ran = world.run({"node", "set", "offline", "Session-TTL=20m", "clock_skew=-10m", "webln=reject"});
  CHECK(ran.code == 0);
  const auto request = world.request(0);
  CHECK(request.method == "PATCH");
  CHECK(request.target == "/_sandbox/node");
  CHECK(request.header("Authorization") == "Bearer sk_test_a");
  CHECK(json::parse(request.body) ==
        json{{"offline", "on"}, {"session_ttl", "20m"}, {"clock_skew", "-10m"}, {"webln", "reject"}});
  CHECK(world.run({"node", "mode", "autopay=3s"}).code == 0);
  CHECK(world.request(1).body == R"({"autopay":"3s"})");
  CHECK(world.run({"node", "mode", "manual"}).code == 0);
  CHECK(world.request(2).body == R"({"autopay":"off"})");
}

TEST_CASE("node set: every setting of the table is known, with its default as a value") {
  std::vector<std::string> words{"node", "set"};
  for (const auto& info : node_setting_table()) {
    words.push_back(std::string(info.name) + "=" + text_of(NodeSettings{}, info.name));
  }
  ScriptedSandbox world({json_reply(200, k_node)});
  CHECK(world.run(words).code == 0);
  CHECK(json::parse(world.request(0).body).size() == node_setting_table().size());
}

TEST_CASE("node set: what is misspelt or makes no sense is refused before it is sent") {
  CHECK(holds(refused({"node", "set", "ofline"}), "did you mean:  offline"));
  CHECK(holds(refused({"node", "set", "latency"}), "latency must be a duration"));
  CHECK(holds(refused({"node", "set", "fee=-1"}), "it takes:  fee=SATS"));
  CHECK(holds(refused({"node", "set"}), "node set needs NAME[=VALUE]"));
  CHECK(holds(refused({"node", "mode", "auto"}), "node mode autopay=3s"));
  CHECK(holds(refused({"node", "mode", "autopay=soon"}), "autopay must be a duration"));
  CHECK(holds(refused({"node", "mine", "0"}), "from 1 to 1000"));
  CHECK(holds(refused({"node", "invoice"}), "node invoice needs one of --amount-sats, --any-amount"));
  CHECK(holds(refused({"node", "invoice", "--amount-sats", "5", "--any-amount"}), "exclude each other"));
  CHECK(holds(refused({"node", "invoice", "--amount-sats", "0"}), "'0' is no value for --amount-sats"));
  CHECK(holds(refused({"node", "invoice", "--any-amount", "--expiry", "1"}), "'1' is no duration"));
  CHECK(holds(refused({"node", "settle"}), "node settle needs TARGET"));
}

TEST_CASE("node info: whatever the API says is there for scripts, under the path that --format takes") {
  ScriptedSandbox world({json_reply(200, k_node), json_reply(200, k_node), json_reply(200, k_node)});
  const auto ran = world.run({"node", "info"});
  CHECK(holds(ran.out, "settings.latency\t2s\n"));
  CHECK(holds(ran.out, "lnurl.url\thttp://x/y\n"));
  CHECK(world.run({"node", "info", "--json"}).out == k_node + "\n");
  CHECK(world.run({"node", "info", "--format", "{lnurl.url}"}).out == "http://x/y\n");
}

TEST_CASE("node invoice, settle, cancel, mine: what they send") {
  const auto invoice = json_reply(200, R"({"object":"node_invoice","payment_hash":"ab","bolt11":"lnbcrt1"})");
  ScriptedSandbox world({invoice, invoice, invoice, invoice, invoice, json_reply(200, R"({"height":106})")});
  CHECK(world.run({"node", "invoice", "--amount-sats", "1000", "--description", "tea", "--expiry", "90m", "-q"}).out ==
        "lnbcrt1\n");
  CHECK(world.request(0).body == R"({"amount_sats":1000,"description":"tea","expiry_seconds":5400})");
  CHECK(world.run({"node", "invoice", "--any-amount"}).code == 0);
  CHECK(world.request(1).body == R"({"any_amount":true})");
  CHECK(world.run({"node", "settle", k_token}).code == 0);
  CHECK(world.request(2).target == "/_sandbox/node/invoices/" + k_token + "/settle");
  CHECK(world.run({"node", "cancel", "lightning:lnbcrt1"}).code == 0);
  CHECK(world.request(3).target == "/_sandbox/node/invoices/lnbcrt1/cancel");
  CHECK(world.run({"node", "invoices", "get", "00ff"}).code == 0);
  CHECK(world.request(4).target == "/_sandbox/node/invoices/00ff");
  CHECK(world.run({"node", "mine", "6", "-q"}).out == "106\n");
  CHECK(world.request(5).body == R"({"blocks":6})");
}

TEST_CASE("node payments and invoices: nouns of two words, with their filters") {
  ScriptedSandbox world({list_reply(attempt("failed", "no_route").dump()), list_reply("")});
  CHECK(holds(world.run({"node", "payment", "ls", "--status", "failed", "--payer", "bob"}).out, k_id + "\tfailed\t"));
  CHECK(world.request(0).target == "/_sandbox/node/payments?q%5Bstatus_eq%5D=failed&q%5Bpayer_eq%5D=bob");
  CHECK(world.run({"--page", "2", "node", "invoices", "--state", "accepted", "list"}).code == 0);
  CHECK(world.request(1).target == "/_sandbox/node/invoices?page=2&q%5Bstate_eq%5D=accepted");
  CHECK(holds(refused({"node", "payments"}), "node payments needs a verb\n  one of: list, get"));
  CHECK(holds(refused({"node", "payments", "lsit"}), "did you mean:  satsrail node payments list"));
  CHECK(holds(refused({"node", "paymnets", "list"}), "did you mean:  satsrail node payments"));
  CHECK(holds(world.run({"help", "node", "payments", "list"}).out, "satsrail node payments list: "));
  CHECK(holds(world.run({"node", "payments", "--help"}).out, "satsrail node payments: "));
  CHECK(holds(world.run({"node", "--help"}).out, "payments get ID"));
}

TEST_CASE("pay: how it is paid is sent as it was typed, and checked before") {
  ScriptedSandbox world({json_reply(201, k_payment)});
  CHECK(world
            .run({"pay", k_token, "--outcome", "webhook-twice", "--delay", "5s", "--hold", "--payer", "bob",
                  "--amount-sats", "7", "--fee-limit-sats", "0", "--parts", "3"})
            .code == 0);
  CHECK(world.request(0).body == R"({"target":")" + k_token +
                                     R"(","outcome":"webhook_twice","delay":"5s","hold":true,"payer":"bob",)"
                                     R"("amount_sats":7,"fee_limit_sats":0,"parts":3})");
  CHECK(holds(refused({"pay", k_token, "--outcome", "no_ruote"}), "did you mean:  no_route"));
  CHECK(holds(refused({"pay", k_token, "--delay", "5"}), "'5' is no duration"));
  CHECK(holds(refused({"pay", k_token, "--amount-sats", "much"}), "is no value for --amount-sats"));
  CHECK(holds(refused({"pay", k_token, "--parts", "17"}), "from 1 to 16"));
  CHECK(holds(refused({"checkout", "create", "--amount", "5", "--outcome", "hold"}), "did you mean:  held"));
}

TEST_CASE("pay --help and the topic name every outcome of the table, the impossible ones as such") {
  const CliWorld world;
  const auto help = world.run({"pay", "--help"}).out;
  const auto topic = world.run({"help", "lightning"}).out;
  const auto completed = world.run({"__complete", "outcomes"}).out;
  std::size_t impossible = 0;
  for (const auto& info : payment_outcomes()) {
    CHECK(holds(help, "  " + std::string(info.name) + " "));
    CHECK(holds(topic, "  " + std::string(info.name) + " "));
    CHECK(holds(completed, std::string(info.name) + "\n"));
    impossible += info.possible ? 0 : 1;
  }
  std::size_t labels = 0;
  for (auto at = help.find("(not possible"); at != std::string::npos; at = help.find("(not possible", at + 1)) {
    ++labels;
  }
  CHECK(labels == impossible);
  for (const auto& info : node_setting_table()) {
    CHECK(holds(topic, "  " + std::string(info.name) + "=" + std::string(info.value)));
    CHECK(holds(world.run({"__complete", "node-settings"}).out, std::string(info.name) + "\n"));
  }
}

TEST_CASE("pay: what cannot happen on Lightning is labelled where it is used") {
  ScriptedSandbox world({json_reply(201, k_payment), json_reply(201, k_payment)});
  CHECK(holds(world.run({"pay", k_token, "--outcome", "underpaid"}).err, std::string(k_not_possible)));
  CHECK(world.run({"pay", k_token, "--outcome", "paid"}).err.empty());
}

TEST_CASE("pay: a payer who fails is exit 1 with his reason, and --json carries the attempt") {
  const auto reply = json_reply(402, json{{"error",
                                           {{"code", "payment_failed"},
                                            {"message", "Payment failed: no route"},
                                            {"status", 402},
                                            {"details", json::array()},
                                            {"request_id", "req_1"}}},
                                          {"node_payment", failed_attempt()}}
                                         .dump());
  ScriptedSandbox world({reply, reply});
  const auto ran = world.run({"pay", k_token});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(ran.err ==
        "error: the payment failed: no_route\n  no route to the payee was found\n"
        "  the merchant hears nothing of it; the payer's log:  satsrail node payments get " +
            k_id + "\n");
  const auto error = json::parse(world.run({"pay", k_token, "--json"}).err).at("error");
  CHECK(error.at("code") == "payment_failed");
  CHECK(error.at("request_id") == "req_1");
  CHECK(error.at("node_payment").at("failure_reason") == "no_route");
}

TEST_CASE("pay: an attempt on its way is shown, with the command that brings it on") {
  const auto note = [](int status, const json& shown, std::vector<Reply> more = {}) {
    more.insert(more.begin(), json_reply(status, shown.dump()));
    ScriptedSandbox world(std::move(more));
    const auto ran = world.run({"pay", k_token});
    CHECK(ran.code == 0);
    CHECK(holds(ran.out, "id\t" + k_id + "\n"));
    return ran.err;
  };
  auto held = attempt("in_flight", "held");
  held["htlcs"] = {{{"times_out_at", "2026-01-01T10:00:00Z"}}};
  CHECK(holds(note(202, held), "satsrail node settle " + k_token));
  auto partial = held;
  partial["outcome"] = "mpp_partial";
  partial["htlcs"][0]["times_out_at"] = "2026-01-01T00:01:00Z";
  CHECK(holds(note(202, partial), "satsrail clock advance 1m"));
  auto delayed = attempt("in_flight", "paid");
  delayed["due_at"] = "2026-01-01T00:00:05Z";
  CHECK(holds(note(202, delayed), "satsrail clock advance 5s"));
  auto late = attempt("initiated", "late");
  late["due_at"] = "2026-01-01T00:15:01Z";
  CHECK(holds(note(202, late), "satsrail clock advance 15m1s"));
  CHECK(holds(note(202, attempt("in_flight", "crash")), "satsrail start"));
  // The lag is the longer of the outcome's and the node's.
  CHECK(holds(note(201, attempt("succeeded", "api_lag"), {json_reply(200, k_node)}), "satsrail clock advance 10s"));
  CHECK(holds(note(201, attempt("succeeded", "paid"), {json_reply(200, R"({"settings":{"api_lag":"1m"}})")}),
              "satsrail clock advance 1m"));
  auto own = attempt("succeeded", "paid");
  own["invoice_id"] = nullptr;
  CHECK(note(201, own).empty());  // no order asked for it: there is nothing to wait for
}

namespace {

// The stream of an attempt: what it was in the end, and before.
Reply followed(const std::vector<json>& attempts) {
  std::string blocks;
  for (const auto& each : attempts) {
    blocks += block("node_payment", json{{"type", "node_payment"}, {"node_payment", each}}.dump());
  }
  return stream_reply(blocks);
}

}  // namespace

TEST_CASE("pay --wait: follows a payment that is held until the merchant's API knows it") {
  auto settled = attempt("succeeded", "held");
  settled["payment_id"] = "p1";
  // While it is on its way the attempt has a stream of its own.
  ScriptedSandbox world({stream_reply(k_ready), json_reply(202, attempt("in_flight", "held").dump()),
                         followed({attempt("in_flight", "held"), settled}), json_reply(200, k_payment)});
  const auto ran = world.run({"pay", k_token, "--wait", "--json"});
  CHECK(ran.code == 0);
  CHECK(ran.out == k_payment + "\n");
  CHECK(world.request(2).target == "/_sandbox/node/payments/" + k_id + "/stream");
  CHECK(world.request(3).body == R"({"target":"i1"})");
}

TEST_CASE("pay --wait: ends with 1 when the payment fails on its way, with 5 when the sandbox goes") {
  ScriptedSandbox failing(
      {stream_reply(k_ready), json_reply(202, attempt("in_flight", "held").dump()), followed({failed_attempt()})});
  const auto failed = failing.run({"pay", k_token, "--wait"});
  CHECK(failed.code == 1);
  CHECK(failed.out.empty());
  CHECK(holds(failed.err, "error: the payment failed: no_route"));

  ScriptedSandbox gone({stream_reply(k_ready), json_reply(202, attempt("in_flight", "held").dump()),
                        followed({attempt("in_flight", "held")})});
  const auto lost = gone.run({"pay", k_token, "--wait"});
  CHECK(lost.code == 5);
  CHECK(holds(lost.err, "satsrail start"));
}

TEST_CASE("checkout: an outcome goes into the metadata, and another invoice is asked for") {
  const auto checkout = json_reply(201, R"({"token":"cs_1"})");
  ScriptedSandbox world(
      {checkout, json_reply(200, R"({"bolt11":"lnbcrt1"})"), json_reply(200, R"({"bolt11":"lnbcrt2"})")});
  CHECK(world.run({"checkout", "create", "--amount", "5", "--metadata", "a=b", "--outcome", "no_route"}).code == 0);
  CHECK(world.request(0).body ==
        R"({"checkout_session":{"amount_cents":500,"metadata":{"a":"b","satsrail_outcome":"no_route"}}})");
  CHECK(world.run({"checkout", "invoice", k_token, "-q"}).out == "lnbcrt1\n");
  CHECK(world.request(1).body == "{}");
  CHECK(world.run({"checkout", "invoice", k_token, "--keep-old"}).code == 0);
  CHECK(world.request(2).target == "/_sandbox/checkout_sessions/" + k_token + "/invoice");
  CHECK(world.request(2).body == R"({"new":true,"keep_old":true})");
}

TEST_CASE("start: --autopay is a duration or off") {
  CHECK(holds(refused({"start", "--autopay", "3"}), "'3' is no duration"));
}
