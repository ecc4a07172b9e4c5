#include "cli/scenario/read_scenario.h"

#include "cli/json_text.h"
#include "cli/sandbox_variables.h"
#include "cli/scenario/json_file.h"
#include "cli/scenario/step_reader.h"
#include "cli/scenario/variables.h"
#include "cli/text.h"
#include "cli/toml.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace satsrail::cli {

using json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

namespace {

// The flags of `exec` that make a sandbox, and --live.
Words sandbox_keys() {
  Words out{"live"};
  for (const auto& flag : find_command("exec", "")->own_flags()) {
    if (flag.name != "keep") {
      out.emplace_back(flag.name);
    }
  }
  return out;
}

class ScenarioReader {
 public:
  ScenarioReader(const Document& document, const GivenVariables& given, const Environment& environment)
      : m_document(document), m_root(*document.root), m_given(given), m_environment(environment) {}

  Outcome<Scenario> read() {
    TRY(check_keys(m_document, m_root, "", {"name", "description", "sandbox", "vars", "steps", "cleanup"}));
    m_scenario.file = m_document.name;
    m_scenario.name = std::filesystem::path(m_document.name).stem().string();
    TRY(read_text("name", m_scenario.name));
    TRY(read_text("description", m_scenario.description));
    TRY(read_variables());
    TRY(read_sandbox());
    TRY_ASSIGN(m_scenario.steps, read_steps("steps"));
    TRY_ASSIGN(m_scenario.cleanup, read_steps("cleanup"));
    if (m_scenario.steps.empty()) {
      return wrong_at(m_document, "/steps", "there are no steps", "a scenario is told in [[steps]]",
                      "as in:  [[steps]]  run = \"checkout create --amount 50.00\"");
    }
    TRY(check_references());
    return std::move(m_scenario);
  }

 private:
  Outcome<Done> read_text(const char* key, std::string& out) const {
    if (const auto found = m_root.find(key); found != m_root.end()) {
      if (!found->is_string()) {
        return wrong_at(m_document, pointer_to("", key), "'" + std::string(key) + "' is a text", "this is none",
                        "put it in quotes");
      }
      out = found->get<std::string>();
    }
    return Done{};
  }

  // In the order of the file: each may refer to those above it.
  Outcome<Done> read_variables() {
    Variables known(m_environment);
    std::set<std::string> given;
    for (const auto& [name, value] : m_given) {
      auto text = std::make_shared<const json>(value);
      known.set(name, text);
      m_scenario.vars.emplace_back(name, std::move(text));
      given.insert(name);
    }
    const auto found = m_root.find("vars");
    if (found == m_root.end()) {
      return Done{};
    }
    if (!found->is_object()) {
      return wrong_at(m_document, "/vars", "[vars] is a table", "of names and values", "as in:  amount = \"50.00\"");
    }
    for (const auto& [name, value] : found->items()) {
      const auto pointer = pointer_to("/vars", name);
      if (!is_variable_name(name)) {
        return wrong_at(m_document, pointer, "'" + printable(name) + "' is no name for a variable",
                        "letters, digits and _ make one", "as in:  order_id = \"ORD-1\"");
      }
      m_scenario.declared.push_back(name);
      if (given.count(name) > 0) {
        continue;
      }
      TRY_ASSIGN(auto filled, placed(known.fill(std::make_shared<const json>(value)), pointer));
      known.set(name, filled);
      m_scenario.vars.emplace_back(name, std::move(filled));
    }
    return Done{};
  }

  // As flags of `exec`, checked as those are.
  Outcome<Done> read_sandbox() {
    const auto found = m_root.find("sandbox");
    if (found == m_root.end()) {
      return Done{};
    }
    if (!found->is_object()) {
      return wrong_at(m_document, "/sandbox", "[sandbox] is a table", "of flags of `satsrail exec`",
                      "as in:  seed = 1");
    }
    TRY(check_keys(m_document, *found, "/sandbox", sandbox_keys()));
    Variables known(m_environment);
    for (const auto& [name, value] : m_scenario.vars) {
      known.set(name, value);
    }
    for (const auto& [name, value] : found->items()) {
      const auto pointer = pointer_to("/sandbox", name);
      TRY_ASSIGN(const auto filled, placed(known.fill(std::make_shared<const json>(value)), pointer));
      const auto flags = flags_of(name, *filled);
      m_scenario.sandbox_flags.insert(m_scenario.sandbox_flags.end(), flags.begin(), flags.end());
      TRY(placed(daemon_flags_of(flags), pointer));
    }
    return Done{};
  }

  static Words flags_of(const std::string& name, const json& value) {
    const auto flag = "--" + name;
    if (value.is_boolean()) {
      return value.get<bool>() ? Words{flag} : Words{};
    }
    if (!value.is_array()) {
      return {flag, plain_text(&value)};
    }
    Words out;
    for (const auto& each : value) {
      out.insert(out.end(), {flag, plain_text(&each)});
    }
    return out;
  }

