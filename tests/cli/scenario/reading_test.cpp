// Scenario files as they are read: what is wrong is found before anything runs, and said with its line.

#include "cli/scenario/json_file.h"
#include "cli/scenario/read_scenario.h"
#include "cli/scenario/words.h"
#include "cli/toml.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail;
using namespace satsrail::cli;

namespace {

std::optional<std::string> no_variable(const std::string& name) {
  return name == "HOME" ? std::optional<std::string>("/home/ada") : std::nullopt;
}

Outcome<Scenario> read_text(const std::string& text, const GivenVariables& given = {}) {
  TRY_ASSIGN(const auto document, parse_toml(text, "shop.toml"));
  return scenario_of(document, given, no_variable);
}

Scenario read(const std::string& text, const GivenVariables& given = {}) {
  auto scenario = read_text(text, given);
  INFO((scenario.ok() ? "" : scenario.error().what + "\n" + scenario.error().why));
  REQUIRE(scenario.ok());
  return std::move(*scenario);
}

// "what|why|hint"
std::string refused(const std::string& text) {
  const auto scenario = read_text(text);
  REQUIRE(!scenario.ok());
  CHECK(scenario.error().exit == ExitCode::usage);
  CHECK(scenario.error().code.starts_with("invalid_"));
  return scenario.error().what + "|" + scenario.error().why + "|" + scenario.error().hint;
}

bool holds(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("scenario: a file becomes steps") {
  const auto scenario = read(R"(
name = "A paid order"
[sandbox]
seed = 7
autopay = "2s"
[vars]
amount = "50.00"
note = "for ${amount}"
[[steps]]
run = "checkout create --amount ${amount} --name 'Ada Lovelace'"
capture = {token = "token"}
[[steps]]
name = "it is there"
api = "GET /api/v1/checkout_sessions/${token}"
expect = {status = "pending", data.total = {">=" = 1, "<" = 3}}
[[steps]]
advance = "16m"
[[steps]]
shell = "npm test ${anything}"
timeout = "5m"
[[cleanup]]
run = ["checkout", "cancel", "${token}"]
exit = 1
)");
  CHECK(scenario.name == "A paid order");
  CHECK(scenario.sandbox_flags == std::vector<std::string>{"--seed", "7", "--autopay", "2s"});
  CHECK(*scenario.vars[1].second == "for 50.00");
  REQUIRE(scenario.steps.size() == 4);
  CHECK(scenario.steps[0].words ==
        std::vector<std::string>{"checkout", "create", "--amount", "${amount}", "--name", "Ada Lovelace"});
  CHECK(scenario.steps[0].captures[0].path == "token");
  CHECK(scenario.steps[1].name == "it is there");
  REQUIRE(scenario.steps[1].expectations.size() == 3);
  CHECK(scenario.steps[1].expectations[1].path == "data.total");
  CHECK(scenario.steps[1].expectations[1].op == Operator::at_least);
  CHECK(scenario.steps[1].place.line == 12);
  CHECK(scenario.steps[2].words == std::vector<std::string>{"clock", "advance", "16m"});
  CHECK(scenario.steps[3].timeout == std::chrono::minutes(5));
  CHECK(scenario.cleanup[0].exit == 1);
}

TEST_CASE("scenario: JSON says the same") {
  const auto document = parse_json_document(R"({
  "vars": {"amount": "5"},
  "steps": [
    {"run": "checkout create --amount ${amount}",
     "expect": {"amount_cents":
       500}}
  ]
})",
                                            "shop.json");
  REQUIRE(document.ok());
  const auto scenario = scenario_of(*document, {}, no_variable);
  REQUIRE(scenario.ok());
  CHECK(scenario->name == "shop");
  CHECK(scenario->steps[0].place.line == 4);
  CHECK(scenario->steps[0].expectations[0].place.line == 5);
}

TEST_CASE("scenario: JSON that is none is refused with its line") {
  const auto refused_json = [](const std::string& text) {
    const auto document = parse_json_document(text, "shop.json");
    REQUIRE(!document.ok());
    CHECK(document.error().exit == ExitCode::usage);
    return document.error().what + "|" + document.error().why;
  };
  CHECK(holds(refused_json("{\n\"a\": 1,\n}"), "shop.json:3: this is no JSON"));
  CHECK(holds(refused_json("{\n\"a\": 1,\n\"a\": 2}"), "shop.json:3: this is no JSON|'a' stands here a second time"));
  CHECK(holds(refused_json("[1]"), "it has to be an object"));
  CHECK(holds(refused_json(""), "shop.json:1"));
}

