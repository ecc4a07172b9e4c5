// What completion offers, as the scripts of all shells ask for it.

#include "cli/text.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail::test;
using satsrail::cli::split;

namespace {

using Words = std::vector<std::string>;

// The words offered for a line whose last word is being written.
Words offered(const CliWorld& world, Words line) {
  line.insert(line.begin(), {"__complete", "--"});
  const auto ran = world.run(line);
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  Words out;
  for (const auto& each : split(ran.out, '\n')) {
    out.push_back(each.substr(0, each.find('\t')));
  }
  return out;
}

bool has(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TEST_CASE("completion: nouns, verbs and the nouns below them") {
  const CliWorld world;
  CHECK(offered(world, {"checko"}) == Words{"checkout"});
  CHECK(offered(world, {"checkout", "ex"}) == Words{"expire"});
  CHECK(offered(world, {"node", "pay"}) == Words{"payments"});
  CHECK(offered(world, {"node", "payments", ""}) == Words{"list", "get"});
  CHECK(offered(world, {"products", "li"}) == offered(world, {"product", "li"}));
  CHECK(offered(world, {"--timeout", "5s", "--json", "chec"}) == Words{"checkout"});
  CHECK_FALSE(has(offered(world, {""}), "__complete"));
  CHECK(offered(world, {"nonsense", ""}).empty());
}

TEST_CASE("completion: flags, without those that were given") {
  const CliWorld world;
  CHECK(offered(world, {"checkout", "list", "--st"}) == Words{"--status"});
  CHECK(offered(world, {"checkout", "list", "--status", "pending", "--st"}).empty());
  CHECK(has(offered(world, {"checkout", "create", "--metadata", "a=b", "--"}), "--metadata"));
  CHECK(has(offered(world, {"checkout", "list", "--"}), "--timeout"));
  // Where nothing else can follow, the command's own flags are offered unasked.
  CHECK(has(offered(world, {"checkout", "create", ""}), "--amount"));
  CHECK_FALSE(has(offered(world, {"checkout", "create", ""}), "--timeout"));
}

TEST_CASE("completion: the values of flags and arguments") {
  const CliWorld world;
  CHECK(offered(world, {"checkout", "list", "--status", ""}) == Words{"pending", "completed", "expired", "cancelled"});
  CHECK(offered(world, {"checkout", "list", "--status=ex"}) == Words{"--status=expired"});
  // A flag of one name has the words of its own command.
  CHECK(has(offered(world, {"deliveries", "list", "--state", ""}), "delivered"));
  CHECK(has(offered(world, {"node", "invoices", "list", "--state", ""}), "settled"));
  CHECK(offered(world, {"pay", "cs_1", "--outcome", "no_ro"}) == Words{"no_route"});
  CHECK(offered(world, {"webhooks", "create", "--events", "invoice.p"}) == Words{"invoice.paid"});
  CHECK(offered(world, {"webhooks", "create", "--events", "order.created,invoice.p"}) ==
        Words{"order.created,invoice.paid"});
  CHECK(offered(world, {"completion", ""}) == Words{"bash", "zsh", "fish"});
  CHECK(offered(world, {"api", "p"}) == Words{"post", "patch", "put"});
  CHECK(offered(world, {"help", "exit"}) == Words{"exit-codes"});
  CHECK(offered(world, {"help", "checkout", "wa"}) == Words{"wait"});
  CHECK(offered(world, {"config", "set", "no-c"}) == Words{"no-color"});
  CHECK(offered(world, {"start", "--db", ""}) == Words{":files"});
  CHECK(offered(world, {"exec", "--", ""}) == Words{":commands"});
  CHECK(offered(world, {"exec", "--", "npm", ""}) == Words{":files"});
}

TEST_CASE("completion: ids come from the sandbox that the line is about") {
  const auto checkouts = list_reply(R"({"token":"cs_1","status":"pending"},{"token":"cs_2","status":"completed"})");
  ScriptedSandbox world({checkouts, checkouts, checkouts});
  CHECK(world.run({"__complete", "--", "pay", ""}).out == "cs_1\tpending\ncs_2\tcompleted\n");
  CHECK(offered(world, {"checkout", "get", "cs_2"}) == Words{"cs_2"});
  world.environment.erase("SATSRAIL_BASE_URL");
  CHECK(offered(world, {"checkout", "get", ""}).empty());
  CHECK(offered(world, {"--base-url", world.api.url(""), "--api-key=sk_test_b", "checkout", "get", ""}).size() == 2);
  CHECK(world.request(2).header("Authorization") == "Bearer sk_test_b");
}

TEST_CASE("completion: paths of the API come from the sandbox's own description") {
  ScriptedSandbox world({json_reply(200, R"({"paths":{"/api/v1/rates":{},"/api/v1/products/{id}":{},"/livez":{}}})")});
  CHECK(offered(world, {"get", "/"}) == Words{"/api/v1/rates", "/livez"});
}
