#include "cli/complete.h"

#include "cli/help.h"
#include "cli/identify.h"
#include "cli/settings.h"
#include "cli/text.h"
#include "core/domain/event_type.h"
#include "core/domain/node_settings.h"
#include "core/domain/payment_outcome.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace satsrail::cli {

namespace {

using Words = std::vector<std::string>;
using Candidates = std::vector<Candidate>;

// What a name of another noun's words has to do with it: nothing. "node payments" is offered behind "node".
bool is_below_another(const Noun& noun) {
  return noun.name.find(' ') != std::string_view::npos;
}

Candidates first_words() {
  Candidates out;
  for (const auto& noun : nouns()) {
    if (!is_below_another(noun)) {
      out.push_back({std::string(noun.name), std::string(noun.summary)});
    }
  }
  for (const auto& command : commands()) {
    if (command.verb.empty() && !command.hidden) {
      out.push_back({std::string(command.noun), std::string(command.summary)});
    }
  }
  return out;
}

Candidates second_words(const Noun& noun) {
  Candidates out;
  for (const auto& command : commands()) {
    if (command.noun == noun.name && !command.hidden) {
      out.push_back({std::string(command.verb), std::string(command.summary)});
    }
  }
  for (const auto& other : nouns()) {
    if (const auto word = word_below(other, noun.name); !word.empty()) {
      out.push_back({std::string(word), std::string(other.summary)});
    }
  }
  return out;
}

Candidates event_types() {
  Candidates out;
  for (const auto type : event_type::all) {
    out.push_back({std::string(type)});
  }
  return out;
}

Candidates outcomes() {
  Candidates out;
  for (const auto& info : payment_outcomes()) {
    out.push_back({std::string(info.name), std::string(info.payer)});
  }
  return out;
}

Candidates node_settings() {
  Candidates out;
  for (const auto& info : node_setting_table()) {
    out.push_back({std::string(info.name), std::string(info.help)});
  }
  return out;
}

Candidates help_topics() {
  Candidates out;
  for (const auto& topic : topics()) {
    if (find_noun(topic.name) == nullptr && find_command(topic.name, "") == nullptr) {  // `webhooks` is a noun, too
      out.push_back({std::string(topic.name), std::string(topic.summary)});
    }
  }
  const auto words = first_words();
  out.insert(out.end(), words.begin(), words.end());
  return out;
}

Candidates config_keys() {
  Candidates out;
  std::set<std::string_view> seen;
  const auto add = [&](std::span<const Flag> flags) {
    for (const auto& flag : flags) {
      if (seen.insert(flag.name).second) {
        out.push_back({std::string(flag.name), std::string(flag.help)});
      }
    }
  };
  add(global_flags());
  for (const auto& command : commands()) {
    add(command.own_flags());
  }
  return out;
}

Candidates profiles(Context& context) {
  Candidates out;
  for (auto& name : profile_names(context.env)) {
    out.push_back({std::move(name)});
  }
  return out;
}

// From the description that the sandbox serves: whole paths, without those that name an object.
Candidates api_paths(Context& context) {
  Candidates out;
  const auto reply = context.get(Key::merchant, "/openapi.json");
  const auto parsed =
      reply.ok() ? nlohmann::ordered_json::parse(reply.value().body(), nullptr, false) : nlohmann::ordered_json();
  if (const auto paths = parsed.is_object() ? parsed.find("paths") : parsed.end();
      paths != parsed.end() && paths->is_object()) {
    for (const auto& [path, methods] : paths->items()) {
      if (path.find('{') == std::string::npos) {
        out.push_back({path});
      }
    }
  }
  return out;
}

Candidates objects(Context& context, const ObjectSource& source) {
  Candidates out;
  if (auto found = newest_objects(context, source); found.ok()) {
    for (auto& object : *found) {
      out.push_back({std::move(object.name), std::move(object.said)});
    }
  }
  return out;
}

struct FixedSource {
  Source source;
  std::string_view name;
  Candidates (*list)();
};
constexpr FixedSource k_fixed_sources[]{
    {Source::event_types, "event-types", event_types},       {Source::outcomes, "outcomes", outcomes},
    {Source::node_settings, "node-settings", node_settings}, {Source::help_topics, "help-topics", help_topics},
    {Source::config_keys, "config-keys", config_keys},
};

Candidates choices_of(std::string_view choices) {
  Candidates out;
  for (auto& word : split(choices, '|')) {
    out.push_back({std::move(word)});
  }
  return out;
}

// A line as far as it is written.
struct Line {
  const Command* command = nullptr;
  const Noun* noun = nullptr;  // when the command is not complete
  bool unknown = false;        // a word names nothing: who knows what may follow it
  Words args;                  // the command's arguments so far
  std::set<std::string> flags;
  const Flag* waiting = nullptr;  // the flag whose value comes next
  bool has_dashes = false;        // behind "--"
  std::size_t tail = 0;           // words behind it
};

const Flag* flag_of(const Line& line, std::string_view name, char letter) {
  const auto is_it = [&](const Flag& flag) { return letter != 0 ? flag.letter == letter : flag.name == name; };
  if (line.command != nullptr) {
    const auto own = line.command->own_flags();
    if (const auto found = std::find_if(own.begin(), own.end(), is_it); found != own.end()) {
      return &*found;
    }
  }
  const auto globals = global_flags();
  const auto found = std::find_if(globals.begin(), globals.end(), is_it);
  return found == globals.end() ? nullptr : &*found;
}

// A plain word: it names the command, or is an argument of it.
void take_word(Line& line, const std::string& word) {
  if (line.unknown) {
    return;
  }
  if (line.command != nullptr) {
    line.args.push_back(word);
    return;
  }
  if (line.noun == nullptr) {
    line.command = find_command(word, "");
    line.noun = line.command == nullptr ? find_noun(word) : nullptr;
    line.unknown = line.command == nullptr && line.noun == nullptr;
    return;
  }
  if (const auto* below = find_noun(std::string(line.noun->name) + " " + word)) {
    line.noun = below;
    return;
  }
  line.command = find_command(line.noun->name, word);
  line.unknown = line.command == nullptr;
}

// A flag with what it says about where the sandbox is, so that ids come from the right one.
void take_flag(Line& line, const std::string& word, const std::string* next, Invocation& where) {
  const auto equals = word.find('=');
  const bool is_long = word.starts_with("--");
  const auto* flag =
      is_long ? flag_of(line, std::string_view(word).substr(2, equals - 2), 0) : flag_of(line, {}, word.back());
  if (flag == nullptr) {
    return;
  }
  line.flags.insert(std::string(flag->name));
  const bool has_value = is_long && equals != std::string::npos;
  if (flag->takes_value() && !has_value) {
    line.waiting = flag;
  }
  const auto value = has_value                                ? word.substr(equals + 1)
                     : next != nullptr && flag->takes_value() ? *next
                                                              : std::string();
  if (is_one_of("dir|base-url|api-key|live|profile", flag->name)) {
    where.set(flag->name, {value}, true);
  }
}

Line read_line(const Words& words, Invocation& where) {
  Line line;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto& word = words[i];
    const auto* next = i + 2 < words.size() ? &words[i + 1] : nullptr;
    if (line.has_dashes) {
      line.command != nullptr && !line.command->tail.empty() ? static_cast<void>(++line.tail) : take_word(line, word);
    } else if (line.waiting != nullptr) {
      line.waiting = nullptr;
    } else if (word == "--") {
      line.has_dashes = true;
    } else if (word.size() > 1 && word[0] == '-') {
      take_flag(line, word, next, where);
    } else {
      take_word(line, word);
    }
  }
  return line;
}

