#include "cli/parser.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

using Words = std::vector<std::string>;

// A flag that was typed silences the environment's choice in the same group; two typed ones contradict each other.
Outcome<Done> check_groups(const Command& command, const Invocation& invocation) {
  bool any_required = command.one_of_required.empty();
  Words required_names;
  for (const auto& flag : command.own_flags()) {
    if (flag.one_of.empty()) {
      continue;
    }
    if (flag.one_of == command.one_of_required) {
      required_names.push_back("--" + std::string(flag.name));
      any_required = any_required || invocation.has(flag.name);
    }
    for (const auto& other : command.own_flags()) {
      if (&other > &flag && other.one_of == flag.one_of && invocation.was_typed(flag.name) &&
          invocation.was_typed(other.name)) {
        return usage_failure(
            "conflicting_flags",
            "--" + std::string(flag.name) + " and --" + std::string(other.name) + " exclude each other",
            "they say the same thing in two ways", "keep one of them");
      }
    }
  }
  if (!any_required) {
    return usage_failure("missing_flag", command.name() + " needs one of " + join(required_names, ", "),
                         "none was given", "as in:  satsrail " + std::string(command.examples[0].line));
  }
  return Done{};
}

Outcome<Done> check_flags(const Command& command, const Invocation& invocation) {
  for (const auto& flag : command.own_flags()) {
    const auto name = "--" + std::string(flag.name);
    if (flag.required && !invocation.has(flag.name)) {
      return usage_failure("missing_flag", command.name() + " needs " + name, std::string(flag.help),
                           "as in:  satsrail " + std::string(command.examples[0].line));
    }
    for (const auto& value : invocation.values(flag.name)) {
      if (!flag.choices.empty() && !is_one_of(flag.choices, value)) {
        return unknown_choice(name, value, flag.choices);
      }
      if (flag.source == Source::outcomes) {
        TRY(parse_outcome_name(value));
      }
    }
  }
  return check_groups(command, invocation);
}

Outcome<Done> check_arguments(const Command& command, const Invocation& invocation) {
  const auto expected = command.arguments();
  std::size_t index = 0;
  for (const auto& argument : expected) {
    const auto given = invocation.arg(index++);
    if (!given) {
      if (argument.required) {
        return usage_failure("missing_argument", command.name() + " needs " + std::string(argument.name),
                             std::string(argument.help), "as in:  satsrail " + std::string(command.examples[0].line));
      }
      break;
    }
    if (!argument.choices.empty() && !is_one_of(argument.choices, *given)) {
      return unknown_choice(std::string(argument.name), *given, argument.choices);
    }
  }
  if (invocation.args.size() > expected.size() && (expected.empty() || !expected.back().repeatable)) {
    return too_many_words(command, invocation.args[expected.size()]);
  }
  return Done{};
}

}  // namespace

Outcome<Done> check(const Invocation& invocation) {
  TRY(check_arguments(*invocation.command, invocation));
  return check_flags(*invocation.command, invocation);
}

bool Invocation::has(std::string_view flag) const {
  return m_flags.find(flag) != m_flags.end();
}

std::optional<std::string> Invocation::value(std::string_view flag) const {
  const auto found = m_flags.find(flag);
  return found == m_flags.end() || found->second.values.empty() ? std::nullopt
                                                                : std::optional(found->second.values.back());
}

std::vector<std::string> Invocation::values(std::string_view flag) const {
  const auto found = m_flags.find(flag);
  return found == m_flags.end() ? Words() : found->second.values;
}

bool Invocation::was_typed(std::string_view flag) const {
  const auto found = m_flags.find(flag);
  return found != m_flags.end() && found->second.typed;
}

std::optional<std::string> Invocation::arg(std::size_t index) const {
  return index < args.size() ? std::optional(args[index]) : std::nullopt;
}

void Invocation::set(std::string_view flag, std::vector<std::string> values, bool typed) {
  m_flags.insert_or_assign(std::string(flag), Given{std::move(values), typed});
}

}  // namespace satsrail::cli