TEST_CASE("scenario: a key that is not known is refused with its line and what was meant") {
  CHECK(refused("nmae = \"x\"\n[[steps]]\nrun = \"status\"\n") ==
        "shop.toml:1:1: there is no key 'nmae'|there are: name, description, sandbox, vars, steps, cleanup|did you "
        "mean:  name");
  CHECK(holds(refused("[sandbox]\nsede = 1\n[[steps]]\nrun = \"status\"\n"), "shop.toml:2:1: there is no key 'sede'"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nexpcet = {a = 1}\n"), "did you mean:  expect"));
  CHECK(holds(refused("[[steps]]\nwait = {event = \"order.updated\", wehre = {}}\n"), "did you mean:  where"));
}

TEST_CASE("scenario: a step does one thing, and its other keys have to fit") {
  CHECK(holds(refused("[[steps]]\nname = \"x\"\n"), "shop.toml:1:1: this step does nothing"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nshell = \"true\"\n"), "'run' and 'shell' are two"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nbody = {}\n"), "'body' belongs to a request"));
  CHECK(holds(refused("[[steps]]\napi = \"GET /x\"\nbody = {}\n"), "GET sends no body"));
  CHECK(holds(refused("[[steps]]\napi = \"/x\"\n"), "a request is a method and a path"));
  CHECK(holds(refused("[[steps]]\napi = \"GET /x\"\nstatus = 42\n"), "from 100 to 599"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nexit = 300\n"), "from 0 to 255"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\ntimeout = \"2d\"\n"), "at most an hour"));
  CHECK(holds(refused("[[steps]]\nrun = \"pay 'x\"\n"), "a ' has no other one"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\ncapture = {\"a b\" = \"id\"}\n"), "'a b' is no name"));
  CHECK(holds(refused("[steps]\nrun = \"status\"\n"), "write two brackets:  [[steps]]"));
  CHECK(holds(refused("name = \"x\"\n"), "there are no steps"));
}

TEST_CASE("scenario: commands are held against the command table, before the first of them runs") {
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\n[[steps]]\nrun = \"chekout create --amount 5\"\n"),
              "shop.toml:4:1: there is no command 'chekout'"));
  CHECK(holds(refused("[[steps]]\nrun = \"checkout create --amuont 5\"\n"), "did you mean:  --amount"));
  CHECK(holds(refused("[[steps]]\nrun = \"checkout get\"\n"), "checkout get needs ID"));
  CHECK(holds(refused("[[steps]]\nrun = \"run other.toml\"\n"), "a step cannot be 'run'"));
  CHECK(holds(refused("[sandbox]\nseed = \"x\"\n[[steps]]\nrun = \"status\"\n"), "shop.toml:2:1: 'x' is no value for"));
  // What a variable will hold is not known yet.
  read("[vars]\nstate = \"failed\"\n[[steps]]\nrun = \"deliveries list --state ${state}\"\n");
}

TEST_CASE("scenario: a reference has to be known where it stands") {
  CHECK(holds(refused("[[steps]]\nrun = \"pay ${token}\"\n[[steps]]\nrun = \"status\"\ncapture = {token = \"pid\"}\n"),
              "shop.toml:1:1: there is no variable 'token' here"));
  CHECK(holds(refused("[vars]\ntoken = \"cs_1\"\n[[steps]]\nrun = \"pay ${tokn}\"\n"), "did you mean:  ${token}"));
  CHECK(holds(refused("[[steps]]\nrun = \"pay ${env.NOT_SET}\"\n"), "no environment variable 'NOT_SET'"));
  CHECK(holds(refused("[[steps]]\nrun = \"pay ${token\"\n"), "its } is missing"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nexpect = {pid = \"${pdi}\"}\n"), "shop.toml:3:"));
  // The environment, the sandbox's own variables, a given one, and $${ are known.
  read("[[steps]]\nrun = [\"pay\", \"${env.HOME}${env.SATSRAIL_BASE_URL}$${x}\"]\n");
  const auto given = read("[vars]\na = \"1\"\nb = \"${a}${c}\"\n[[steps]]\nrun = \"pay ${b}\"\n", {{"c", "2"}});
  CHECK(*given.vars.back().second == "12");
}

TEST_CASE("scenario: what is expected is checked as far as it can be") {
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nexpect = {pid = {\">\" = true}}\n"), "it compares numbers"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nexpect = {pid = {matches = \"(\"}}\n"), "shop.toml:3:"));
  CHECK(holds(refused("[[steps]]\nrun = \"status\"\nexpect = {pid = {\">\" = 1, x = 2}}\n"), "'x' cannot be used so"));
}

TEST_CASE("scenario: words are split as a shell splits them") {
  const auto words = [](std::string_view text) {
    const auto split = shell_words(text);
    REQUIRE(split.ok());
    return *split;
  };
  using Words = std::vector<std::string>;
  CHECK(words(R"(pay  'a b' "c \"d\" \n" e\ f '')") == Words{"pay", "a b", R"(c "d" \n)", "e f", ""});
  CHECK(words("a'b'c\n\td") == Words{"abc", "d"});
  CHECK(words("").empty());
  CHECK(!shell_words("a \\").ok());
  CHECK(!shell_words("a \"b").ok());
}