// Flags that may still be given: the command's own, and when one was begun the global ones, too.
Candidates flags_left(const Line& line, bool with_globals) {
  Candidates out;
  const auto add = [&](std::span<const Flag> flags) {
    for (const auto& flag : flags) {
      const bool hidden = line.command != nullptr && find_flag(*line.command, flag.name) != &flag;
      if (!hidden && (flag.repeatable || !line.flags.contains(std::string(flag.name)))) {
        out.push_back({"--" + std::string(flag.name), std::string(flag.help)});
      }
    }
  };
  if (line.command != nullptr) {
    add(line.command->own_flags());
  }
  if (with_globals) {
    add(global_flags());
    out.push_back({"--help", "explains the command"});
  }
  return out;
}

Completion values_of(Context& context, Source source, std::string_view choices) {
  if (!choices.empty()) {
    return {choices_of(choices)};
  }
  return {candidates_of(context, source), source == Source::files};
}

// The value of a flag. Of a list of event names the last one is being written.
Completion flag_values(Context& context, const Flag& flag, const std::string& written, const std::string& before) {
  auto out = values_of(context, flag.source, flag.choices);
  auto kept = before;
  if (const auto comma = written.rfind(','); flag.source == Source::event_types && comma != std::string::npos) {
    kept += written.substr(0, comma + 1);
  }
  for (auto& candidate : out.candidates) {
    candidate.word.insert(0, kept);
  }
  return out;
}

