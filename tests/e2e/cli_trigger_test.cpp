// Events made to happen from a terminal: `satsrail trigger`.

#include "core/domain/event_type.h"
#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

using namespace satsrail::test;

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string new_checkout(const SandboxFixture& sandbox) {
  return first_line(sandbox.cli({"checkout", "create", "--amount", "50.00", "-q"}).out);
}

std::string field(const SandboxFixture& sandbox, std::vector<std::string> words, const std::string& name) {
  words.insert(words.end(), {"--format", "{" + name + "}"});
  return first_line(sandbox.cli(words).out);
}

json triggered(const SandboxFixture& sandbox, std::vector<std::string> words) {
  words.insert(words.begin(), "trigger");
  words.emplace_back("--json");
  const auto ran = sandbox.cli(words);
  INFO(ran.out << ran.err);
  REQUIRE(ran.exit_code == 0);
  return json::parse(ran.out);
}

}  // namespace

TEST_CASE("trigger: every recipe makes its event, on new objects and on all of yours that it takes") {
  SandboxFixture sandbox;
  const auto recipes = cli_json(sandbox, {"trigger", "--list"}).at("data");
  REQUIRE(recipes.size() == satsrail::event_type::all.size());
  sandbox.cli({"products", "create", "--name", "Coffee", "--price", "4.50", "--slug", "coffee"});
  for (const auto& recipe : recipes) {
    const std::string type = recipe.at("event");
    INFO(type);
    const auto event = triggered(sandbox, {type});
    CHECK(event.at("type") == type);
    CHECK(cli_json(sandbox, {"events", "get", event.at("id")}) == event);
    for (const std::string subject : recipe.at("takes")) {
      INFO(subject);
      const auto token = new_checkout(sandbox);
      const auto order = field(sandbox, {"checkout", "get", token}, "order_id");
      if (type == "invoice.expired") {
        sandbox.cli({"checkout", "invoice", token});
      }
      const auto given = subject == "checkout" ? token : subject == "order" ? order : std::string("coffee");
      const auto on_yours = triggered(sandbox, {type, "--" + subject, given});
      CHECK(on_yours.at("type") == type);
      const auto& object = on_yours.at("data").at("object");
      if (subject != "product") {
        CHECK(object.value("order_id", object.at("id").get<std::string>()) == order);
      }
    }
  }
}

TEST_CASE("trigger: what is set is sent, and what is refused is told") {
  SandboxFixture sandbox;
  const auto event = triggered(sandbox, {"checkout.completed", "--set", "checkout_session.amount_cents=100", "--set",
                                         "checkout_session.metadata.order_id=1234"});
  CHECK(event.at("data").at("object").at("amount_cents") == 100);
  CHECK(event.at("data").at("object").at("metadata") == json{{"order_id", "1234"}});
  const auto refused = sandbox.cli({"trigger", "order.created", "--unset", "checkout_session.amount_cents"});
  CHECK(refused.exit_code == 1);
  CHECK(contains(refused.err, "trigger was refused (422 validation_error)"));
  CHECK(sandbox.cli({"trigger", "order.created", "--set", "nothing=1"}).exit_code == 2);
  CHECK(sandbox.cli({"trigger", "order.created", "--api-key", "sk_test_0123456789abcdefABCDEF0123456789"}).exit_code ==
        4);
  CHECK(sandbox.cli({"trigger", "merchant.plan_changed", "--set", "merchant.plan=gold"}).exit_code == 0);
  CHECK(field(sandbox, {"merchants", "update"}, "plan") == "gold");
}

TEST_CASE("trigger: an event that does not come is exit 1, with what came instead") {
  SandboxFixture sandbox;
  const auto token = new_checkout(sandbox);
  CHECK(sandbox.cli({"pay", token}).exit_code == 0);
  const auto nothing = sandbox.cli({"trigger", "checkout.completed", "--checkout", token});
  CHECK(nothing.exit_code == 1);
  CHECK(nothing.out.empty());
  CHECK(nothing.err ==
        "error: no checkout.completed came of it\n"
        "  every call was answered, and nothing happened: was it so before?\n"
        "  look at it:  satsrail checkout get " +
            token + "\n");
  std::ofstream(sandbox.dir() / "other.json")
      << R"({"event":"invoice.paid","summary":"s","steps":["checkout"],"match":{"order_id":"{checkout.order_id}"}})";
  const auto other =
      sandbox.cli({"trigger", "invoice.paid", "--raw", "@" + (sandbox.dir() / "other.json").string(), "--json"});
  CHECK(other.exit_code == 1);
  const auto error = json::parse(other.err).at("error");
  CHECK(error.at("code") == "event_missing");
  CHECK(error.at("reason") == "what came instead: order.created");
}

