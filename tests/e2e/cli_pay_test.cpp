// Payments that do not simply succeed, as a tester brings them about at a terminal.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

std::string without_line_end(std::string text) {
  if (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

std::string new_checkout(const SandboxFixture& sandbox, std::vector<std::string> flags = {}) {
  flags.insert(flags.begin(), {"checkout", "create", "--amount", "50.00", "-q"});
  return without_line_end(sandbox.cli(flags).out);
}

std::string status_of(const SandboxFixture& sandbox, const std::string& token) {
  return without_line_end(sandbox.cli({"checkout", "get", token, "--format", "{status}"}).out);
}

}  // namespace

TEST_CASE("cli: a payment that fails is exit 1 and changes nothing, and the next one succeeds") {
  SandboxFixture sandbox;
  const auto token = new_checkout(sandbox);
  const auto failed = sandbox.cli({"pay", token, "--outcome", "no_route"});
  CHECK(failed.exit_code == 1);
  CHECK(failed.out.empty());
  CHECK(contains(failed.err, "error: the payment failed: no_route\n  no route to the payee was found\n"));
  const auto as_json = sandbox.cli({"pay", token, "--outcome", "insufficient_balance", "--json"});
  CHECK(as_json.exit_code == 1);
  CHECK(json::parse(as_json.err).at("error").at("node_payment").at("failure_reason") == "insufficient_balance");
  CHECK(status_of(sandbox, token) == "pending");
  CHECK(cli_json(sandbox, {"node", "payments", "list", "--status", "failed"}).at("data").size() == 2);
  CHECK(sandbox.cli({"pay", token}).exit_code == 0);
  CHECK(status_of(sandbox, token) == "completed");

  // The checkout's own outcome, whoever pays it.
  const auto doomed = new_checkout(sandbox, {"--outcome", "no_inbound"});
  CHECK(sandbox.cli({"pay", doomed}).exit_code == 1);
}

TEST_CASE("cli: a payment that is held waits for `node settle`, and so does pay --wait") {
  SandboxFixture sandbox;
  const Receiver shop;
  auto api = sandbox.client();
  register_endpoint(api, shop.url());
  const auto token = new_checkout(sandbox);
  const auto held = sandbox.cli({"pay", token, "--hold"});
  CHECK(held.exit_code == 0);
  CHECK(contains(held.err, "satsrail node settle " + token));
  CHECK(status_of(sandbox, token) == "pending");
  CHECK(sandbox.cli({"pay", token, "--payer", "bob", "--wait"}).exit_code == 1);  // the payee has what it asked for
  CHECK(cli_json(sandbox, {"node", "settle", token}).at("state") == "settled");
  CHECK(status_of(sandbox, token) == "completed");
  CHECK(sandbox.cli({"node", "settle", token}).exit_code == 1);  // nothing is held any more

  const auto awaited = new_checkout(sandbox);
  const auto waiting = sandbox.cli_start({"pay", awaited, "--outcome", "held", "--wait", "--timeout", "1m", "--json"});
  waiting->wait_for_stderr("node settle " + awaited);
  CHECK(sandbox.cli({"node", "settle", awaited}).exit_code == 0);
  CHECK(waiting->wait().code == 0);
  CHECK(contains(waiting->stdout_text(), R"("object":"payment")"));

  const auto given_up = sandbox.cli({"pay", new_checkout(sandbox), "--hold", "--wait", "--timeout", "1ms"});
  CHECK(given_up.exit_code == 6);
  CHECK(contains(given_up.err, "error: the payment is not settled after 1ms"));

  const auto sent_back = new_checkout(sandbox);
  const auto failing = sandbox.cli_start({"pay", sent_back, "--hold", "--wait", "--timeout", "1m"});
  failing->wait_for_stderr("node settle " + sent_back);
  CHECK(sandbox.cli({"node", "cancel", sent_back}).exit_code == 0);
  CHECK(failing->wait().code == 1);
}

TEST_CASE("cli: pay names the step of the clock that brings a payment on") {
  SandboxFixture sandbox;
  freeze_at(sandbox, "2030-01-01T00:00:00Z");
  const auto goes_on = [&](const std::string& outcome, const std::string& duration) {
    auto token = new_checkout(sandbox, {"--outcome", outcome});
    const auto ran = sandbox.cli({"pay", token});
    CAPTURE(outcome, ran.err);
    CHECK(ran.exit_code == 0);
    CHECK(contains(ran.err, "satsrail clock advance " + duration + "\n"));
    satsrail::test::advance(sandbox, duration);
    return token;
  };
  CHECK(status_of(sandbox, goes_on("api_lag", "10s")) == "completed");
  CHECK(status_of(sandbox, goes_on("late", "15m1s")) == "expired");
  goes_on("mpp_partial", "1m");
  CHECK(cli_json(sandbox, {"node", "payments", "list", "--status", "failed"}).at("data").at(0).at("failure_reason") ==
        "timeout");
}

TEST_CASE("cli: an on-chain payment is seen at once, and counts when a block confirms it") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto token = new_checkout(sandbox);
  const auto order = expect(api.get("/api/v1/checkout_sessions/" + token), 200).at("order_id");
  const auto invoice =
      expect(api.post("/api/v1/m/invoices/generate", {{"order_id", order}, {"payment_method", "onchain"}}), 201);
  const auto ran = sandbox.cli({"pay", invoice.at("id").get<std::string>()});
  CHECK(ran.exit_code == 0);
  CHECK(contains(ran.out, "status\tpending\n"));
  CHECK(contains(ran.err, "satsrail node mine"));
  CHECK(cli_json(sandbox, {"node", "mine"}).at("confirmed_payments").size() == 1);
  CHECK(status_of(sandbox, token) == "completed");
}

