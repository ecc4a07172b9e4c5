#include "cli/parser.h"

#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <deque>

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

// Does the word after this flag belong to it?
bool swallows_next(const std::string& word) {
  if (word.starts_with("--")) {
    const auto* flag = word.find('=') == std::string::npos ? find_flag_anywhere(word.substr(2), 0) : nullptr;
    return flag != nullptr && flag->takes_value();
  }
  // "-qd k=v" does, "-dk=v" does not: the first letter that takes a value takes the rest of the word.
  for (std::size_t i = 1; i < word.size(); ++i) {
    const auto* flag = find_flag_anywhere({}, word[i]);
    if (flag != nullptr && flag->takes_value()) {
      return i + 1 == word.size();
    }
  }
  return false;
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
    if (swallows_next(word)) {
      ++i;
    }
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
  if (invocation.has(flag.name) || find_flag(*invocation.command, flag.name)->hides_global) {
    return;
  }
  const auto value = environment(environment_name(flag));
  if (!value || ((flag.value.empty() || flag.optional_value) && is_off(*value))) {
    return;
  }
  if (flag.value.empty() || (flag.optional_value && (*value == "1" || lower(*value) == "true"))) {
    invocation.set(flag.name, {""}, false);
  } else if (flag.repeatable) {
    invocation.set(flag.name, split(*value, '\n'), false);
  } else {
    invocation.set(flag.name, {*value}, false);
  }
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
  std::vector<std::string_view> typed_groups;
  for (const auto& flag : chosen.command->own_flags()) {
    if (!flag.one_of.empty() && out.was_typed(flag.name)) {
      typed_groups.push_back(flag.one_of);
    }
  }
  for (const auto& flag : chosen.command->own_flags()) {
    if (std::find(typed_groups.begin(), typed_groups.end(), flag.one_of) == typed_groups.end()) {
      add_environment(out, flag, environment);
    }
  }
  for (const auto& flag : global_flags()) {
    add_environment(out, flag, environment);
  }
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
  for (const auto& flag : global_flags()) {
    add_environment(out, flag, environment);
  }
  if (scanned.json) {
    out.set("json", {""}, true);
  }
  if (scanned.no_color) {
    out.set("no-color", {""}, true);
  }
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
