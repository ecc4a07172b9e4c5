// Recipes as data: what can be set in them, what they refer to, and what is wrong with one.

#include "cli/recipe.h"

#include "core/domain/event_type.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace satsrail;
using namespace satsrail::cli;
using satsrail::test::CliWorld;

namespace {

using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Json body_of(const Recipe& recipe, std::size_t step) {
  return Json::parse(recipe.steps.at(step).body);
}

// A recipe that is good but for what `change` does to it.
template <class Change>
Failure refusal(Change change) {
  auto recipe = Json::parse(
      R"({"event":"order.created","summary":"s","takes":["product"],"steps":[{"call":"POST /x","body":{"a":1},"as":"x"}],
          "match":{"id":"{x.id}"}})");
  REQUIRE(parse_recipe(recipe.dump(), "mine.json").ok());
  change(recipe);
  const auto parsed = parse_recipe(recipe.dump(), "mine.json");
  REQUIRE_FALSE(parsed.ok());
  CHECK(parsed.error().exit == ExitCode::usage);
  CHECK(parsed.error().code == "invalid_recipe");
  return parsed.error();
}

}  // namespace

TEST_CASE("recipes: there is a good one for every event") {
  for (const auto type : event_type::all) {
    INFO(type);
    const auto recipe = built_in_recipe(type);
    CHECK(recipe.event == type);
    CHECK_FALSE(recipe.summary.empty());
    // Each subject that it takes leads to calls of its own.
    for (const auto& subject : recipe.takes) {
      CHECK(std::any_of(recipe.steps.begin(), recipe.steps.end(),
                        [&](const RecipeStep& step) { return step.is_for(subject); }));
    }
  }
}

TEST_CASE("recipes: --set changes the step that has the path, typed as `api -d` types it") {
  auto recipe = built_in_recipe("checkout.completed");
  REQUIRE(change_recipe(recipe, "new",
                        {"checkout_session.amount_cents=100", "checkout_session.metadata.order.id={x}",
                         "checkout_session.customer_name=\"5\"", "payer=bob", "hold=true"},
                        {"checkout_session.currency"})
              .ok());
  CHECK(
      body_of(recipe, 0) ==
      Json::parse(R"({"checkout_session":{"amount_cents":100,"metadata":{"order.id":"{{x}}"},"customer_name":"5"}})"));
  CHECK(body_of(recipe, 2) == Json::parse(R"({"target":"{checkout.order_id}","payer":"bob","hold":true})"));
  // What was set is text, not a reference.
  const auto sent = fill_body(recipe.steps[0].body, Json::object());
  REQUIRE(sent.ok());
  CHECK(Json::parse(*sent)["checkout_session"]["metadata"]["order.id"] == "{x}");
}

TEST_CASE("recipes: a path that no step has is an error that names those there are") {
  auto recipe = built_in_recipe("checkout.completed");
  const auto failure = [&](std::string_view subject, const std::string& set) {
    const auto changed = change_recipe(recipe, subject, {set}, {});
    REQUIRE_FALSE(changed.ok());
    CHECK(changed.error().exit == ExitCode::usage);
    return changed.error();
  };
  const auto slip = failure("new", "checkout_session.amuont_cents=1");
  CHECK(slip.what == "no step of checkout.completed has 'checkout_session.amuont_cents'");
  CHECK(holds(slip.why, "it has: checkout_session.amount_cents, checkout_session.currency, "));
  CHECK(slip.hint == "did you mean:  checkout_session.amount_cents");
  CHECK(failure("new", "amount_cents=1").hint == "did you mean:  checkout_session.amount_cents");
  CHECK(failure("new", "target=cs_1").code == "unknown_path");  // what the recipe itself refers to
  const auto on_yours = failure("checkout", "checkout_session.amount_cents=1");
  CHECK(on_yours.what == "no step of checkout.completed --checkout has 'checkout_session.amount_cents'");
  CHECK(failure("new", "payer").code == "invalid_pair");
  CHECK(change_recipe(recipe, "new", {}, {"nothing"}).error().code == "unknown_path");
  CHECK(change_recipe(recipe, "new", {}, {"payer"}).error().what == "'payer' is not set, so it cannot be unset");
  auto suspended = built_in_recipe("merchant.suspended");
  CHECK(change_recipe(suspended, "new", {"merchant.status=active"}, {}).error().why == "nothing of it can be set");
}

TEST_CASE("recipes: references are filled from the answers before") {
  const auto names = Json::parse(R"({"checkout":{"token":"cs_1","amount":5},"merchant":{"plan":"pro"}})");
  CHECK(*fill_references("/x/{checkout.token}/{{y}}/{checkout.amount}", names) == "/x/cs_1/{y}/5");
  CHECK(holds(fill_references("{checkout.none}", names).error().what, "{checkout.none} is in no answer"));
  const auto plan = [&](const std::string& of) {
    return fill_body(R"({"plan":{"other_than":"{merchant.plan}","of":)" + of + "}}", names);
  };
  CHECK(*plan(R"(["pro","free"])") == R"({"plan":"free"})");
  CHECK(*plan(R"(["basic","pro"])") == R"({"plan":"basic"})");
  CHECK_FALSE(plan(R"(["pro"])").ok());
}

