#pragma once
// ${name} in the texts of a scenario: its variables, what its steps captured, and ${env.NAME}.

#include "cli/failure.h"
#include "cli/parser.h"
#include "cli/scenario/scenario.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// Every name that is referred to: "token", "env.HOME". "$${" stands for "${" and refers to nothing.
// Error: invalid_reference (2) for a "${" without its "}" or with no name in it.
Outcome<std::vector<std::string>> references_in(std::string_view text);

// May a variable be called that? Letters, digits and underscores, not a digit first, at most 64: a shell takes it, too.
bool is_variable_name(std::string_view name);

class Variables {
 public:
  explicit Variables(Environment environment) : m_environment(std::move(environment)) {}

  void set(const std::string& name, JsonValue value) { m_values[name] = std::move(value); }
  const std::map<std::string, JsonValue, std::less<>>& values() const { return m_values; }

  // Error: unknown_variable (2), with "did you mean".
  Outcome<std::string> fill(std::string_view text) const;
  Outcome<std::vector<std::string>> fill_all(const std::vector<std::string>& texts) const;
  // Every text in the value. One that is a reference and nothing else becomes what it refers to, a number a number.
  Outcome<JsonValue> fill(const JsonValue& value) const;

 private:
  Outcome<JsonValue> look_up(const std::string& name) const;
  Outcome<nlohmann::ordered_json> filled(const nlohmann::ordered_json& value) const;

  Environment m_environment;
  std::map<std::string, JsonValue, std::less<>> m_values;
};

Failure unknown_variable(const std::string& name, const std::vector<std::string>& known);

}  // namespace satsrail::cli
