#include "cli/suggest.h"

#include "cli/text.h"
#include "core/domain/event_type.h"
#include "core/domain/node_settings.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

std::string quoted(std::string_view word) {
  return "'" + printable(word) + "'";
}

std::vector<std::string> first_words() {
  std::vector<std::string> out;
  for (const auto& command : commands()) {
    if (command.verb.empty() && !command.hidden) {
      out.emplace_back(command.noun);
    }
  }
  for (const auto& noun : nouns()) {
    if (noun.name.find(' ') == std::string_view::npos) {
      out.emplace_back(noun.name);
      if (!noun.aliases.empty()) {
        out.emplace_back(noun.aliases);
      }
    }
  }
  return out;
}

std::string usage_of(const Command& command) {
  std::string out = "see:  satsrail ";
  return out + command.name() + " --help";
}

bool matches(std::string_view pattern, std::string_view type) {
  pattern.remove_prefix(pattern.starts_with('!') ? 1 : 0);
  return pattern == "*" || pattern == type ||
         (pattern.ends_with(".*") && type.starts_with(pattern.substr(0, pattern.size() - 1)));
}

}  // namespace

bool looks_like_id(std::string_view word) {
  return word.starts_with("cs_") || word.starts_with("evt_") ||
         (word.size() == 36 && word[8] == '-' && word[13] == '-' && word[18] == '-' && word[23] == '-');
}

Failure unknown_command(const std::vector<std::string>& words) {
  const auto& word = words[0];
  // "create checkout": both words are known, in the other order.
  if (words.size() > 1) {
    if (const auto* noun = find_noun(words[1]); noun != nullptr && find_command(noun->name, word) != nullptr) {
      return usage_failure("unknown_command", "there is no command " + quoted(word), "the noun comes first",
                           "did you mean:  satsrail " + std::string(noun->name) + " " + word);
    }
  }
  if (looks_like_id(word)) {
    return usage_failure(
        "unknown_command", "there is no command " + quoted(word), "it looks like an id",
        "did you mean:  satsrail " + std::string(word.starts_with("evt_") ? "events" : "checkout") + " get " + word);
  }
  if (const auto near = closest(word, first_words())) {
    auto rest = words;
    rest[0] = *near;
    // The verb may be misspelt as well; then the noun alone is the better advice.
    const auto* noun = find_noun(*near);
    if (noun == nullptr || rest.size() < 2 || find_command(noun->name, rest[1]) == nullptr) {
      rest.resize(1);
    } else {
      rest.resize(2);
    }
    return usage_failure("unknown_command", "there is no command " + quoted(word), "satsrail help lists what there is",
                         "did you mean:  satsrail " + join(rest, " "));
  }
  return usage_failure("unknown_command", "there is no command " + quoted(word), "it is not in the list of commands",
                       "see them all:  satsrail help");
}

Failure missing_verb(const Noun& noun) {
  const auto verbs = words_after(noun.name);
  return usage_failure("missing_verb", std::string(noun.name) + " needs a verb", "one of: " + join(verbs, ", "),
                       "see:  satsrail help " + std::string(noun.name));
}

Failure unknown_verb(const Noun& noun, const std::string& word) {
  const auto name = std::string(noun.name);
  const auto verbs = words_after(noun.name);
  const auto what = name + " has no verb " + quoted(word);
  const auto why = "its verbs: " + join(verbs, ", ");
  if (looks_like_id(word) && find_command(noun.name, "get") != nullptr) {
    return usage_failure("unknown_command", what, why, "did you mean:  satsrail " + name + " get " + word);
  }
  if (const auto near = closest(word, verbs)) {
    return usage_failure("unknown_command", what, why, "did you mean:  satsrail " + name + " " + *near);
  }
  return usage_failure("unknown_command", what, why, "see:  satsrail help " + name);
}

