#include "cli/parser.h"

#include "cli/settings.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <deque>
#include <map>

namespace satsrail::cli {

namespace {

using Words = std::vector<std::string>;

// A flag of this name in any row: enough to know, before the command is known, whether a value follows. A test
// holds that flags of one name agree on that.
const Flag* find_flag_anywhere(std::string_view name, char letter) {
  const auto matches = [&](const Flag& flag) { return letter != 0 ? flag.letter == letter : flag.name == name; };
  for (const auto& flag : global_flags()) {
    if (matches(flag)) {
      return &flag;
    }
  }
  for (const auto& command : commands()) {
    for (const auto& flag : command.own_flags()) {
      if (matches(flag)) {
        return &flag;
      }
    }
  }
  return nullptr;
}

// May this word be the second value of a flag? Behind the flag a command may stand, too.
bool is_second_value(const Words& words, std::size_t at) {
  return at < words.size() && !words[at].starts_with('-') && find_noun(words[at]) == nullptr &&
         find_command(words[at], "") == nullptr;
}

// How many words behind this flag belong to it?
std::size_t swallowed_after(const Words& words, std::size_t at) {
  const auto& word = words[at];
  if (word.starts_with("--")) {
    const auto equals = word.find('=');
    const auto* flag = find_flag_anywhere(word.substr(2, equals == std::string::npos ? equals : equals - 2), 0);
    if (flag == nullptr || !flag->takes_value()) {
      return 0;
    }
    const std::size_t first = equals == std::string::npos ? 1 : 0;
    return first + (flag->takes_two && is_second_value(words, at + first + 1) ? 1 : 0);
  }
  // "-qd k=v" has one, "-dk=v" none: the first letter that takes a value takes the rest of the word.
  for (std::size_t i = 1; i < word.size(); ++i) {
    const auto* flag = find_flag_anywhere({}, word[i]);
    if (flag != nullptr && flag->takes_value()) {
      return i + 1 == word.size() ? 1 : 0;
    }
  }
  return 0;
}

struct Scan {
  std::vector<std::size_t> plain;  // positions of words that are neither flags nor their values
  Words before;                    // up to `--`
  Words after;                     // what follows it
  bool has_tail = false;
  bool help = false;
  bool version = false;
  bool json = false;
  bool no_color = false;
};

Scan scan(const Words& words) {
  Scan out;
  const auto dashes = std::find(words.begin(), words.end(), "--");
  out.before.assign(words.begin(), dashes);
  if (dashes != words.end()) {
    out.has_tail = true;
    out.after.assign(dashes + 1, words.end());
  }
  for (std::size_t i = 0; i < out.before.size(); ++i) {
    const auto& word = out.before[i];
    if (word.size() < 2 || word[0] != '-') {
      out.plain.push_back(i);
      continue;
    }
    out.help = out.help || word == "--help" || word == "-h";
    out.version = out.version || word == "--version" || word == "-V";
    out.json = out.json || word == "--json" || word.starts_with("--json=");
    out.no_color = out.no_color || word == "--no-color";
    i += swallowed_after(out.before, i);
  }
  return out;
}

struct Chosen {
  const Command* command = nullptr;
  std::size_t words = 0;  // how many plain words name it
};

Outcome<Chosen> choose(const Words& plain) {
  if (plain.empty()) {
    return Chosen{find_command("help", ""), 0};
  }
  if (const auto* command = find_command(plain[0], "")) {
    return Chosen{command, 1};
  }
  const auto [noun, words] = longest_noun(plain);
  if (noun == nullptr) {
    return unknown_command(plain);
  }
  if (plain.size() == words) {
    return missing_verb(*noun);
  }
  if (const auto* command = find_command(noun->name, plain[words])) {
    return Chosen{command, words + 1};
  }
  return unknown_verb(*noun, plain[words]);
}

bool is_off(const std::string& value) {
  const auto word = lower(value);
  return word == "0" || word == "false" || word == "no" || word == "off";
}

// The environment's part: one variable per flag. Repeatable flags take one value per line.
void add_environment(Invocation& invocation, const Flag& flag, const Environment& environment) {
  const auto name = environment_name(flag);
  const auto value = invocation.origin(flag.name) == nullptr ? environment(name) : std::nullopt;
  if (!value) {
    return;
  }
  Origin origin{Layer::environment, k_environment_rank, name};
  if ((flag.value.empty() || flag.optional_value) && is_off(*value)) {
    invocation.set_off(flag.name, std::move(origin));
  } else if (flag.value.empty() || (flag.optional_value && (*value == "1" || lower(*value) == "true"))) {
    invocation.set(flag.name, {""}, std::move(origin));
  } else if (flag.repeatable || flag.takes_two) {
    invocation.set(flag.name, split(*value, '\n'), std::move(origin));
  } else {
    invocation.set(flag.name, {*value}, std::move(origin));
  }
}

// The part of the config files.
void add_setting(Invocation& invocation, const Flag& flag, const Settings& settings) {
  const auto* setting =
      invocation.origin(flag.name) == nullptr ? settings.find(invocation.command->name(), flag.name) : nullptr;
  if (setting != nullptr && setting->off) {
    invocation.set_off(flag.name, setting->origin);
  } else if (setting != nullptr) {
    invocation.set(flag.name, setting->values, setting->origin);
  }
}

// The flags of a command that the environment and files may give. One that hides a global flag is for the line alone,
// and hides it here, too.
template <class Visit>
void for_each_flag(const Command& command, Visit visit) {
  for (const auto flags : {command.own_flags(), global_flags()}) {
    for (const auto& flag : flags) {
      if (!flag.hides_global && find_flag(command, flag.name) == &flag) {
        visit(flag);
      }
    }
  }
}

// Of flags that exclude each other the strongest layer's choice stands, and silences the others'.
void silence_weaker(Invocation& invocation) {
  std::map<std::string_view, unsigned> strongest;
  const auto flags = invocation.command->own_flags();
  for (const auto& flag : flags) {
    if (!flag.one_of.empty() && invocation.has(flag.name)) {
      auto& rank = strongest.emplace(flag.one_of, invocation.rank(flag.name)).first->second;
      rank = std::min(rank, invocation.rank(flag.name));
    }
  }
  for (const auto& flag : flags) {
    if (const auto found = strongest.find(flag.one_of);
        found != strongest.end() && invocation.rank(flag.name) > found->second) {
      invocation.drop(flag.name);
    }
  }
}

// What the environment and the config files say to a command line that is read.
Outcome<Done> add_layers(Invocation& invocation, const Environment& environment) {
  const auto& command = *invocation.command;
  for_each_flag(command, [&](const Flag& flag) { add_environment(invocation, flag, environment); });
  auto settings = read_settings(environment, invocation.value("profile"));
  if (settings.ok()) {
    for_each_flag(command, [&](const Flag& flag) { add_setting(invocation, flag, *settings); });
    invocation.notes = settings->notes();
  } else if (!command.despite_bad_config) {
    return std::move(settings).error();
  }
  silence_weaker(invocation);
  return Done{};
}

// One command's flags and the global ones, read by CLI11. Words that are no flags come back in order.
Outcome<Words> read_flags(const Command& command, const Words& words, Invocation& invocation) {
  struct Reader {
    const Flag* flag;
    Words values;
    CLI::Option* option = nullptr;
  };
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::deque<Reader> readers;  // the library keeps references to `values`
  const auto add = [&](const Flag& flag) {
    auto& reader = readers.emplace_back(Reader{&flag, {}});
    const auto names = (flag.letter != 0 ? std::string("-") + flag.letter + "," : "") + "--" + std::string(flag.name);
    if (flag.takes_value()) {
      reader.option = app.add_option(names, reader.values)->allow_extra_args(false);
      if (flag.takes_two) {
        reader.option->expected(1, 2);
      }
    } else {
      // A plain switch takes no "=value"; --json does.
      reader.option = app.add_flag(names, reader.values)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  };
  for (const auto& flag : command.own_flags()) {
    add(flag);
  }
  for (const auto& flag : global_flags()) {
    if (find_flag(command, flag.name) == &flag) {  // not hidden by one of the command
      add(flag);
    }
  }
  Words reversed(words.rbegin(), words.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ArgumentMismatch& error) {
    // "--port: 1 required TEXT missing": only the name is of use.
    const std::string_view message = error.what();
    return bad_flag(command, std::string(message.substr(0, message.find(':'))) + " needs a value");
  } catch (const CLI::ParseError& error) {
    return bad_flag(command, error.what());
  }
  for (auto& reader : readers) {
    if (reader.option->count() == 0) {
      continue;
    }
    if (!reader.flag->takes_value()) {
      for (auto& value : reader.values) {
        if (value != "true" && !reader.flag->optional_value) {
          return bad_flag(command, "--" + std::string(reader.flag->name) + " takes no value");
        }
        value = value == "true" ? "" : value;
      }
    }
    invocation.set(reader.flag->name, std::move(reader.values), true);
  }
  return app.remaining();
}

Outcome<Invocation> parse_command(const Scan& scanned, const Chosen& chosen, const Environment& environment) {
  Invocation out;
  out.command = chosen.command;
  Words words = scanned.before;
  for (std::size_t i = chosen.words; i-- > 0;) {
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(scanned.plain[i]));
  }
  TRY_ASSIGN(auto rest, read_flags(*chosen.command, words, out));
  for (auto& word : rest) {
    if (word.size() > 1 && word[0] == '-') {
      return unknown_flag(*chosen.command, word);
    }
    out.args.push_back(std::move(word));
  }
  if (!chosen.command->tail.empty()) {
    out.tail = scanned.after;
  } else {
    out.args.insert(out.args.end(), scanned.after.begin(), scanned.after.end());
  }
  TRY(add_layers(out, environment));
  TRY(check(out));
  return out;
}

// `satsrail checkout create --help` is `satsrail help checkout create`, whatever else stands on the line.
Invocation help_for(const Scan& scanned, const Environment& environment) {
  Invocation out;
  out.command = find_command("help", "");
  Words plain;
  for (const auto at : scanned.plain) {
    plain.push_back(scanned.before[at]);
  }
  if (auto chosen = choose(plain); chosen.ok() && chosen->words > 0) {
    out.args = split(chosen->command->name(), ' ');
    if (out.args[0] == "help" && plain.size() > 1) {
      out.args.assign(plain.begin() + 1, plain.end());
    }
  } else if (!plain.empty()) {
    const auto* noun = longest_noun(plain).noun;
    out.args = noun != nullptr ? split(noun->name, ' ') : Words{plain[0]};
  }
  if (scanned.json) {
    out.set("json", {""}, true);
  }
  if (scanned.no_color) {
    out.set("no-color", {""}, true);
  }
  static_cast<void>(add_layers(out, environment));  // help is given, whatever the config files say
  out.notes.clear();
  return out;
}

}  // namespace

ParseResult parse(const Words& words, const Environment& environment) {
  auto scanned = scan(words);
  const auto fail = [&](Failure failure) {
    const auto json = environment("SATSRAIL_JSON");
    return ParseResult{std::nullopt,
                       ParseFailure{std::move(failure), scanned.json || (json && !is_off(*json)), scanned.no_color}};
  };
  if (scanned.help) {
    return {help_for(scanned, environment), std::nullopt};
  }
  Words plain;
  for (const auto at : scanned.plain) {
    plain.push_back(scanned.before[at]);
  }
  if (scanned.version && plain.empty()) {
    std::erase_if(scanned.before, [](const std::string& word) { return word == "--version" || word == "-V"; });
    scanned.before.insert(scanned.before.begin(), "version");
    return parse(scanned.before, environment);
  }
  auto chosen = choose(plain);
  if (!chosen.ok()) {
    return fail(std::move(chosen).error());
  }
  auto invocation = parse_command(scanned, *chosen, environment);
  if (!invocation.ok()) {
    return fail(std::move(invocation).error());
  }
  return {std::move(invocation).value(), std::nullopt};
}

}  // namespace satsrail::cli