Completion argument_values(Context& context, const Line& line) {
  const auto arguments = line.command->arguments();
  const auto* argument = line.args.size() < arguments.size()                 ? &arguments[line.args.size()]
                         : !arguments.empty() && arguments.back().repeatable ? &arguments.back()
                                                                             : nullptr;
  // Where no argument belongs, the flags are what can follow.
  if (argument == nullptr) {
    return {flags_left(line, false)};
  }
  // `help node payments` takes the words of a command.
  if (argument->source == Source::help_topics && !line.args.empty()) {
    const auto* noun = longest_noun(line.args).noun;
    return {noun != nullptr ? second_words(*noun) : Candidates()};
  }
  return values_of(context, argument->source, argument->choices);
}

Completion all_that_fits(Context& context, const Line& line, const std::string& current) {
  if (line.unknown) {
    return {};
  }
  if (line.has_dashes && line.command != nullptr && !line.command->tail.empty()) {
    return {{}, line.tail > 0, line.tail == 0};
  }
  if (line.waiting != nullptr) {
    return flag_values(context, *line.waiting, current, "");
  }
  if (!line.has_dashes && current.starts_with('-')) {
    const auto equals = current.find('=');
    if (equals == std::string::npos) {
      return {flags_left(line, true)};
    }
    const auto* flag = flag_of(line, std::string_view(current).substr(std::min<std::size_t>(2, equals), equals - 2), 0);
    return flag == nullptr || flag->value.empty()
               ? Completion{}
               : flag_values(context, *flag, current.substr(equals + 1), current.substr(0, equals + 1));
  }
  if (line.command != nullptr) {
    return argument_values(context, line);
  }
  return {line.noun != nullptr ? second_words(*line.noun) : first_words()};
}

// What a profile that stands on the line says about where the sandbox is.
void add_profile(Invocation& where, const Environment& environment) {
  if (!where.was_typed("profile")) {
    return;
  }
  const auto settings = read_settings(environment, where.value("profile"));
  for (const std::string_view flag : {"dir", "base-url", "api-key", "live"}) {
    const auto* setting = settings.ok() ? settings.value().find("", flag) : nullptr;
    if (setting != nullptr && !setting->off && setting->origin.rank < where.rank(flag)) {
      where.set(flag, setting->values, setting->origin);
    }
  }
}

}  // namespace

std::vector<Candidate> candidates_of(Context& context, Source source) {
  for (const auto& fixed : k_fixed_sources) {
    if (fixed.source == source) {
      return fixed.list();
    }
  }
  switch (source) {
    case Source::api_methods:
      return choices_of("get|post|patch|put|delete");
    case Source::api_paths:
      return api_paths(context);
    case Source::profiles:
      return profiles(context);
    default:
      break;
  }
  const auto* listed = find_object_source(source);
  return listed == nullptr ? Candidates() : objects(context, *listed);
}

std::vector<Candidate> candidates_of(Context& context, std::string_view name) {
  for (const auto& fixed : k_fixed_sources) {
    if (fixed.name == name) {
      return fixed.list();
    }
  }
  for (const auto& listed : object_sources()) {
    if (listed.name == name) {
      return objects(context, listed);
    }
  }
  return {};
}

Completion complete_line(Context& context, const std::vector<std::string>& words) {
  Words line_words = words.empty() ? Words{""} : words;
  const auto& current = line_words.back();
  auto where = context.in;
  if (!where.has("timeout")) {
    where.set("timeout", {std::to_string(limits::completion_timeout.count()) + "s"}, true);
  }
  const auto line = read_line(line_words, where);
  add_profile(where, context.env);
  Context sandbox(where, context.out, context.env);
  auto out = all_that_fits(sandbox, line, current);
  std::erase_if(out.candidates, [&](const Candidate& candidate) { return !candidate.word.starts_with(current); });
  return out;
}

}  // namespace satsrail::cli
