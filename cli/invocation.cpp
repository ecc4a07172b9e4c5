#include "cli/parser.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"

#include <algorithm>
#include <limits>

namespace satsrail::cli {

namespace {

using Words = std::vector<std::string>;

// "--amount", or where it was said instead.
std::string said_as(const Invocation& invocation, const Flag& flag) {
  const auto* origin = invocation.origin(flag.name);
  const auto name = "--" + std::string(flag.name);
  return origin == nullptr || origin->place.empty() ? name : name + " (" + origin->place + ")";
}

// What a weaker layer said is gone by now: two that are left were said in one breath.
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
      if (&other > &flag && other.one_of == flag.one_of && invocation.has(flag.name) && invocation.has(other.name)) {
        return usage_failure("conflicting_flags",
                             said_as(invocation, flag) + " and " + said_as(invocation, other) + " exclude each other",
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
  const auto found = m_flags.find(flag);
  return found != m_flags.end() && !found->second.off;
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
  const auto* from = origin(flag);
  return from != nullptr && from->layer == Layer::command_line;
}

const Origin* Invocation::origin(std::string_view flag) const {
  const auto found = m_flags.find(flag);
  return found == m_flags.end() ? nullptr : &found->second.origin;
}

unsigned Invocation::rank(std::string_view flag) const {
  const auto* from = origin(flag);
  return from == nullptr ? std::numeric_limits<unsigned>::max() : from->rank;
}

std::optional<std::string> Invocation::arg(std::size_t index) const {
  return index < args.size() ? std::optional(args[index]) : std::nullopt;
}

void Invocation::set(std::string_view flag, std::vector<std::string> values, bool typed) {
  set(flag, std::move(values), typed ? Origin{} : Origin{Layer::environment, k_environment_rank, {}});
}

void Invocation::set(std::string_view flag, std::vector<std::string> values, Origin origin) {
  m_flags.insert_or_assign(std::string(flag), Given{std::move(values), std::move(origin), false});
}

void Invocation::set_off(std::string_view flag, Origin origin) {
  m_flags.insert_or_assign(std::string(flag), Given{{}, std::move(origin), true});
}

void Invocation::drop(std::string_view flag) {
  if (const auto found = m_flags.find(flag); found != m_flags.end()) {
    m_flags.erase(found);
  }
}

}  // namespace satsrail::cli
