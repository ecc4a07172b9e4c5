// What a scenario expects of an answer, what variables become, and how a failure is reported.

#include "cli/scenario/expectations.h"

#include "cli/scenario/answer.h"
#include "cli/scenario/report.h"
#include "cli/scenario/variables.h"
#include "cli/toml.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail;
using namespace satsrail::cli;
using json = nlohmann::ordered_json;

namespace {

// `expected` is the inside of an `expect` table in TOML; answers "path: expected / got" for each mismatch.
std::vector<std::string> differences(const std::string& expected, const std::string& answer) {
  const auto document = parse_toml("expect = {" + expected + "}", "shop.toml");
  REQUIRE(document.ok());
  const auto expectations = expectations_in(*document, document->root->at("expect"), "/expect");
  REQUIRE(expectations.ok());
  std::vector<std::string> out;
  for (const auto& each : mismatches(*expectations, json::parse(answer))) {
    out.push_back(each.path + ": " + each.expected + " / " + each.got + (each.hint.empty() ? "" : " / " + each.hint));
  }
  return out;
}

using Found = std::vector<std::string>;

std::string filled(const Variables& variables, const std::string& text) {
  const auto out = variables.fill(text);
  return out.ok() ? *out : out.error().what + "|" + out.error().hint;
}

}  // namespace

TEST_CASE("expect: values by path, all differences at once") {
  const std::string order =
      R"({"status":"paid","total":5000,"customer":{"email":"a@b.c","name":null},"items":[{"id":7}]})";
  CHECK(differences(R"(status = "paid", total = 5000.0, "items.0.id" = 7, customer.email = "a@b.c")", order).empty());
  CHECK(differences(R"(status = "pending", items = [{id = 7}], customer = {email = "x"})", order) ==
        Found{R"(status: "pending" / "paid")", R"(customer.email: "x" / "a@b.c")"});
  CHECK(differences("totl = 5000", order) ==
        Found{"totl: 5000 / nothing: there is no such value / did you mean  total"});
  CHECK(differences("zzz = 1", "{}") == Found{"zzz: 1 / nothing: there is no such value"});
}

TEST_CASE("expect: lists are compared whole, whatever the order of their objects' members") {
  CHECK(differences("items = [{b = 2, a = 1}]", R"({"items":[{"a":1,"b":2}]})").empty());
  CHECK(differences("items = [1, 2]", R"({"items":[1,2,3]})") == Found{"items: [1,2] / [1,2,3]"});
}

TEST_CASE("expect: operators") {
  const std::string answer =
      R"({"n":5,"text":"shop is open","list":["a","b"],"at":"2026-01-01T00:15:00Z","none":null})";
  CHECK(differences(R"(n = {">" = 4, ">=" = 5, "<" = 6, "<=" = 5, "!=" = 4, "==" = 5})", answer).empty());
  CHECK(differences(R"(text = {contains = "is", matches = "^shop .* open$", length = 12})", answer).empty());
  CHECK(differences(R"(list = {contains = "b", length = 2}, at = {">" = "2026-01-01T00:00:00Z"})", answer).empty());
  CHECK(differences(R"(none = {exists = true}, nothing = {exists = false})", answer).empty());
  CHECK(differences(R"(n = {">" = 5}, text = {matches = "closed"}, list = {length = 3}, none = {exists = false})",
                    answer) == Found{"n: > 5 / 5", R"(text: matches "closed" / "shop is open")",
                                     R"(list: length 3 / ["a","b"])", "none: exists false / null"});
  CHECK(differences(R"(text = {">" = 5})", answer).size() == 1);  // a text is neither more nor less than a number
}

