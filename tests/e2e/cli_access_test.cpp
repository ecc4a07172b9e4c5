// Proofs of purchase and payment links on the command line.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

std::string one_line(const CommandResult& ran) {
  return ran.out.substr(0, ran.out.find('\n'));
}

}  // namespace

TEST_CASE("cli access: a token is printed for who paid, and verified until it ends") {
  SandboxFixture sandbox;
  freeze_at(sandbox, "2030-01-01T00:00:00Z");
  cli_json(sandbox,
           {"products", "create", "--name", "Pass", "--price", "9.00", "--slug", "pass", "--access-duration", "1d"});
  const std::string token = cli_json(sandbox, {"checkout", "create", "--product", "pass"}).at("token");
  const auto unpaid = sandbox.cli({"access", "token", token});
  CHECK(unpaid.exit_code == 1);
  CHECK(contains(unpaid.err, "it is pending"));
  CHECK(contains(unpaid.err, "satsrail pay " + token));
  CHECK(sandbox.cli({"pay", token}).exit_code == 0);

  const auto access = one_line(sandbox.cli({"access", "token", token, "-q"}));
  CHECK(access == cli_json(sandbox, {"access", "token", token}).at("access_token"));
  const auto good = cli_json(sandbox, {"access", "verify", access});
  CHECK(good.at("remaining_seconds") == 86'400);
  const auto key = one_line(sandbox.cli({"products", "key", "pass", "-q"}));
  CHECK(good.at("key") == key);
  CHECK(one_line(sandbox.cli({"access", "verify", "-", "-q"}, access + "\n")) == key);

  const auto changed = sandbox.cli({"access", "verify", access + "0"});
  CHECK(changed.exit_code == 1);
  CHECK(contains(changed.err, "is not one of this sandbox's"));
  advance(sandbox, "1d");
  const auto late = sandbox.cli({"access", "verify", access, "--json"});
  CHECK(late.exit_code == 1);
  CHECK(json::parse(late.err).at("error").at("code") == "access_expired");
  CHECK(contains(late.err, "has expired"));

  const auto amount = create_checkout(sandbox.client());
  CHECK(sandbox.cli({"pay", amount}).exit_code == 0);
  const auto none = sandbox.cli({"access", "token", amount});
  CHECK(none.exit_code == 1);
  CHECK(contains(none.err, "it sold no product"));
}

TEST_CASE("cli access: tokens outlive the daemon") {
  SandboxFixture sandbox;
  cli_json(sandbox, {"products", "create", "--name", "Pass", "--price", "9.00", "--slug", "pass"});
  const std::string token = cli_json(sandbox, {"checkout", "create", "--product", "pass"}).at("token");
  CHECK(sandbox.cli({"pay", token}).exit_code == 0);
  const auto access = one_line(sandbox.cli({"access", "token", token, "-q"}));
  sandbox.kill_hard();
  sandbox.start();
  CHECK(cli_json(sandbox, {"access", "verify", access}).at("valid") == true);
}

TEST_CASE("cli open: a product's slug is its payment link, and opens no checkout by being printed") {
  SandboxFixture sandbox;
  cli_json(sandbox, {"products", "create", "--name", "Coffee", "--price", "4.50", "--slug", "coffee"});
  const auto link = sandbox.cli({"open", "coffee"});
  CHECK(link.exit_code == 0);
  CHECK(link.out == sandbox.ready().base_url + "/pay/coffee\n");
  CHECK(cli_json(sandbox, {"checkout", "list"}).at("data").empty());
  CHECK(HttpClient(sandbox.ready().base_url).get("/pay/coffee").status == 302);
  const auto nothing = sandbox.cli({"open", "dosc"});
  CHECK(nothing.exit_code == 2);
  CHECK(contains(nothing.err, "satsrail open docs"));
  CHECK(sandbox.cli({"open", "tea"}).exit_code == 2);
  CHECK(contains(sandbox.cli({"open"}).out, "payment link"));
}