  // The same failure, said of a place in this file.
  template <class T>
  Outcome<T> placed(Outcome<T> outcome, const std::string& pointer) const {
    if (outcome.ok()) {
      return outcome;
    }
    const auto& failure = outcome.error();
    return wrong_at(m_document, pointer, failure.what, failure.why, failure.hint);
  }

  Outcome<std::vector<Step>> read_steps(const std::string& key) const {
    std::vector<Step> out;
    const auto found = m_root.find(key);
    if (found == m_root.end()) {
      return out;
    }
    const auto pointer = pointer_to("", key);
    if (!found->is_array()) {
      return wrong_at(m_document, pointer, "'" + key + "' is a list of steps", "this is one table or a value",
                      "write two brackets:  [[" + key + "]]");
    }
    if (found->size() > limits::scenario_steps_max) {
      return wrong_at(m_document, pointer, "there are too many steps",
                      std::to_string(limits::scenario_steps_max) + " are the most", "make several files of it");
    }
    for (std::size_t i = 0; i < found->size(); ++i) {
      TRY_ASSIGN(auto step, read_step(m_document, (*found)[i], pointer_to(pointer, i)));
      out.push_back(std::move(step));
    }
    return out;
  }

  // A reference is known when it is set from the start or captured by a step further up.
  Outcome<Done> check_references() const {
    std::vector<std::string> known;
    for (const auto& [name, value] : m_scenario.vars) {
      known.push_back(name);
    }
    for (const auto* part : {&m_scenario.steps, &m_scenario.cleanup}) {
      for (const auto& step : *part) {
        TRY(check_step(step, known));
        for (const auto& capture : step.captures) {
          known.push_back(capture.name);
        }
      }
    }
    return Done{};
  }

  Outcome<Done> check_step(const Step& step, const std::vector<std::string>& known) const {
    if (step.kind != StepKind::shell) {  // a shell expands its text by itself
      for (const auto& word : step.words) {
        TRY(check_text(word, step.place, known));
      }
    }
    for (const auto& [name, value] : step.headers) {
      TRY(check_text(value, step.place, known));
    }
    if (step.body) {
      TRY(check_value(*step.body, step.place, known));
    }
    for (const auto& expectation : step.expectations) {
      TRY(check_value(*expectation.value, expectation.place, known));
    }
    return Done{};
  }

  Outcome<Done> check_value(const json& value, TextPlace place, const std::vector<std::string>& known) const {
    if (value.is_string()) {
      return check_text(value.get_ref<const std::string&>(), place, known);
    }
    if (value.is_structured()) {
      for (const auto& member : value) {
        TRY(check_value(member, place, known));
      }
    }
    return Done{};
  }

  Outcome<Done> check_text(const std::string& text, TextPlace place, const std::vector<std::string>& known) const {
    auto names = references_in(text);
    if (!names.ok()) {
      return at_place(place, names.error());
    }
    for (const auto& name : *names) {
      const bool is_known = name.starts_with("env.")
                                ? is_sandbox_variable(name.substr(4)) || m_environment(name.substr(4)).has_value()
                                : std::find(known.begin(), known.end(), name) != known.end();
      if (!is_known) {
        return at_place(place, unknown_variable(name, known));
      }
    }
    return Done{};
  }

  Failure at_place(TextPlace place, const Failure& failure) const {
    return usage_failure("invalid_scenario", place_text(m_document.name, place) + ": " + failure.what, failure.why,
                         failure.hint);
  }

  const Document& m_document;
  const json& m_root;
  const GivenVariables& m_given;
  const Environment& m_environment;
  Scenario m_scenario;
};

}  // namespace

Outcome<Words> daemon_flags_of(const Words& flags) {
  Words words{"exec"};
  words.insert(words.end(), flags.begin(), flags.end());
  words.insert(words.end(), {"--", "true"});
  const auto parsed = parse(words, [](const std::string&) { return std::optional<std::string>(); });
  if (parsed.failure) {
    return parsed.failure->failure;
  }
  Invocation typed;
  typed.command = parsed.invocation->command;
  for (const auto& flag : typed.command->own_flags()) {
    if (parsed.invocation->was_typed(flag.name)) {
      typed.set(flag.name, parsed.invocation->values(flag.name), true);
    }
  }
  return daemon_flags(typed);
}

Outcome<Scenario> scenario_of(const Document& document, const GivenVariables& given, const Environment& environment) {
  return ScenarioReader(document, given, environment).read();
}

Outcome<Scenario> read_scenario(const std::string& path, const GivenVariables& given, const Environment& environment) {
  if (!path.ends_with(".json")) {
    TRY_ASSIGN(const auto document, read_toml(path));
    return scenario_of(document, given, environment);
  }
  TRY_ASSIGN(const auto text, read_file(path, limits::settings_file_bytes_max));
  TRY_ASSIGN(const auto document, parse_json_document(text, path));
  return scenario_of(document, given, environment);
}

}  // namespace satsrail::cli