TEST_CASE("variables: references in texts, and whole values keep their type") {
  Variables variables(
      [](const std::string& name) { return name == "HOME" ? std::optional<std::string>("/home/ada") : std::nullopt; });
  variables.set("token", std::make_shared<const json>("cs_1"));
  variables.set("amount", std::make_shared<const json>(5000));
  CHECK(filled(variables, "pay ${token} in ${env.HOME} for ${ amount } $${token} $x") ==
        "pay cs_1 in /home/ada for 5000 ${token} $x");
  CHECK(filled(variables, "${tokne}") == "there is no variable 'tokne' here|did you mean:  ${token}");
  CHECK(filled(variables, "${env.NOPE}").find("no environment variable 'NOPE'") != std::string::npos);
  const auto body = variables.fill(
      std::make_shared<const json>(json{{"cents", "${amount}"}, {"list", {"${token}", "x${amount}"}}, {"n", 1}}));
  REQUIRE(body.ok());
  CHECK((*body)->dump() == R"({"cents":5000,"list":["cs_1","x5000"],"n":1})");
}

TEST_CASE("answers: JSON, lines of JSON, an error's object, or what was printed") {
  Step command;
  CHECK(answer_of(command, {.out = "{\"id\":1}\n"}).dump() == R"({"id":1})");
  CHECK(answer_of(command, {.out = "{\"id\":1}\n{\"id\":2}\n"}).dump() == R"([{"id":1},{"id":2}])");
  CHECK(answer_of(command, {.exit_code = 1, .err = "{\"error\":{\"code\":\"not_found\"}}\n"}).dump() ==
        R"({"error":{"code":"not_found"}})");
  Step shell;
  shell.as_json = false;
  CHECK(answer_of(shell, {.exit_code = 3, .out = "42\n", .err = "oh\n"}).dump() ==
        R"({"exit":3,"stdout":"42","stderr":"oh"})");
  const auto http = http_answer_in("HTTP/1.1 422\nContent-Type: application/json\n\n{\"error\":{}}");
  REQUIRE(http);
  CHECK(http->status == 422);
  CHECK(http->body->dump() == R"({"error":{}})");
  CHECK(http_answer_in("HTTP/1.1 200\n\n<html>")->body->dump() == R"({"body":"<html>"})");
  CHECK_FALSE(http_answer_in("error: no"));
}

TEST_CASE("junit: a suite for each file, a case for each step, and nothing that breaks the XML") {
  Scenario scenario{.file = "a&b.toml", .name = "\"<order>\""};
  Step step;
  step.name = "pay \x01 <now>";
  step.place = {3, 1};
  ScenarioResult result{.scenario = &scenario};
  result.steps.push_back(
      {.step = &step, .number = 1, .state = StepState::passed, .duration = std::chrono::microseconds(1500)});
  StepFailure failure{.what = "one value is not as expected", .place = {4, 2}};
  failure.mismatches.push_back({"status", "\"paid\"", "\"]]>&\xff\"", "", {4, 2}});
  result.steps.push_back({.step = &step, .number = 2, .state = StepState::failed, .failure = failure});
  result.steps.push_back({.step = &step, .number = 3});
  CHECK(junit_xml({result}) == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="satsrail run" tests="3" failures="1" errors="0">
  <testsuite name="&quot;&lt;order&gt;&quot;" file="a&amp;b.toml" tests="3" failures="1" errors="0" skipped="1" time="0.000000">
    <testcase name="1. pay ? &lt;now&gt;" classname="&quot;&lt;order&gt;&quot;" file="a&amp;b.toml" line="3" time="0.001500"/>
    <testcase name="2. pay ? &lt;now&gt;" classname="&quot;&lt;order&gt;&quot;" file="a&amp;b.toml" line="3" time="0.000000">
      <failure type="failed" message="one value is not as expected">a&amp;b.toml:4:2: one value is not as expected&#10;  status&#10;    expected  &quot;paid&quot;&#10;    got       &quot;]]&gt;&amp;)"
                               "\xEF\xBF\xBD"
                               R"(&quot;&#10;</failure>
    </testcase>
    <testcase name="3. pay ? &lt;now&gt;" classname="&quot;&lt;order&gt;&quot;" file="a&amp;b.toml" line="3" time="0.000000">
      <skipped message="a step before it failed"/>
    </testcase>
  </testsuite>
</testsuites>
)");
}
