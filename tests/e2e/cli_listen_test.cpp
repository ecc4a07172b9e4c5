// `listen` and `pay --wait`: a developer's terminal beside the shop that is being written.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <map>
#include <sstream>

using namespace satsrail::test;

namespace {

std::vector<json> lines_of(const std::string& printed) {
  std::istringstream text(printed);
  std::vector<json> lines;
  for (std::string line; std::getline(text, line);) {
    lines.push_back(json::parse(line));
  }
  return lines;
}

std::vector<json> of_type(const std::vector<json>& lines, const std::string& type) {
  std::vector<json> found;
  for (const auto& line : lines) {
    if (line.at("type") == type) {
      found.push_back(line);
    }
  }
  return found;
}

// Asks again until it is so: a connection that is gone is noticed at once, but by another thread.
template <class Condition>
bool becomes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
  }
  return true;
}

bool has_no_endpoint(HttpClient& api) {
  return list_all(api, "/api/v1/webhooks").empty();
}

}  // namespace

TEST_CASE("listen: shows the events and forwards them, signed with a secret that stays the same") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver shop({Reply::ok(), Reply::fail(500, "cannot open the till")});
  const auto secret = sandbox.cli({"listen", "--print-secret"});
  REQUIRE(secret.exit_code == 0);

  const auto listener =
      sandbox.cli_start({"listen", "--forward-to", std::to_string(shop.port()) + "/hooks?x=1", "--json"});
  listener->wait_for_stdout("\"ready\"");
  const auto endpoint = list_all(api, "/api/v1/webhooks").at(0);
  CHECK(endpoint.at("url") == "http://localhost:" + std::to_string(shop.port()) + "/hooks?x=1");

  const auto token = create_checkout(api);
  const auto payment = pay_checkout(api, token);
  const auto received = shop.wait_for(1).at(0);
  CHECK(received.target == "/hooks?x=1");
  CHECK(received.header("X-SatsRail-Signature") ==
        signature_of(received.body, secret.out.substr(0, secret.out.find('\n'))));
  auto lines = lines_of(listener->wait_for_stdout("\"delivered\""));
  CHECK(lines.front().at("type") == "ready");
  CHECK(lines.front().at("webhook").at("id") == endpoint.at("id"));
  CHECK(lines.front().at("webhook").at("secret").get<std::string>() + "\n" == secret.out);
  std::vector<std::string> announced;
  for (const auto& line : of_type(lines, "event")) {
    announced.push_back(line.at("event").at("id"));
  }
  const auto promised = payment.at("event_ids").get<std::vector<std::string>>();
  REQUIRE(announced.size() >= promised.size());
  CHECK(std::vector(announced.end() - static_cast<std::ptrdiff_t>(promised.size()), announced.end()) == promised);
  const auto attempt = of_type(lines, "attempt").at(0);
  CHECK(attempt.at("status") == 200);
  CHECK(attempt.at("event_id") == promised.back());

  // What the shop says when it fails is shown, and when it is tried again.
  pay_checkout(api, create_checkout(api));
  shop.wait_for(2);
  advance(sandbox, "1m");
  lines = lines_of(listener->wait_for_stdout("\"attempt\":2"));
  const auto failed = of_type(lines, "attempt").at(1);
  CHECK(failed.at("status") == 500);
  CHECK(failed.at("response_body") == "cannot open the till");
  CHECK(failed.at("state") == "pending");
  CHECK(failed.at("next_attempt_at").is_string());
  CHECK(shop.count() == 3);

  // Ctrl-C ends it, and its endpoint with it. What it printed is whole lines.
  listener->kill(SIGINT);
  const auto ended = listener->wait();
  CHECK(ended.signal == SIGINT);
  CHECK(listener->stderr_text().empty());
  CHECK(lines_of(listener->stdout_text()).size() >= lines.size());
  CHECK(becomes_true([&] { return has_no_endpoint(api); }));
  pay_checkout(api, create_checkout(api));
  advance(sandbox, "3h");
  CHECK(shop.count() == 3);
}

