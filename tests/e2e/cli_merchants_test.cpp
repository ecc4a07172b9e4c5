// Merchants, API keys and product keys at a terminal.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// A command with the key of another merchant.
CommandResult as(const SandboxFixture& sandbox, const std::string& key, std::vector<std::string> words) {
  words.insert(words.end(), {"--api-key", key});
  return sandbox.cli(words);
}

}  // namespace

TEST_CASE("cli merchants: a new one is a world of its own, and a restart keeps it") {
  SandboxFixture sandbox;
  const auto block = sandbox.cli({"merchants", "create", "Bakery", "--currency", "eur", "--plan", "pro"});
  CHECK(block.exit_code == 0);
  CHECK(contains(block.out, "keys.sk_test\tsk_test_"));
  CHECK(contains(block.out, "keys.pk_live\tpk_live_"));
  const auto one = first_line(sandbox.cli({"merchants", "create", "One", "-q"}).out);
  const auto two = cli_json(sandbox, {"merchants", "create", "Two"}).at("keys").at("sk_test").get<std::string>();
  CHECK(one.starts_with("sk_test_"));
  const auto token = first_line(as(sandbox, one, {"checkout", "create", "--amount", "5", "-q"}).out);
  CHECK(as(sandbox, one, {"pay", token}).exit_code == 0);
  CHECK(as(sandbox, two, {"pay", token}).exit_code == 1);
  CHECK(as(sandbox, two, {"events", "list"}).out.empty());
  CHECK(as(sandbox, two, {"checkout", "list"}).out.empty());
  CHECK(sandbox.cli({"checkout", "list"}).out.empty());
  CHECK(sandbox.cli({"merchants", "list", "--format", "{name} {plan}"}).out ==
        "Two free\nOne free\nBakery pro\nSandbox Shop free\n");
  sandbox.kill_hard();
  sandbox.start();
  CHECK(first_line(as(sandbox, one, {"checkout", "list", "-q"}).out) == token);
}

TEST_CASE("cli merchants: a suspended one is refused, and told what ends that") {
  SandboxFixture sandbox;
  sandbox.cli({"merchants", "create", "Bakery"});
  CHECK(cli_json(sandbox, {"merchants", "update", "Baker", "--status", "suspended"}).at("status") == "suspended");
  CHECK(sandbox.cli({"rates", "get"}).exit_code == 0);
  CHECK(cli_json(sandbox, {"merchants", "update", "--status", "suspended"}).at("name") == "Sandbox Shop");
  const auto refused = sandbox.cli({"rates", "get"});
  CHECK(refused.exit_code == 4);
  CHECK(contains(refused.err, "merchant_inactive"));
  CHECK(contains(refused.err, "make it active again:  satsrail merchants update --status active"));
  CHECK(sandbox.cli({"merchants", "update", "--status", "active"}).exit_code == 0);
  CHECK(sandbox.cli({"rates", "get"}).exit_code == 0);

  CHECK(sandbox.cli({"merchants", "update", "--status", "actve"}).exit_code == 2);
  const auto unknown = sandbox.cli({"merchants", "update", "Bakrey", "--plan", "pro"});
  CHECK(unknown.exit_code == 1);
  CHECK(contains(unknown.err, "did you mean:  Bakery"));
  CHECK(sandbox.cli({"merchants", "create", ""}).exit_code == 1);
  CHECK(sandbox.cli({"merchants", "create"}).exit_code == 2);
  CHECK(sandbox
            .cli({"merchants", "list", "--base-url", sandbox.ready().base_url, "--api-key", sandbox.ready().sk_test,
                  "--dir", "/nonexistent"})
            .exit_code == 4);
}

TEST_CASE("cli keys: made, listed, used and revoked") {
  SandboxFixture sandbox;
  const auto key = first_line(sandbox.cli({"keys", "create", "--kind", "publishable", "--live", "-q"}).out);
  CHECK(key.starts_with("pk_live_"));
  CHECK(as(sandbox, key, {"rates", "get"}).exit_code == 0);
  CHECK(contains(sandbox.cli({"keys", "list"}).out, key.substr(0, 12)));
  CHECK_FALSE(contains(sandbox.cli({"keys", "list"}).out, key));
  CHECK(sandbox.cli({"keys", "revoke", key.substr(0, 12)}).exit_code == 0);
  CHECK(as(sandbox, key, {"rates", "get"}).exit_code == 4);
  const auto again = sandbox.cli({"keys", "revoke", key});
  CHECK(again.exit_code == 1);
  const auto own = sandbox.cli({"keys", "revoke", sandbox.ready().sk_test});
  CHECK(own.exit_code == 1);
  CHECK(contains(own.err, "409 conflict"));

  const auto bakery = first_line(sandbox.cli({"merchants", "create", "Bakery", "-q"}).out);
  const auto more = cli_json(sandbox, {"keys", "create", "--merchant", "Bakery"});
  CHECK(more.at("merchant_name") == "Bakery");
  CHECK(sandbox.cli({"keys", "revoke", bakery}).exit_code == 0);
  CHECK(as(sandbox, bakery, {"products", "list"}).exit_code == 4);
  CHECK(as(sandbox, more.at("key"), {"products", "list"}).exit_code == 0);
}

TEST_CASE("cli products: the key, its rotation, and the end of the old one") {
  SandboxFixture sandbox;
  sandbox.cli({"products", "create", "--name", "Coffee", "--price", "4.50", "--slug", "coffee"});
  const auto key = first_line(sandbox.cli({"products", "key", "coffee", "-q"}).out);
  CHECK(key.size() == 43);
  CHECK_FALSE(contains(sandbox.cli({"products", "get", "coffee"}).out, key));
  const auto rotated = cli_json(sandbox, {"products", "rotate-key", "coffee"});
  CHECK(rotated.at("old_key") == key);
  const auto pending = sandbox.cli({"products", "rotate-key", "coffee"});
  CHECK(pending.exit_code == 1);
  CHECK(contains(pending.err, "rotation_pending"));
  CHECK(cli_json(sandbox, {"products", "clear-old-key", "coffee"}).at("cleared") == true);
  CHECK(sandbox.cli({"products", "key", "tea"}).exit_code == 1);
}
