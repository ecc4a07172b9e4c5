// Faults against the built programs: what a client of the API really meets, and a receiver that needs no server.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace satsrail::test;

namespace {

std::string line_of(CommandResult ran) {
  if (!ran.out.empty() && ran.out.back() == '\n') {
    ran.out.pop_back();
  }
  return ran.out;
}

}  // namespace

TEST_CASE("cli: faults on the API are met as a client meets them") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto fault =
      line_of(sandbox.cli({"faults", "add", "--on", "api", "--match", "route=/api/v1/m/products", "--status", "503",
                           "--body", R"({"error":"down"})", "-H", "Retry-After: 7", "--next", "1", "-q"}));
  const auto down = api.get("/api/v1/m/products");
  CHECK(down.status == 503);
  CHECK(down.body == R"({"error":"down"})");
  CHECK(down.header("Retry-After") == "7");
  CHECK(down.header("Satsrail-Sandbox-Fault") == fault);
  CHECK(api.get("/api/v1/m/products").status == 200);
  CHECK(line_of(sandbox.cli({"faults", "get", fault.substr(0, 20), "--format", "{state} {applied}"})) == "spent 1");

  // A torn connection is no answer, and the next call is served.
  CHECK(sandbox.cli({"faults", "add", "--on", "api", "--match", "route=/api/v1/m/products", "--reset", "--next", "1"})
            .exit_code == 0);
  CHECK_THROWS_AS(sandbox.client().get("/api/v1/m/products"), std::runtime_error);
  CHECK(sandbox.client().get("/api/v1/m/products").status == 200);

  // No answer: whoever waits decides how long.
  CHECK(sandbox.cli({"faults", "add", "--on", "api", "--match", "route=/api/v1/m/products", "--timeout", "--next", "1"})
            .exit_code == 0);
  const auto waited = sandbox.cli({"products", "list", "--timeout", "200ms"});
  CHECK(waited.exit_code == 5);
  CHECK(contains(waited.err, "did not answer in time"));
  CHECK(sandbox.cli({"products", "list"}).exit_code == 0);

  // One call for itself.
  CHECK(api.get("/api/v1/m/products", {{"Satsrail-Sandbox", "status=429; delay=10ms"}}).status == 429);
  CHECK(api.get("/api/v1/m/products", {{"Satsrail-Sandbox", "stauts=429"}}).status == 400);
  CHECK(sandbox.cli({"faults", "clear"}).out == "deleted\t3\n");
}

TEST_CASE("cli: a fault's budget survives kill -9") {
  SandboxFixture sandbox;
  CHECK(sandbox
            .cli({"faults", "add", "--on", "api", "--match", "route=/api/v1/m/products", "--status", "500", "--next",
                  "3"})
            .exit_code == 0);
  CHECK(sandbox.client().get("/api/v1/m/products").status == 500);
  CHECK(sandbox.client().get("/api/v1/m/products").status == 500);
  sandbox.kill_hard();
  sandbox.start();
  CHECK(sandbox.client().get("/api/v1/m/products").status == 500);
  CHECK(sandbox.client().get("/api/v1/m/products").status == 200);
}

TEST_CASE("cli: what waits for a fault does not hold up a stop") {
  SandboxFixture sandbox;
  CHECK(
      sandbox.cli({"faults", "add", "--on", "api", "--match", "route=/api/v1/m/products", "--delay", "5m"}).exit_code ==
      0);
  CHECK(sandbox.cli({"faults", "add", "--on", "api", "--match", "route=/api/v1/rates", "--timeout"}).exit_code == 0);
  CHECK(sandbox.cli({"products", "list", "--timeout", "100ms"}).exit_code == 5);
  CHECK(sandbox.cli({"rates", "get", "--timeout", "100ms"}).exit_code == 5);
  CHECK(sandbox.stop().code == 0);
}

TEST_CASE("cli: a receiver inside the sandbox fails four times, and gets the event with the fifth attempt") {
  SandboxFixture sandbox;
  const auto url = line_of(sandbox.cli({"inbox", "url", "shop"}));
  CHECK(url == sandbox.ready().base_url + "/_sandbox/inbox/shop");
  const auto secret = line_of(sandbox.cli({"webhooks", "create", "--url", url, "--format", "{secret_key}"}));
  CHECK(sandbox
            .cli({"faults", "add", "--on", "api", "--match", "route=/_sandbox/inbox/shop", "--status", "500", "--next",
                  "4"})
            .exit_code == 0);
  CHECK(sandbox.cli({"clock", "freeze"}).exit_code == 0);
  CHECK(sandbox.cli({"pay", line_of(sandbox.cli({"checkout", "create", "--amount", "50.00", "-q"}))}).exit_code == 0);
  CHECK(sandbox.cli({"clock", "advance", "3h"}).exit_code == 0);
  CHECK(line_of(sandbox.cli({"deliveries", "list", "--format", "{state} {attempt_count}"})) == "delivered 5");
  const auto got = cli_json(sandbox, {"inbox", "get", "shop"});
  CHECK(got.at("event") == "checkout.completed");
  CHECK(got.at("headers").contains("x-satsrail-signature"));
  CHECK(got.at("received_at").get<std::string>().size() == 20);
  CHECK(cli_json(sandbox, {"inbox", "list", "shop"}).at("meta").at("total_count") == 1);
  CHECK(sandbox.cli({"inbox", "clear", "shop"}).out == "emptied\t1\n");
}