TEST_CASE("trigger: a payment that is on its way is waited for, and missed in time with exit 6") {
  SandboxFixture sandbox;
  CHECK(triggered(sandbox, {"invoice.paid", "--set", "delay=50ms"}).at("type") == "invoice.paid");
  const auto late = sandbox.cli({"trigger", "invoice.paid", "--set", "hold=true", "--timeout", "1ms"});
  CHECK(late.exit_code == 6);
  CHECK(contains(late.err, "no invoice.paid after 1ms"));
}

TEST_CASE("trigger: several times prints one line for each, and -q their ids") {
  SandboxFixture sandbox;
  const auto ids = sandbox.cli({"trigger", "order.created", "--times", "3", "-q"});
  CHECK(ids.exit_code == 0);
  CHECK(std::count(ids.out.begin(), ids.out.end(), '\n') == 3);
  CHECK(triggered(sandbox, {"product.key_rotated", "--times", "2"}).at("data").size() == 2);
  CHECK(triggered(sandbox, {"merchant.suspended", "--times", "1"}).at("data").size() == 1);
  CHECK(sandbox.cli({"rates", "get"}).exit_code == 0);  // the merchant is active again
  // In live mode as well.
  CHECK(triggered(sandbox, {"checkout.completed", "--live"}).at("livemode") == true);
}

TEST_CASE("trigger --wait: until the shop has answered") {
  SandboxFixture sandbox;
  Receiver shop({Reply::ok(), Reply::fail(500)});
  auto api = sandbox.client();
  register_endpoint(api, shop.url(), {"merchant.*"});
  const auto told = sandbox.cli({"trigger", "merchant.suspended", "--wait"});
  CHECK(told.exit_code == 0);
  CHECK(contains(told.err, "delivered 1 of 1"));
  CHECK(shop.wait_for(1).size() == 1);
  const auto failing = sandbox.cli_start({"trigger", "merchant.plan_changed", "--wait", "--timeout", "5m"});
  failing->wait_for_stderr("status 500");
  advance(sandbox, "1m");
  CHECK(failing->wait().code == 0);
  shop.then(Reply::fail(500));
  CHECK(sandbox.cli({"trigger", "merchant.plan_changed", "--wait", "--timeout", "5s"}).exit_code == 6);
  const auto nobody = sandbox.cli({"trigger", "order.created", "--wait"});
  CHECK(nobody.exit_code == 0);
  CHECK(contains(nobody.err, "no webhook endpoint"));
}

TEST_CASE("trigger --wait: an attempt that had failed before there was anything to wait for is told, too, and once") {
  SandboxFixture sandbox;
  Receiver shop({Reply::fail(500)});
  auto api = sandbox.client();
  register_endpoint(api, shop.url(), {"merchant.*"});
  // First attempts are over when the calls of the recipe are answered.
  REQUIRE(sandbox.cli({"deliveries", "mode", "sync"}).exit_code == 0);
  const auto waiting = sandbox.cli_start({"trigger", "merchant.plan_changed", "--wait", "--timeout", "5m"});
  waiting->wait_for_stderr("attempt 1/5 of merchant.plan_changed to " + shop.url() + ": status 500; next at ");
  advance(sandbox, "1m");
  CHECK(waiting->wait().code == 0);
  const auto told = waiting->stderr_text();
  CHECK(told.find("attempt 1/5") == told.rfind("attempt 1/5"));
  CHECK(contains(told, "delivered 1 of 1"));
  // Without an answer there is no status to tell, but a reason.
  shop.stop();
  const auto late = sandbox.cli({"trigger", "merchant.plan_changed", "--wait", "--timeout", "1s"});
  CHECK(late.exit_code == 6);
  CHECK(contains(late.err, "attempt 1/5 of merchant.plan_changed to " + shop.url() + ": connection refused; next at "));
}

TEST_CASE("trigger: without a sandbox it says so with exit 5") {
  SandboxFixture sandbox;
  sandbox.stop();
  const auto ran = sandbox.cli({"trigger", "order.created"});
  CHECK(ran.exit_code == 5);
  CHECK(contains(ran.err, "start it:  satsrail start"));
}