TEST_CASE("listen: its endpoint is gone when it was killed, and when the daemon was") {
  SandboxFixture sandbox;
  Receiver shop;
  {
    auto api = sandbox.client();
    const auto listener = sandbox.cli_start({"listen", "--forward-to", shop.url(), "--json"});
    listener->wait_for_stdout("\"ready\"");
    CHECK_FALSE(has_no_endpoint(api));
    listener->kill(SIGKILL);
    listener->wait();
    CHECK(becomes_true([&] { return has_no_endpoint(api); }));
  }
  const auto listener = sandbox.cli_start({"listen", "--forward-to", shop.url(), "--json"});
  listener->wait_for_stdout("\"ready\"");
  sandbox.kill_hard();
  CHECK(listener->wait().code == 5);
  CHECK(json::parse(listener->stderr_text()).at("error").at("code") == "connection_lost");
  sandbox.start();
  auto api = sandbox.client();
  CHECK(has_no_endpoint(api));
}

TEST_CASE("listen: shows only what was asked for, and ends in peace with the daemon") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto listener = sandbox.cli_start({"listen", "--events", "checkout.*,order.created", "--json"});
  listener->wait_for_stdout("\"ready\"");
  auto other_mode = sandbox.client(sandbox.ready().sk_live);
  pay_checkout(other_mode, create_checkout(other_mode));
  pay_checkout(api, create_checkout(api));
  listener->wait_for_stdout("checkout.completed");
  sandbox.stop();
  CHECK(listener->wait().code == 0);
  const auto lines = lines_of(listener->stdout_text());
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].at("webhook").is_null());
  CHECK(lines[1].at("event").at("type") == "order.created");
  CHECK(lines[1].at("event").at("livemode") == false);
  CHECK(lines[2].at("event").at("type") == "checkout.completed");
  CHECK(lines[3] == json{{"type", "end"}, {"reason", "stopping"}});
}

TEST_CASE("listen: routes events to several targets, each in order") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver orders;
  Receiver rest;
  const auto listener =
      sandbox.cli_start({"listen", "--route", "order.*,!order.updated=" + std::to_string(orders.port()) + "/orders",
                         "--forward-to", std::to_string(rest.port()), "--json"});
  const auto ready = lines_of(listener->wait_for_stdout("\"ready\"")).at(0);
  REQUIRE(ready.at("webhooks").size() == 2);
  pay_checkout(api, create_checkout(api));
  CHECK(orders.wait_for(1).at(0).header("X-SatsRail-Event") == "order.created");
  std::vector<std::string> announced;
  for (const auto& request : rest.wait_for(6)) {
    announced.push_back(request.header("X-SatsRail-Event"));
  }
  CHECK(announced == std::vector<std::string>{"invoice.created", "payment.received", "payment.confirmed",
                                              "invoice.paid", "order.updated", "checkout.completed"});
  CHECK(orders.count() == 1);
}

TEST_CASE("listen --since last: what the shop has not got comes again, from the listener before and from meanwhile") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver broken;
  broken.always(Reply::fail(500));
  Receiver shop;
  const auto first = sandbox.cli_start({"listen", "--forward-to", broken.url(), "--json"});
  first->wait_for_stdout("\"ready\"");
  first->kill(SIGKILL);
  first->wait();

  // One event that the listener saw and could not deliver, and two that happen while nobody listens.
  const auto second = sandbox.cli_start({"listen", "--forward-to", broken.url(), "--since", "last", "--json"});
  second->wait_for_stdout("\"ready\"");
  std::vector<std::string> tokens{create_checkout(api)};
  pay_checkout(api, tokens.back());
  second->wait_for_stdout("\"status\":500");
  second->kill(SIGKILL);
  second->wait();
  for (int i = 0; i < 2; ++i) {
    tokens.push_back(create_checkout(api));
    pay_checkout(api, tokens.back());
  }
  const auto third = sandbox.cli_start({"listen", "--forward-to", shop.url(), "--since", "last", "--json"});
  std::vector<std::string> received;
  for (const auto& request : shop.wait_for(3)) {
    received.push_back(json::parse(request.body).at("checkout_id"));
  }
  CHECK(received == tokens);
  third->wait_for_stdout("\"delivery_id\"");
}

