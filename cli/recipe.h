#pragma once
// How an event is brought about: the calls of the API that make it happen, as data (schema/triggers). docs/triggers.md
// describes the format.

#include "cli/failure.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::cli {

// What a recipe begins with: "new" objects, or one of yours: "checkout", "order", "product".
inline constexpr std::string_view k_new_objects = "new";

struct RecipeStep {
  std::vector<std::string> subjects;  // it is made for these; empty: for all
  std::string method;
  std::string path;                   // "/_sandbox/checkout_sessions/{checkout.token}/expire"
  std::string body;                   // JSON text with references in its strings; empty: none
  std::vector<std::string> optional;  // paths that may be set beside those of the body; "a.*" is any key of a
  std::string name;                   // what later steps call the answer; may be empty
  bool fixed = false;                 // nothing of its body may be set

  bool is_for(std::string_view subject) const;
};

struct Recipe {
  std::string event;
  std::string summary;
  std::vector<std::string> takes;  // subjects besides new objects
  std::vector<RecipeStep> steps;
  // Whose event it is: paths of the event's object and the text that must stand there.
  std::vector<std::pair<std::string, std::string>> match;
};

Recipe built_in_recipe(std::string_view event);
// `place` is what errors call the text. Error: invalid_recipe (2), with the place in it.
Outcome<Recipe> parse_recipe(const std::string& text, const std::string& place);

// The paths that --set may name, in the order of the steps.
std::vector<std::string> settable_paths(const Recipe& recipe, std::string_view subject);
// --set path=value, with values typed as `api -d` types them, then --unset path.
// Errors: invalid_pair, unknown_path (2).
Outcome<Done> change_recipe(Recipe& recipe, std::string_view subject, const std::vector<std::string>& set,
                            const std::vector<std::string>& unset);

// References filled from `names`, the answers so far by name. Error: invalid_recipe (2) for what an answer has not.
Outcome<std::string> fill_references(const std::string& text, const nlohmann::ordered_json& names);
Outcome<std::string> fill_body(const std::string& body, const nlohmann::ordered_json& names);

}  // namespace satsrail::cli
