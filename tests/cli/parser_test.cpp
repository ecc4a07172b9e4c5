#include "cli/parser.h"

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>

using namespace satsrail::cli;
using satsrail::test::CliWorld;

namespace {

const Environment k_nothing = [](const std::string&) { return std::optional<std::string>(); };

Environment with(std::map<std::string, std::string> values) {
  return [values](const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

Invocation parsed(const std::vector<std::string>& words, const Environment& environment = k_nothing) {
  auto result = parse(words, environment);
  if (result.failure) {
    FAIL(result.failure->failure.what);
  }
  return std::move(*result.invocation);
}

Failure refused(const std::vector<std::string>& words, const Environment& environment = k_nothing) {
  auto result = parse(words, environment);
  REQUIRE(result.failure);
  CHECK(result.failure->failure.exit == ExitCode::usage);
  return result.failure->failure;
}

}  // namespace

TEST_CASE("parser: flags stand anywhere, global ones too") {
  for (const auto& words : {std::vector<std::string>{"checkout", "create", "--amount", "50.00", "--json", "-q"},
                            {"--json", "-q", "checkout", "create", "--amount=50.00"},
                            {"checkout", "--amount", "50.00", "--json", "create", "-q"},
                            {"--amount", "50.00", "checkout", "-q", "create", "--json"}}) {
    const auto invocation = parsed(words);
    CHECK(invocation.command->name() == "checkout create");
    CHECK(invocation.value("amount") == "50.00");
    CHECK(invocation.has("json"));
    CHECK(invocation.has("quiet"));
    CHECK(invocation.args.empty());
  }
}

TEST_CASE("parser: singular and plural name the same noun, and verbs have other spellings") {
  CHECK(parsed({"product", "list"}).command->name() == "products list");
  CHECK(parsed({"checkouts", "list"}).command->name() == "checkout list");
  CHECK(parsed({"delivery", "ls"}).command->name() == "deliveries list");
  CHECK(parsed({"webhook", "rm", "x"}).command->name() == "webhooks delete");
}

TEST_CASE("parser: --json takes its fields only with '='") {
  CHECK(parsed({"checkout", "get", "--json", "cs_1"}).args == std::vector<std::string>{"cs_1"});
  CHECK(parsed({"checkout", "get", "--json=id,status", "cs_1"}).value("json") == "id,status");
}

TEST_CASE("parser: what follows -- is left alone") {
  const auto exec = parsed({"exec", "--seed", "1", "--", "npm", "test", "--json", "-h"});
  CHECK(exec.tail == std::vector<std::string>{"npm", "test", "--json", "-h"});
  CHECK_FALSE(exec.has("json"));
  CHECK(parsed({"node", "decode", "--", "-"}).args == std::vector<std::string>{"-"});
  CHECK(refused({"exec", "npm", "test"}).hint == "write:  satsrail exec -- npm …");
}

TEST_CASE("parser: repeatable flags collect, others keep the last") {
  CHECK(parsed({"api", "post", "x", "-d", "a=1", "-db=2", "--data=c=3"}).values("data") ==
        std::vector<std::string>{"a=1", "b=2", "c=3"});
  CHECK(parsed({"clock", "show", "--timeout", "1s", "--timeout", "2s"}).value("timeout") == "2s");
  // Brackets mean something to the flag library; to us they are text.
  CHECK(parsed({"api", "post", "[x]", "-d", "[1,2]=3"}).values("data") == std::vector<std::string>{"[1,2]=3"});
}

TEST_CASE("parser: a flag beats its variable, and a typed choice silences the environment's") {
  const auto environment = with({{"SATSRAIL_AMOUNT", "1.00"},
                                 {"SATSRAIL_EMAIL", "a@b"},
                                 {"SATSRAIL_JSON", "1"},
                                 {"SATSRAIL_LIVE", "0"},
                                 {"SATSRAIL_METADATA", "a=1\nb=2"}});
  const auto from_environment = parsed({"checkout", "create"}, environment);
  CHECK(from_environment.value("amount") == "1.00");
  CHECK(from_environment.value("email") == "a@b");
  CHECK(from_environment.has("json"));
  CHECK_FALSE(from_environment.has("live"));
  CHECK(from_environment.values("metadata") == std::vector<std::string>{"a=1", "b=2"});
  CHECK_FALSE(from_environment.was_typed("email"));

  const auto typed = parsed({"checkout", "create", "--product", "coffee"}, environment);
  CHECK(typed.value("product") == "coffee");
  CHECK_FALSE(typed.has("amount"));
  CHECK(parsed({"checkout", "create", "--amount", "2.00"}, environment).value("amount") == "2.00");
}

TEST_CASE("parser: what is misspelt is answered with what was meant") {
  CHECK(refused({"checkuot", "create"}).hint == "did you mean:  satsrail checkout create");
  CHECK(refused({"checkout", "craete"}).hint == "did you mean:  satsrail checkout create");
  CHECK(refused({"create", "checkout"}).hint == "did you mean:  satsrail checkout create");
  CHECK(refused({"cs_123"}).hint == "did you mean:  satsrail checkout get cs_123");
  CHECK(refused({"events", "evt_1"}).hint == "did you mean:  satsrail events get evt_1");
  CHECK(refused({"checkout", "create", "--amout", "5"}).hint == "did you mean:  --amount");
  CHECK(refused({"checkout", "list", "--status", "pendign"}).hint == "did you mean:  pending");
  CHECK(refused({"completion", "fsih"}).hint == "did you mean:  fish");
  CHECK(refused({"frobnicate"}).hint == "see them all:  satsrail help");
}

TEST_CASE("parser: what is missing, too much or contradictory is named") {
  CHECK(refused({"checkout"}).code == "missing_verb");
  CHECK(refused({"checkout", "create"}).code == "missing_flag");
  CHECK(refused({"products", "create", "--price", "1"}).what == "products create needs --name");
  CHECK(refused({"checkout", "get"}).code == "missing_argument");
  CHECK(refused({"checkout", "get", "a", "b"}).code == "unexpected_argument");
  CHECK(refused({"checkout", "create", "--amount", "1", "--amount-cents", "100"}).code == "conflicting_flags");
  CHECK(refused({"checkout", "create", "--amount"}).why == "--amount needs a value");
  CHECK(refused({"checkout", "create", "--amount", "1", "--open=5"}).code == "invalid_flag");
  CHECK(refused({"status", "-z"}).code == "unknown_flag");
}

TEST_CASE("parser: help is asked for from anywhere on the line") {
  CHECK(parsed({"checkout", "create", "--amount", "x", "--help"}).args ==
        std::vector<std::string>{"checkout", "create"});
  CHECK(parsed({"-h", "checkout"}).args == std::vector<std::string>{"checkout"});
  CHECK(parsed({"--help"}).args.empty());
  CHECK(parsed({}).command->name() == "help");
  CHECK(parsed({"--version"}).command->name() == "version");
  // A flag's value that looks like a verb is none.
  CHECK(parsed({"checkout", "--name", "list", "create", "--amount", "1"}).command->name() == "checkout create");
}

TEST_CASE("parser: under --json a usage error is an object, with a code that scripts can hold on to") {
  const CliWorld world;
  const auto ran = world.run({"chekout", "--json"});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err.find(R"("code":"unknown_command")") != std::string::npos);
  CHECK(ran.err.find(R"("exit_code":2)") != std::string::npos);
}

TEST_CASE("parser: a flag of two values takes the word behind its first, if that is neither a flag nor a command") {
  const auto values = [](const std::vector<std::string>& words) {
    const auto invocation = parsed(words);
    CHECK(invocation.command->name() == "listen");
    CHECK(invocation.args.empty());
    return invocation.values("write-env");
  };
  using Words = std::vector<std::string>;
  CHECK(values({"listen", "--write-env", ".env", "KEY", "--forward-to", "3000"}) == Words{".env", "KEY"});
  CHECK(values({"listen", "--write-env=.env", "KEY"}) == Words{".env", "KEY"});
  CHECK(values({"listen", "--write-env", ".env", "--forward-to", "3000"}) == Words{".env"});
  CHECK(values({"listen", "--write-env", ".env"}) == Words{".env"});
  CHECK(values({"--write-env", ".env", "KEY", "listen"}) == Words{".env", "KEY"});
  CHECK(values({"--write-env", ".env", "listen"}) == Words{".env"});
  CHECK(refused({"listen", "--write-env"}).why.find("needs a value") != std::string::npos);
  const auto environment = with({{"SATSRAIL_WRITE_ENV", ".env\nKEY"}});
  CHECK(parsed({"listen"}, environment).values("write-env") == Words{".env", "KEY"});
}