TEST_CASE("listen --use-endpoints: sends what the registered endpoints get, signed with their own secrets") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver production;
  Receiver at_hand;
  const auto one = register_endpoint(api, production.url("/hooks?a=1"));
  const auto two = register_endpoint(api, production.url("/orders"), {"order.created"});
  const auto listener =
      sandbox.cli_start({"listen", "--use-endpoints", "--forward-to", std::to_string(at_hand.port()), "--json"});
  listener->wait_for_stdout("\"ready\"");
  pay_checkout(api, create_checkout(api));
  // Each endpoint has a queue of its own: which of the two is first is not said.
  std::map<std::string, std::string> signatures;
  std::map<std::string, std::string> bodies;
  for (const auto& copy : at_hand.wait_for(2)) {
    signatures[copy.target] = copy.header("X-SatsRail-Signature");
    bodies[copy.target] = copy.body;
  }
  CHECK(signatures["/orders"] == signature_of(bodies["/orders"], two.at("secret_key").get<std::string>()));
  CHECK(signatures["/hooks?a=1"] == signature_of(bodies["/hooks?a=1"], one.at("secret_key").get<std::string>()));
  CHECK(production.wait_for(2).size() == 2);
}

TEST_CASE("listen: says how to send, and hands the secret to the shop") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver shop({Reply::fail(500), Reply::fail(503)});
  const auto env = (sandbox.dir() / "shop.env").string();
  const auto listener = sandbox.cli_start({"listen", "--forward-to", shop.url(), "--events", "checkout.completed", "-H",
                                           "X-Shop: test", "--retry", "fast", "--timeout", "none", "--write-env", env,
                                           "SHOP_SECRET", "--output", "compact"});
  listener->wait_for_stdout("ready");
  pay_checkout(api, create_checkout(api));
  shop.wait_for(1);
  advance(sandbox, "3s");
  const auto requests = shop.wait_for(3);
  CHECK(requests[0].header("X-Shop") == "test");
  std::ifstream file(env);
  std::string line;
  std::getline(file, line);
  REQUIRE(line.starts_with("SHOP_SECRET=whsec_"));
  CHECK(requests[2].header("X-SatsRail-Signature") == signature_of(requests[2].body, line.substr(12)));
  listener->wait_for_stdout("\t3/5\t200\t");
  CHECK_FALSE(contains(listener->stdout_text(), "event\t"));
}

TEST_CASE("pay --wait: ends when the shop has been told, however often it had to be") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver shop({Reply::fail(500), Reply::reset()});
  register_endpoint(api, shop.url());
  const auto paying = sandbox.cli_start({"pay", create_checkout(api), "--wait", "--timeout", "5m"});
  paying->wait_for_stderr("attempt 1/5 of checkout.completed");
  advance(sandbox, "1m");
  paying->wait_for_stderr("attempt 2/5");
  CHECK(paying->running());
  advance(sandbox, "5m");
  CHECK(paying->wait().code == 0);
  CHECK(contains(paying->stderr_text(), "delivered 1 of 1"));
  CHECK(contains(paying->stdout_text(), "status\tcompleted\n"));
  CHECK(shop.count() == 3);
}

TEST_CASE("pay --wait: a shop that never learns of it ends it with 1, one that takes too long with 6") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver broken;
  broken.always(Reply::fail(500));
  const auto endpoint = register_endpoint(api, broken.url());
  const auto hasty = sandbox.cli({"pay", create_checkout(api), "--wait", "--timeout", "1ms", "--json"});
  CHECK(hasty.exit_code == 6);
  CHECK(json::parse(hasty.out).at("status") == "completed");  // the payment is made all the same

  const auto patient = sandbox.cli_start({"pay", create_checkout(api), "--wait", "--timeout", "5m"});
  patient->wait_for_stderr("attempt 1/5");
  advance(sandbox, "3h");
  CHECK(patient->wait().code == 1);
  CHECK(contains(patient->stderr_text(), "paid, but 0 of 1 webhooks were delivered"));

  expect(api.del("/api/v1/webhooks/" + endpoint.at("id").get<std::string>()), 204);
  const auto nobody = sandbox.cli({"pay", create_checkout(api), "--wait"});
  CHECK(nobody.exit_code == 0);
  CHECK(contains(nobody.err, "no webhook endpoint"));
}

// The answer to a second payment names no events, so there is nothing to wait for.
TEST_CASE("pay --wait: of a checkout that was paid before waits for what is still owed") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Receiver shop({Reply::fail(500)});
  register_endpoint(api, shop.url());
  const auto token = create_checkout(api);
  const auto first = pay_checkout(api, token);
  shop.wait_for(1);
  CHECK(expect(api.post("/_sandbox/pay", {{"target", token}}), 200) == first);
  CHECK(sandbox.cli({"pay", token, "--wait", "--timeout", "1ms"}).exit_code == 6);
}