TEST_CASE("cli: a crash in the middle of a payment ends with the daemon down, and the payment once") {
  SandboxFixture sandbox({}, false);
  struct StopAtLast {
    const SandboxFixture& sandbox;
    ~StopAtLast() { sandbox.cli({"stop"}); }
  } const stop_at_last{sandbox};
  CHECK(sandbox.cli({"start", "--port", "0"}).exit_code == 0);
  const auto token = new_checkout(sandbox);
  const auto ran = sandbox.cli({"pay", token, "--outcome", "crash"});
  CHECK(ran.exit_code == 0);
  CHECK(contains(ran.err, "the daemon is down"));
  CHECK(sandbox.cli({"status"}).exit_code == 5);  // at once: pay returned when it was gone
  CHECK(sandbox.cli({"start", "--port", "0"}).exit_code == 0);
  CHECK(sandbox.cli({"checkout", "wait", token, "--timeout", "1m"}).exit_code == 0);
}

TEST_CASE("cli: settings of the node hold for their mode, and --autopay is one of them") {
  SandboxFixture sandbox({"--autopay", "3s"});
  const auto autopay = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"node", "info", "--format", "{settings.autopay}"});
    return without_line_end(sandbox.cli(flags).out);
  };
  CHECK(autopay({}) == "3s");
  CHECK(autopay({"--live"}) == "off");
  freeze_at(sandbox, "2030-01-01T00:00:00Z");
  const auto token = new_checkout(sandbox);
  CHECK(sandbox.cli({"checkout", "invoice", token}).exit_code == 0);
  advance(sandbox, "3s");
  CHECK(status_of(sandbox, token) == "completed");
  CHECK(sandbox.cli({"node", "mode", "manual"}).exit_code == 0);
  CHECK(autopay({}) == "off");

  CHECK(sandbox.cli({"node", "set", "offline"}).exit_code == 0);
  const auto offline = sandbox.cli({"pay", new_checkout(sandbox)});
  CHECK(offline.exit_code == 1);
  CHECK(contains(offline.err, "satsrail node info"));

  const auto run = sandbox.cli({"exec", "--autopay", "2s", "--", program("satsrail").string(), "node", "info",
                                "--format", "{settings.autopay}"});
  CHECK(run.out == "2s\n");
  SandboxFixture nowhere({}, false);
  CHECK_THROWS(nowhere.start({"--autopay", "soon"}));
}