Failure unknown_flag(const Command& command, const std::string& word) {
  const auto name = word.substr(0, word.find('='));
  std::vector<std::string> known{"--help"};
  for (const auto& flag : command.own_flags()) {
    known.push_back("--" + std::string(flag.name));
  }
  for (const auto& flag : global_flags()) {
    known.push_back("--" + std::string(flag.name));
  }
  const auto near = name.starts_with("--") ? closest(name, known) : closest("-" + name, known);
  return usage_failure("unknown_flag", command.name() + " has no flag " + quoted(name),
                       "what begins with a dash is read as a flag; after -- it is not",
                       near ? "did you mean:  " + *near : usage_of(command));
}

Failure unknown_choice(const std::string& what, const std::string& given, std::string_view choices) {
  const auto known = split(choices, '|');
  const auto near = closest(given, known);
  return usage_failure("invalid_value", quoted(given) + " is no value for " + what, "one of: " + join(known, ", "),
                       near ? "did you mean:  " + *near : "write one of those");
}

Failure too_many_words(const Command& command, const std::string& word) {
  if (!command.tail.empty()) {
    return usage_failure("unexpected_argument", "the command to run goes after --", quoted(word) + " stands before it",
                         "write:  satsrail " + command.name() + " -- " + shell_quoted(word) + " …");
  }
  // "get checkout cs_…": a method of HTTP where the verb of a noun was meant.
  if (is_one_of("get|delete|post|patch", command.noun) && looks_like_id(word)) {
    return usage_failure("unexpected_argument", command.name() + " has no use for " + quoted(word),
                         "it sends a request to a path of the API; to ask for an object, its noun comes first",
                         "as in:  satsrail checkout get " + word);
  }
  return usage_failure("unexpected_argument", command.name() + " has no use for " + quoted(word),
                       command.arguments().empty() ? "it takes no arguments" : "that is one word too many",
                       usage_of(command));
}

Failure bad_flag(const Command& command, const std::string& why) {
  return usage_failure("invalid_flag", "cannot read the flags of " + command.name(), printable(why), usage_of(command));
}

Outcome<PaymentOutcome> parse_outcome_name(const std::string& name) {
  if (const auto outcome = parse_outcome(underscored(name))) {
    return *outcome;
  }
  std::vector<std::string> known;
  for (const auto& info : payment_outcomes()) {
    known.emplace_back(info.name);
  }
  const auto near = closest(underscored(name), known);
  return usage_failure("unknown_outcome", "there is no outcome " + quoted(name),
                       "it is what is to happen to a payment, such as held or no_route",
                       near ? "did you mean:  " + *near : "see them all:  satsrail help lightning");
}

Failure unknown_setting(const std::string& name) {
  std::vector<std::string> known;
  for (const auto& info : node_setting_table()) {
    known.emplace_back(info.name);
  }
  const auto near = closest(name, known);
  return usage_failure("unknown_setting", "the node has no setting " + quoted(name), "there are: " + join(known, ", "),
                       near ? "did you mean:  " + *near : "see them all:  satsrail help lightning");
}

Outcome<std::vector<std::string>> parse_event_list(const std::string& list) {
  auto wanted = split(list, ',');
  std::vector<std::string> known;
  for (const auto type : event_type::all) {
    known.emplace_back(type);
    known.push_back(std::string(type.substr(0, type.find('.'))) + ".*");
  }
  for (const auto& pattern : wanted) {
    if (!std::any_of(event_type::all.begin(), event_type::all.end(),
                     [&](std::string_view type) { return matches(pattern, type); })) {
      const std::string sign = pattern.starts_with('!') ? "!" : "";
      const auto near = closest(pattern.substr(sign.size()), known);
      return usage_failure("unknown_event", "there is no event " + quoted(pattern),
                           "events are named noun.what_happened",
                           near ? "did you mean:  " + sign + *near : "see them all:  satsrail help webhooks");
    }
  }
  if (wanted.empty()) {
    return usage_failure("unknown_event", "the list of events is empty", "nothing would ever match it",
                         "write '*' for all of them");
  }
  return wanted;
}

}  // namespace satsrail::cli
