// Completion scripts. Nouns, verbs and flags are written into them; ids are asked for when they are needed.

#include "cli/help.h"
#include "cli/text.h"

#include <map>

namespace satsrail::cli {

namespace {

bool is_below_another(const Noun& noun) {
  return noun.name.find(' ') != std::string_view::npos;
}

std::string first_words() {
  std::vector<std::string> words;
  for (const auto& command : commands()) {
    if (!command.hidden && command.verb.empty()) {
      words.emplace_back(command.noun);
    }
  }
  for (const auto& noun : nouns()) {
    if (!is_below_another(noun)) {
      words.emplace_back(noun.name);
    }
  }
  return join(words, " ");
}

std::string verbs_of(std::string_view noun) {
  return join(words_after(noun), " ");
}

std::string flags_of(const Command& command) {
  std::string out;
  for (const auto& flag : command.own_flags()) {
    out += (out.empty() ? "--" : " --") + std::string(flag.name);
  }
  return out;
}

std::string global_words() {
  std::string out = "--help";
  for (const auto& flag : global_flags()) {
    out += " --" + std::string(flag.name);
  }
  return out;
}

// The words that an argument or a flag's value may be: a fixed list, or a question to the sandbox.
std::string shell_words(Source source, std::string_view choices) {
  if (!choices.empty()) {
    return "'" + join(split(choices, '|'), " ") + "'";
  }
  const auto name = source_name(source);
  return name.empty() ? "" : "$(satsrail __complete --timeout 1s " + std::string(name) + " 2>/dev/null)";
}

// Flags that take a value, by name, with the words of the first of that name.
std::map<std::string, std::string> flag_values() {
  std::map<std::string, std::string> out;
  const auto add = [&](const Flag& flag) {
    if (flag.takes_value()) {
      auto& words = out[std::string(flag.name)];
      words = words.empty() ? shell_words(flag.source, flag.choices) : words;
    }
  };
  for (const auto& flag : global_flags()) {
    add(flag);
  }
  for (const auto& command : commands()) {
    for (const auto& flag : command.own_flags()) {
      add(flag);
    }
  }
  return out;
}

// A name of two words is one pattern: "'node payments'|'node payment'".
std::string pattern(std::string_view name, std::string_view aliases) {
  std::string out;
  for (const auto& each : split(std::string(name) + "|" + std::string(aliases), '|')) {
    const bool quoted = each.find(' ') != std::string::npos;
    out += (out.empty() ? "" : "|") + (quoted ? "'" + each + "'" : each);
  }
  return out;
}

// A word that makes a longer noun of the one before it is no verb.
std::string join_nouns() {
  std::string patterns;
  for (const auto& noun : nouns()) {
    if (is_below_another(noun)) {
      patterns += (patterns.empty() ? "" : "|") + pattern(noun.name, noun.aliases);
    }
  }
  return "    case \"$noun $verb\" in " + patterns + ") noun=\"$noun $verb\"; verb= ;; esac\n";
}

// Every spelling of a command: "deliveries list", "delivery ls", …
std::vector<std::string> spellings(const Command& command) {
  const auto* noun = find_noun(command.noun);
  const auto nouns_of = std::string(command.noun) + "|" + std::string(noun != nullptr ? noun->aliases : "");
  std::vector<std::string> out;
  for (const auto& first : split(nouns_of, '|')) {
    for (const auto& verb : split(std::string(command.verb) + "|" + std::string(command.aliases), '|')) {
      out.push_back(first + " " + verb);
    }
  }
  return out;
}

// Where a flag of one command takes other words than the first of its name: --state of deliveries and of invoices.
std::string words_of_their_own() {
  const auto common = flag_values();
  std::string out;
  for (const auto& command : commands()) {
    for (const auto& flag : command.own_flags()) {
      const auto words = flag.takes_value() ? shell_words(flag.source, flag.choices) : std::string();
      if (words.empty() || words == common.at(std::string(flag.name))) {
        continue;
      }
      std::string patterns;
      for (const auto& spelling : spellings(command)) {
        patterns += (patterns.empty() ? "'" : "|'") + spelling + " --" + std::string(flag.name) + "'";
      }
      out += "    " + patterns + ") words=" + words + " ;;\n";
    }
  }
  return out.empty() ? out : "  case \"$noun $verb $previous\" in\n" + out + "  esac\n";
}

std::string command_case(const Command& command) {
  std::string out = "flags='" + flags_of(command) + "'";
  if (!command.arguments().empty()) {
    const auto& argument = command.arguments().front();
    if (const auto words = shell_words(argument.source, argument.choices); !words.empty()) {
      out += "; [[ $current == -* ]] || words=" + words;
    }
  }
  return out;
}

// Sets `words` and `flags` from $noun, $verb, $previous and $current. Bash and zsh read it alike.
std::string shared_body() {
  std::string out = "  case $previous in\n";
  std::string plain;
  for (const auto& [name, words] : flag_values()) {
    if (words.empty()) {
      plain += (plain.empty() ? "" : "|") + std::string("--") + name;
    } else {
      out += "    --" + name + ") words=" + words + "; value=1 ;;\n";
    }
  }
  out += "    " + plain + ") value=1 ;;\n  esac\n" + words_of_their_own() +
         "  if [[ -z $value ]]; then\n    case $noun in\n      '') words='" + first_words() + "' ;;\n";
  for (const auto& command : commands()) {
    if (!command.hidden && command.verb.empty()) {
      out += "      " + std::string(command.noun) + ") " + command_case(command) + " ;;\n";
    }
  }
  for (const auto& noun : nouns()) {
    out += "      " + pattern(noun.name, noun.aliases) + ")\n        case $verb in\n          '') words='" +
           verbs_of(noun.name) + "' ;;\n";
    for (const auto& command : commands()) {
      if (command.noun == noun.name) {
        out += "          " + pattern(command.verb, command.aliases) + ") " + command_case(command) + " ;;\n";
      }
    }
    out += "        esac ;;\n";
  }
  return out + "    esac\n    [[ $current == -* ]] && words=\"$flags " + global_words() + "\"\n  fi\n";
}

std::string value_flag_pattern() {
  std::string out;
  for (const auto& [name, words] : flag_values()) {
    out += (out.empty() ? "--" : "|--") + name;
  }
  return out;
}

std::string bash_script() {
  return "# satsrail completion for bash. Ids come from the sandbox that runs.\n"
         "_satsrail() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local noun= verb= words= flags= value= word skip= i\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=${COMP_WORDS[i]}\n"
         "    if [[ $skip ]]; then skip=; continue; fi\n"
         "    case $word in\n"
         "      " +
         value_flag_pattern() +
         ") skip=1 ;;\n"
         "      -*) ;;\n"
         "      *) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;\n"
         "    esac\n" +
         join_nouns() + "  done\n" + shared_body() +
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _satsrail satsrail\n";
}

std::string zsh_script() {
  return "#compdef satsrail\n"
         "# satsrail completion for zsh. Ids come from the sandbox that runs.\n"
         "_satsrail() {\n"
         "  local current=${words[CURRENT]} previous=${words[CURRENT-1]}\n"
         "  local -a line; line=(\"${(@)words[2,CURRENT-1]}\")\n"
         "  local noun= verb= flags= value= word skip=\n"
         "  for word in \"${line[@]}\"; do\n"
         "    if [[ -n $skip ]]; then skip=; continue; fi\n"
         "    case $word in\n"
         "      " +
         value_flag_pattern() +
         ") skip=1 ;;\n"
         "      -*) ;;\n"
         "      *) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;\n"
         "    esac\n" +
         join_nouns() +
         "  done\n"
         "  local words=\n" +
         shared_body() +
         "  if [[ -n $words ]]; then compadd -- ${(z)words}; else _files; fi\n"
         "}\n"
         "if [[ $funcstack[1] == _satsrail ]]; then _satsrail \"$@\"; else compdef _satsrail satsrail; fi\n";
}

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "'";
}

std::string fish_words(Source source, std::string_view choices) {
  if (!choices.empty()) {
    return " -a " + fish_quoted(join(split(choices, '|'), " "));
  }
  const auto name = source_name(source);
  return name.empty() ? "" : " -a '(satsrail __complete --timeout 1s " + std::string(name) + " 2>/dev/null)'";
}

std::string fish_flag(const std::string& condition, const Flag& flag) {
  auto out = "complete -c satsrail" + condition + " -l " + std::string(flag.name);
  if (flag.letter != 0) {
    out += std::string(" -s ") + flag.letter;
  }
  if (flag.takes_value()) {
    out += flag.source == Source::files ? " -r -F" : " -x" + fish_words(flag.source, flag.choices);
  }
  return out + " -d " + fish_quoted(flag.help) + "\n";
}

// True behind the noun: for "node payments" behind both of its words.
std::string fish_below(const Noun& noun) {
  std::vector<std::string> names;
  for (const auto& name : split(std::string(noun.name) + "|" + std::string(noun.aliases), '|')) {
    names.push_back(name.substr(name.find(' ') + 1));
  }
  const auto space = noun.name.find(' ');
  const auto first = space == std::string_view::npos
                         ? std::string()
                         : "__fish_seen_subcommand_from " + std::string(noun.name.substr(0, space)) + "; and ";
  return first + "__fish_seen_subcommand_from " + join(names, " ");
}

std::string fish_script() {
  std::string out = "# satsrail completion for fish. Ids come from the sandbox that runs.\ncomplete -c satsrail -f\n";
  for (const auto& flag : global_flags()) {
    out += fish_flag("", flag);
  }
  for (const auto& noun : nouns()) {
    const auto* above = is_below_another(noun) ? find_noun(noun.name.substr(0, noun.name.find(' '))) : nullptr;
    out += "complete -c satsrail -n " +
           (above == nullptr ? "__fish_use_subcommand -a " + std::string(noun.name)
                             : "'" + fish_below(*above) + "; and not __fish_seen_subcommand_from " +
                                   verbs_of(above->name) + "' -a " + std::string(word_below(noun, above->name))) +
           " -d " + fish_quoted(noun.summary) + "\n";
  }
  for (const auto& command : commands()) {
    if (command.hidden) {
      continue;
    }
    std::string condition;
    if (command.verb.empty()) {
      out += "complete -c satsrail -n __fish_use_subcommand -a " + std::string(command.noun) + " -d " +
             fish_quoted(command.summary) + "\n";
      condition = " -n '__fish_seen_subcommand_from " + std::string(command.noun) + "'";
    } else {
      const auto below = fish_below(*find_noun(command.noun));
      out += "complete -c satsrail -n '" + below + "; and not __fish_seen_subcommand_from " + verbs_of(command.noun) +
             "' -a " + std::string(command.verb) + " -d " + fish_quoted(command.summary) + "\n";
      condition = " -n '" + below + "; and __fish_seen_subcommand_from " + std::string(command.verb) + "'";
    }
    for (const auto& flag : command.own_flags()) {
      out += fish_flag(condition, flag);
    }
    if (!command.arguments().empty()) {
      if (const auto words = fish_words(command.arguments().front().source, command.arguments().front().choices);
          !words.empty()) {
        out += "complete -c satsrail" + condition + words + "\n";
      }
    }
  }
  return out;
}

}  // namespace

std::string_view source_name(Source source) {
  switch (source) {
    case Source::checkouts:
      return "checkouts";
    case Source::products:
      return "products";
    case Source::transactions:
      return "transactions";
    case Source::webhooks:
      return "webhooks";
    case Source::events:
      return "events";
    case Source::deliveries:
      return "deliveries";
    case Source::faults:
      return "faults";
    case Source::event_types:
      return "event-types";
    case Source::node_payments:
      return "node-payments";
    case Source::outcomes:
      return "outcomes";
    case Source::node_settings:
      return "node-settings";
    case Source::help_topics:
      return "help-topics";
    default:
      return {};
  }
}

std::string completion_script(std::string_view shell) {
  return shell == "bash" ? bash_script() : shell == "zsh" ? zsh_script() : fish_script();
}

}  // namespace satsrail::cli
