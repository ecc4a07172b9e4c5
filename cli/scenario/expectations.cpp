#include "cli/scenario/expectations.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>
#include <regex.h>

#include <algorithm>
#include <array>
#include <optional>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

struct OperatorName {
  std::string_view name;
  Operator op;
};
constexpr std::array k_operators{
    OperatorName{"==", Operator::equal},
    OperatorName{"!=", Operator::unequal},
    OperatorName{"<", Operator::less},
    OperatorName{"<=", Operator::at_most},
    OperatorName{">", Operator::more},
    OperatorName{">=", Operator::at_least},
    OperatorName{"contains", Operator::contains},
    OperatorName{"matches", Operator::matches},
    OperatorName{"exists", Operator::exists},
    OperatorName{"length", Operator::length},
};

constexpr std::size_t k_shown_chars_max = 300;  // of a value in a diff: a line or two

std::optional<Operator> operator_of(std::string_view name) {
  const auto found =
      std::find_if(k_operators.begin(), k_operators.end(), [&](const auto& each) { return each.name == name; });
  return found == k_operators.end() ? std::nullopt : std::optional(found->op);
}

// An extended regular expression, as grep -E takes it: without backtracking, so no text makes it take long.
class Pattern {
 public:
  explicit Pattern(const std::string& text) : m_error(::regcomp(&m_regex, text.c_str(), REG_EXTENDED | REG_NOSUB)) {}
  ~Pattern() {
    if (m_error == 0) {
      ::regfree(&m_regex);
    }
  }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  std::string error() const {
    if (m_error == 0) {
      return {};
    }
    char text[200];
    ::regerror(m_error, &m_regex, text, sizeof text);
    return text;
  }
  bool is_found_in(const std::string& text) const {
    return m_error == 0 && ::regexec(&m_regex, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t m_regex{};
  int m_error;
};

bool is_reference(const json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos;
}

// Why the operator cannot take it; empty when it can.
std::string wrong_operand(Operator op, const json& value) {
  if (is_reference(value)) {
    return {};  // known when the step runs
  }
  switch (op) {
    case Operator::less:
    case Operator::at_most:
    case Operator::more:
    case Operator::at_least:
      return value.is_number() || value.is_string() ? "" : "it compares numbers or texts";
    case Operator::matches:
      return value.is_string() ? Pattern(value.get<std::string>()).error() : "it takes a regular expression as a text";
    case Operator::exists:
      return value.is_boolean() ? "" : "it takes true or false";
    case Operator::length:
      return value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0)
                 ? ""
                 : "it takes a whole number";
    default:
      return {};
  }
}

class Collector {
 public:
  Collector(const Document& document, std::vector<Expectation>& out) : m_document(document), m_out(out) {}

  Outcome<Done> table(const json& value, const std::string& path, const std::string& pointer) {
    for (const auto& [name, member] : value.items()) {
      TRY(entry(member, path.empty() ? name : path + "." + name, pointer_to(pointer, name)));
    }
    return Done{};
  }

 private:
  Outcome<Done> entry(const json& value, const std::string& path, const std::string& pointer) {
    if (!value.is_object() || value.empty()) {
      add(path, Operator::equal, value, pointer);
      return Done{};
    }
    const auto operators = std::count_if(value.items().begin(), value.items().end(),
                                         [](const auto& member) { return operator_of(member.key()).has_value(); });
    if (operators == 0) {
      return table(value, path, pointer);
    }
    for (const auto& [name, operand] : value.items()) {
      const auto op = operator_of(name);
      const auto wrong = op ? wrong_operand(*op, operand) : "it stands beside operators and is none";
      if (!wrong.empty()) {
        return usage_failure("invalid_expectation",
                             m_document.at(pointer_to(pointer, name)) + ": '" + printable(name) + "' cannot be used so",
                             printable(wrong), "operators: ==, !=, <, <=, >, >=, contains, matches, exists, length");
      }
      add(path, *op, operand, pointer_to(pointer, name));
    }
    return Done{};
  }

  void add(const std::string& path, Operator op, const json& value, const std::string& pointer) {
    m_out.push_back({path, op, std::make_shared<const json>(value), m_document.place_of(pointer)});
  }

  const Document& m_document;
  std::vector<Expectation>& m_out;
};

// Objects are equal whatever the order of their members.
bool equal(const json& a, const json& b) {
  return nlohmann::json(a) == nlohmann::json(b);
}

bool contains(const json& value, const json& part) {
  if (value.is_string()) {
    return value.get_ref<const std::string&>().find(plain_text(&part)) != std::string::npos;
  }
  if (value.is_array()) {
    return std::any_of(value.begin(), value.end(), [&](const json& each) { return equal(each, part); });
  }
  return value.is_object() && part.is_string() && value.contains(part.get<std::string>());
}

// Two numbers, or two texts: instants in ISO 8601 compare as texts.
bool ordered(const json& value, Operator op, const json& bound) {
  if (value.is_number() != bound.is_number() || value.is_string() != bound.is_string()) {
    return false;
  }
  switch (op) {
    case Operator::less:
      return value < bound;
    case Operator::at_most:
      return value <= bound;
    case Operator::more:
      return value > bound;
    default:
      return value >= bound;
  }
}

bool holds(const json* value, Operator op, const json& operand) {
  if (op == Operator::exists) {
    return (value != nullptr) == (!operand.is_boolean() || operand.get<bool>());
  }
  if (value == nullptr) {
    return op == Operator::unequal;
  }
  switch (op) {
    case Operator::equal:
      return equal(*value, operand);
    case Operator::unequal:
      return !equal(*value, operand);
    case Operator::contains:
      return contains(*value, operand);
    case Operator::matches:
      return Pattern(plain_text(&operand)).is_found_in(plain_text(value));
    case Operator::length:
      return operand.is_number() && (value->is_string() ? value->get_ref<const std::string&>().size()
                                                        : value->size()) == operand.get<std::size_t>();
    default:
      return ordered(*value, op, operand);
  }
}

std::string shown(const json& value) {
  const auto text = printable(dump(value));
  return text.size() <= k_shown_chars_max ? text : fit(text, k_shown_chars_max);
}

}  // namespace

std::string_view to_string(Operator op) {
  return std::find_if(k_operators.begin(), k_operators.end(), [&](const auto& each) { return each.op == op; })->name;
}

Outcome<std::vector<Expectation>> expectations_in(const Document& document, const json& table,
                                                  const std::string& pointer) {
  std::vector<Expectation> out;
  TRY(Collector(document, out).table(table, "", pointer));
  return out;
}

std::string other_path(const std::string& path, const json& answer) {
  const auto known = known_paths(answer);
  if (const auto near = closest(path, known)) {
    return "did you mean  " + printable(*near);
  }
  std::vector<std::string> top;
  if (answer.is_object()) {
    for (const auto& [name, value] : answer.items()) {
      top.push_back(name);
    }
  }
  return top.empty() ? "" : "there are: " + printable(join(top, ", "));
}

std::vector<Mismatch> mismatches(const std::vector<Expectation>& expectations, const json& answer) {
  std::vector<Mismatch> out;
  for (const auto& each : expectations) {
    const auto* value = at_path(answer, each.path);
    if (holds(value, each.op, *each.value)) {
      continue;
    }
    const bool plain = each.op == Operator::equal;
    out.push_back({each.path, (plain ? "" : std::string(to_string(each.op)) + " ") + shown(*each.value),
                   value == nullptr ? "nothing: there is no such value" : shown(*value),
                   value == nullptr ? other_path(each.path, answer) : "", each.place});
  }
  return out;
}

}  // namespace satsrail::cli