TEST_CASE("recipes: one of your own is checked, and errors name the place") {
  const auto what = [](auto change) { return refusal(change).what; };
  CHECK(holds(what([](Json& r) { r["event"] = "order.made"; }), "mine.json.event 'order.made' is no event type"));
  CHECK(holds(what([](Json& r) { r.erase("summary"); }), "mine.json.summary must be text"));
  CHECK(holds(what([](Json& r) { r["stpes"] = 1; }), "mine.json has no use for 'stpes' (did you mean steps?)"));
  CHECK(holds(what([](Json& r) { r["takes"] = {"invoice"}; }), "mine.json.takes may hold"));
  CHECK(holds(what([](Json& r) { r["steps"] = Json::array(); }), "mine.json.steps must be a list"));
  CHECK(holds(what([](Json& r) { r["steps"] = {"chekout"}; }), "mine.json.steps[0] names no shared step; there are "));
  CHECK(holds(what([](Json& r) { r["steps"][0]["call"] = "PUT /x"; }), "mine.json.steps[0].call must be"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["call"] = "POST"; }), "mine.json.steps[0].call must be"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["call"] = "POST /{y.id}"; }), "no step before is named 'y'"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["body"] = "text"; }), "mine.json.steps[0].body must be"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["body"]["a"] = {{"b", "{z.id}"}}; }), "steps[0].body refers to {z.id}"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["for"] = {"order", "sun"}; }), "mine.json.steps[0].for may hold"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["optional"] = {1}; }), "mine.json.steps[0].optional must be"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["fixed"] = 1; }), "mine.json.steps[0].fixed must be"));
  CHECK(holds(what([](Json& r) { r["steps"][0]["as"] = 1; }), "mine.json.steps[0].as must be text"));
  CHECK(holds(what([](Json& r) { r.erase("match"); }), "mine.json.match must say"));
  CHECK(holds(what([](Json& r) { r["match"]["id"] = "{y.id}"; }), "mine.json.match.id refers to {y.id}"));
  CHECK(holds(parse_recipe("{", "mine.json").error().what, "mine.json is no JSON"));
  CHECK(holds(parse_recipe("[]", "mine.json").error().what, "mine.json is no JSON object"));
}

TEST_CASE("trigger: what is wrong on the command line is exit 2, before any call") {
  const CliWorld world;
  const auto run = [&](Texts words) {
    words.insert(words.begin(), "trigger");
    auto ran = world.run(words);
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    return ran.err;
  };
  CHECK(holds(run({}), "trigger needs EVENT"));
  CHECK(holds(run({"checkout.complete"}), "did you mean"));
  CHECK(holds(run({"order.*"}), "trigger takes one event type"));
  CHECK(holds(run({"order.created", "--checkout", "cs_1"}), "order.created takes no --checkout"));
  CHECK(holds(run({"merchant.suspended", "--product", "x"}), "it happens to the merchant of the API key"));
  CHECK(holds(run({"order.updated", "--checkout", "cs_1", "--order", "x"}), "exclude each other"));
  CHECK(holds(run({"order.created", "--times", "0"}), "--times"));
  CHECK(holds(run({"order.created", "--times", "1001"}), "--times"));
  CHECK(holds(run({"order.created", "--raw", "@/nonexistent"}), "cannot read"));
  CHECK(holds(run({"order.created", "--raw", "{}"}), "recipe.event must be text"));
}

TEST_CASE("trigger --list: every event with its summary and what can be set, without a sandbox") {
  const CliWorld world;
  const auto all = Json::parse(world.run({"trigger", "--list", "--json"}).out);
  REQUIRE(all["data"].size() == event_type::all.size());
  for (std::size_t i = 0; i < event_type::all.size(); ++i) {
    CHECK(all["data"][i]["event"] == event_type::all[i]);
    CHECK_FALSE(all["data"][i]["summary"].get<std::string>().empty());
  }
  CHECK(all["data"][0]["takes"] == Json::parse(R"(["checkout","order","product"])"));
  const auto quiet = world.run({"trigger", "--list", "-q"}).out;
  CHECK(quiet.starts_with("checkout.completed\norder.created\n"));
  const auto one = world.run({"trigger", "product.key_rotated", "--list", "--format", "{paths}"}).out;
  CHECK(holds(one, "product.price_cents"));
  CHECK(world.run({"trigger", "product.key_rotated", "--list", "--product", "x", "--format", "{paths}"}).out == "[]\n");
}
