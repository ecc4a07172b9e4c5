#include "cli/where.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace satsrail::cli {

namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view k_subject = "data.object";

std::string_view sign_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::differs:
      return "!=";
    case Comparison::contains:
      return "~";
    case Comparison::greater:
      return ">";
    case Comparison::less:
      return "<";
    default:
      return "=";
  }
}

const json* value_at(const json& object, std::string_view path) {
  if (const auto* subject = at_path(object, k_subject)) {
    if (const auto* found = at_path(*subject, path)) {
      return found;
    }
  }
  return at_path(object, path);
}

std::string text_at(const json& object, std::string_view path) {
  const auto* value = value_at(object, path);
  return value == nullptr || value->is_null() ? "null" : plain_text(value);
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return !text.empty() && error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

Failure invalid_condition(const std::string& text, const std::string& why) {
  return usage_failure("invalid_condition", "'" + printable(text) + "' is no condition", why,
                       "as in:  --where status=paid, amount_sats>1000, email~@shop.example or email!=null");
}

Outcome<Condition> parse_condition(const std::string& text) {
  const auto at = text.find_first_of("=!~<>");
  if (at == std::string::npos) {
    return invalid_condition(text, "it has none of  =  !=  ~  >  <");
  }
  Condition condition;
  condition.path = std::string(trim(std::string_view(text).substr(0, at)));
  std::size_t signs = 1;
  switch (text[at]) {
    case '!':
      if (text.compare(at, 2, "!=") != 0) {
        return invalid_condition(text, "a lone ! compares nothing; differs is !=");
      }
      condition.comparison = Comparison::differs;
      signs = 2;
      break;
    case '~':
      condition.comparison = Comparison::contains;
      break;
    case '>':
    case '<':
      condition.comparison = text[at] == '>' ? Comparison::greater : Comparison::less;
      break;
    default:
      signs = text.compare(at, 2, "==") == 0 ? 2 : 1;
  }
  condition.value = std::string(trim(std::string_view(text).substr(at + signs)));
  if (condition.path.empty()) {
    return invalid_condition(text, "it names no field before the " + std::string(sign_of(condition.comparison)));
  }
  const bool of_numbers = condition.comparison == Comparison::greater || condition.comparison == Comparison::less;
  if (of_numbers && !number_of(condition.value)) {
    return invalid_condition(text, "> and < compare numbers, and '" + printable(condition.value) + "' is none");
  }
  return condition;
}

// What a path may name: fields of what the event is about by their short names, those of the event itself whole.
std::vector<std::string> names_of(const json& object) {
  std::vector<std::string> names;
  if (const auto* subject = at_path(object, k_subject); subject != nullptr && subject->is_object()) {
    names = known_paths(*subject);
  }
  const auto whole = known_paths(object);
  names.insert(names.end(), whole.begin(), whole.end());
  return names;
}

}  // namespace

std::string Condition::text() const {
  return path + std::string(sign_of(comparison)) + value;
}

Outcome<std::vector<Condition>> parse_conditions(const std::vector<std::string>& texts) {
  std::vector<Condition> conditions;
  for (const auto& text : texts) {
    TRY_ASSIGN(auto condition, parse_condition(text));
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

std::string text_of(const std::vector<Condition>& conditions) {
  std::vector<std::string> texts;
  for (const auto& condition : conditions) {
    texts.push_back(printable(condition.text()));
  }
  return join(texts, " and ");
}

bool is_met(const Condition& condition, const json& object) {
  const auto text = text_at(object, condition.path);
  switch (condition.comparison) {
    case Comparison::differs:
      return text != condition.value;
    case Comparison::contains:
      return value_at(object, condition.path) != nullptr && text.find(condition.value) != std::string::npos;
    case Comparison::greater:
    case Comparison::less: {
      const auto found = number_of(text);
      const auto limit = number_of(condition.value);
      return found && limit && (condition.comparison == Comparison::greater ? *found > *limit : *found < *limit);
    }
    default:
      return text == condition.value;
  }
}

bool are_met(const std::vector<Condition>& conditions, const json& object) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Condition& condition) { return is_met(condition, object); });
}

std::string difference(const Condition& condition, const json& object) {
  constexpr std::size_t k_width_max = 60;  // a whole object as text says nothing
  const auto* value = value_at(object, condition.path);
  const auto found = value == nullptr ? "absent" : fit(printable(text_at(object, condition.path)), k_width_max);
  const auto wanted = fit(printable(condition.value), k_width_max);
  const auto is = printable(condition.path) + " is " + (found.empty() ? "empty" : found);
  switch (condition.comparison) {
    case Comparison::differs:
      return is;
    case Comparison::contains:
      return is + ", without " + wanted;
    case Comparison::greater:
    case Comparison::less:
      return is + ", not " + std::string(sign_of(condition.comparison)) + wanted;
    default:
      return is + ", not " + (wanted.empty() ? "empty" : wanted);
  }
}

json differences(const std::vector<Condition>& conditions, const json& object) {
  auto all = json::array();
  for (const auto& condition : conditions) {
    if (!is_met(condition, object)) {
      const auto* value = value_at(object, condition.path);
      all.push_back({{"path", condition.path},
                     {"comparison", sign_of(condition.comparison)},
                     {"expected", condition.value},
                     {"found", value == nullptr ? json() : *value}});
    }
  }
  return all;
}

Outcome<Done> check_paths(const std::vector<Condition>& conditions, const std::vector<json>& objects) {
  for (const auto& condition : conditions) {
    const bool known = objects.empty() || std::any_of(objects.begin(), objects.end(), [&](const json& object) {
                         return value_at(object, condition.path) != nullptr;
                       });
    if (!known) {
      const auto near = closest(condition.path, names_of(objects.front()));
      std::vector<std::string> top;
      const auto* subject = at_path(objects.front(), k_subject);
      for (const auto& [name, value] : (subject != nullptr ? *subject : objects.front()).items()) {
        top.push_back(name);
      }
      return usage_failure("unknown_field", "there is no field '" + printable(condition.path) + "'",
                           "there are: " + join(top, ", "), near ? "did you mean:  " + *near : "write one of those");
    }
  }
  return Done{};
}

}  // namespace satsrail::cli
