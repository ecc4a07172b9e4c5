#include "cli/config.h"

#include "cli/commands/handlers.h"
#include "cli/config_edit.h"
#include "cli/context.h"
#include "cli/document.h"
#include "cli/json_text.h"
#include "cli/settings.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_value_view{.id = "value", .block = {{"key", "key"}, {"value", "value"}, {"origin", "origin"}}};
constexpr View k_list_view{
    .id = "key", .columns = {{"KEY", "key", Show::id}, {"VALUE", "value", Show::text}}, .empty = "nothing is set"};
constexpr View k_origins_view{
    .id = "key",
    .columns = {{"KEY", "key", Show::id}, {"VALUE", "value", Show::text}, {"FROM", "origin", Show::id}},
    .empty = "nothing is set"};
constexpr View k_written_view{.id = "path", .block = {{"key", "key"}, {"value", "value"}, {"in", "path"}}};
constexpr View k_files_view{
    .id = "path", .columns = {{"FILE", "file"}, {"PATH", "path", Show::id}, {"EXISTS", "exists", Show::state}}};

// "listen.forward-to": a flag of a command, or of all that have it.
struct ConfigKey {
  std::string table;
  const Flag* flag = nullptr;
};

Failure unknown_key(const std::string& typed, const std::string& table, const std::string& name) {
  const auto near = closest(name, flag_names_of(table));
  auto prefix = table;
  std::replace(prefix.begin(), prefix.end(), ' ', '.');
  prefix += table.empty() ? "" : ".";
  return usage_failure("unknown_key", "there is no key '" + printable(typed) + "'",
                       (table.empty() ? "no command has a" : table + " has no") + std::string(" flag of that name"),
                       near ? "did you mean:  " + prefix + *near : "see:  satsrail help config");
}

Outcome<ConfigKey> parse_key(const std::string& typed) {
  const auto dot = typed.rfind('.');
  auto path = dot == std::string::npos ? std::string() : typed.substr(0, dot);
  auto name = dot == std::string::npos ? typed : typed.substr(dot + 1);
  name.erase(0, name.starts_with("--") ? 2 : 0);
  if (path.starts_with("profiles.") || path == "profiles") {
    return usage_failure("unknown_key", "'" + printable(typed) + "' is a key of a profile",
                         "a profile is chosen by a flag of its own", "as in:  --profile staging " + printable(name));
  }
  std::replace(path.begin(), path.end(), '.', ' ');
  ConfigKey out;
  if (!path.empty()) {
    TRY_ASSIGN(out.table, command_name(split(path, ' ')));
  }
  out.flag = find_flag_of(out.table, name);
  if (out.flag == nullptr) {
    return unknown_key(typed, out.table, name);
  }
  return out;
}

std::string key_text(const std::string& table, std::string_view flag) {
  auto out = table;
  std::replace(out.begin(), out.end(), ' ', '.');
  return out + (out.empty() ? "" : ".") + std::string(flag);
}

// A value with where it comes from.
struct Value {
  std::vector<std::string> values;
  bool off = false;
  std::string origin;
  std::string table;  // of the file's key
};

// What holds where nothing is said; none for most flags.
std::optional<std::string> default_of(const Context& context, std::string_view flag) {
  if (flag == "dir") {
    auto dir = sandbox_dir(Invocation(), context.env);
    return dir.ok() ? std::optional(std::move(*dir)) : std::nullopt;
  }
  if (flag == "timeout") {
    return format_duration(limits::answer_timeout);
  }
  return is_one_of("live|json|quiet|verbose|no-color|no-input", flag) ? std::optional<std::string>("false")
                                                                      : std::nullopt;
}

// As a command of the table would see the flag; "" stands for commands that no table narrows.
std::optional<Value> value_of(const Context& context, const Settings& settings, const std::string& table,
                              const Flag& flag) {
  const auto globals = global_flags();
  const bool is_global = std::any_of(globals.begin(), globals.end(), [&](const Flag& each) { return &each == &flag; });
  if (is_global && context.in.was_typed(flag.name)) {
    return Value{context.in.values(flag.name), false, "--" + std::string(flag.name), {}};
  }
  const auto name = environment_name(flag);
  if (const auto variable = context.env(name)) {
    const bool off = flag.value.empty() && is_one_of("0|false|no|off", lower(*variable));
    return Value{flag.repeatable ? split(*variable, '\n') : std::vector<std::string>{*variable}, off, name, {}};
  }
  if (const auto* setting = settings.find(table, flag.name)) {
    return Value{setting->values, setting->off, setting->origin.place, setting->table};
  }
  if (const auto by_default = default_of(context, flag.name); by_default && is_global) {
    return Value{{*by_default}, false, "default", {}};
  }
  return std::nullopt;
}

json value_json(const Flag& flag, const Value& value) {
  const bool is_switch = flag.value.empty();
  if (is_switch || value.off || (flag.optional_value && value.values == std::vector<std::string>{""})) {
    const bool on = !value.off && (value.values.empty() || value.values.front() != "false");
    return is_switch || flag.optional_value ? json(on) : json::array();
  }
  if (flag.repeatable) {
    return value.values;
  }
  return value.values.back();
}

// The beginning of a secret says which one it is.
json masked(json value) {
  constexpr std::size_t k_shown = 10;
  if (value.is_string() && value.get_ref<const std::string&>().size() > k_shown) {
    return value.get<std::string>().substr(0, k_shown) + "…";
  }
  if (value.is_array()) {
    for (auto& item : value) {
      item = masked(item);
    }
  }
  return value;
}

json row_of(const std::string& table, const Flag& flag, const Value& value) {
  return {{"key", key_text(table, flag.name)}, {"value", value_json(flag, value)}, {"origin", value.origin}};
}

// With the profile that is asked for; one that a file chooses is found there.
Outcome<Settings> settings_for(const Context& context) {
  const bool is_asked = context.in.rank("profile") <= k_environment_rank;
  return read_settings(context.env, is_asked ? context.in.value("profile") : std::nullopt);
}

// --local or --global; the user's own file where nothing is said.
Outcome<SettingsFile> chosen_file(const Context& context) {
  auto file = context.in.has("local") ? local_settings_file(context.env) : user_settings_file(context.env);
  if (file.path.empty()) {
    return usage_failure("no_home", "there is no place for a config file", "HOME is not set",
                         "keep it with the project:  --local");
  }
  return file;
}

Outcome<std::string> text_of(const SettingsFile& file) {
  std::error_code error;
  if (!std::filesystem::exists(file.path, error)) {
    return std::string();
  }
  return read_file(file.path, limits::settings_file_bytes_max);
}

SettingName name_in_file(const Context& context, const ConfigKey& key) {
  // Only a profile that was asked for here: a variable may have been set for quite another reason.
  const bool in_profile = context.in.was_typed("profile");
  return {in_profile ? *context.in.value("profile") : std::string(), key.table, std::string(key.flag->name)};
}

// A value that was written, and that something else keeps from counting.
void note_what_wins(Context& context, const ConfigKey& key, const SettingsFile& file) {
  const auto settings = settings_for(context);
  if (!settings.ok()) {
    return;
  }
  const auto value = value_of(context, *settings, key.table, *key.flag);
  if (value && !value->origin.starts_with(file.name)) {
    context.out.note(value->origin + " wins over it");
  }
}

}  // namespace

Outcome<int> config_get(Context& context) {
  TRY_ASSIGN(const auto key, parse_key(context.in.args[0]));
  TRY_ASSIGN(const auto settings, settings_for(context));
  const auto value = value_of(context, settings, key.table, *key.flag);
  if (!value) {
    return Failure{ExitCode::refused,
                   "not_set",
                   "nothing sets " + key_text(key.table, key.flag->name),
                   "no config file does, and " + environment_name(*key.flag) + " is not set",
                   "set it:  satsrail config set " + key_text(key.table, key.flag->name) + " " +
                       (key.flag->value.empty() ? "true" : std::string(key.flag->value)),
                   {}};
  }
  const auto row = row_of(key.table, *key.flag, *value);
  if (context.out.machine() || context.in.has("origin")) {
    return context.out.object(dump(row), k_value_view);
  }
  const auto& shown = row["value"];
  for (const auto& item : shown.is_array() ? shown : json::array({shown})) {
    context.out.line(printable(plain_text(&item)));
  }
  return 0;
}

Outcome<int> config_list(Context& context) {
  TRY_ASSIGN(const auto settings, settings_for(context));
  json rows = json::array();
  std::set<std::string> seen;
  const auto add = [&](const std::string& table, const Flag& flag) {
    const auto value = value_of(context, settings, table, flag);
    // What stands at the top of a file is listed there, not again for each command.
    if (value && value->table == table && seen.insert(key_text(table, flag.name)).second) {
      auto row = row_of(table, flag, *value);
      if (is_secret(flag.name)) {
        row["value"] = masked(row["value"]);
      }
      rows.push_back(std::move(row));
    }
  };
  for (const auto& flag : global_flags()) {
    add("", flag);
  }
  for (const auto& command : commands()) {
    for (const auto& flag : command.hidden ? std::span<const Flag>() : command.own_flags()) {
      add("", flag);
    }
  }
  for (const auto& setting : settings.all()) {
    add(setting.table, *find_flag_of(setting.table, setting.key));
  }
  const json list{{"object", "list"}, {"data", rows}};
  return context.out.list(dump(list), context.in.has("origin") ? k_origins_view : k_list_view);
}

Outcome<int> config_set(Context& context) {
  TRY_ASSIGN(const auto key, parse_key(context.in.args[0]));
  const std::vector<std::string> values(context.in.args.begin() + 1, context.in.args.end());
  TRY_ASSIGN(const auto text_of_value, toml_value(*key.flag, values));
  TRY_ASSIGN(const auto file, chosen_file(context));
  TRY_ASSIGN(const auto text, text_of(file));
  TRY_ASSIGN(const auto changed, with_value(text, name_in_file(context, key), text_of_value, file, context.env));
  TRY(replace_file(file.path, changed));
  note_what_wins(context, key, file);
  return context.out.object(dump({{"key", key_text(key.table, key.flag->name)},
                                  {"value", values.size() == 1 ? json(values[0]) : json(values)},
                                  {"path", file.path}}),
                            k_written_view);
}

Outcome<int> config_unset(Context& context) {
  TRY_ASSIGN(const auto key, parse_key(context.in.args[0]));
  TRY_ASSIGN(const auto file, chosen_file(context));
  TRY_ASSIGN(const auto text, text_of(file));
  TRY_ASSIGN(const auto changed, without_value(text, name_in_file(context, key), file, context.env));
  TRY(replace_file(file.path, changed));
  note_what_wins(context, key, file);
  return context.out.object(
      dump({{"key", key_text(key.table, key.flag->name)}, {"value", nullptr}, {"path", file.path}}), k_written_view);
}

Outcome<int> config_path(Context& context) {
  if (context.in.has("local") || context.in.has("global")) {
    TRY_ASSIGN(const auto file, chosen_file(context));
    context.out.line(printable(file.path));
    return 0;
  }
  json rows = json::array();
  for (const auto& [name, file] :
       {std::pair{"local", local_settings_file(context.env)}, std::pair{"global", user_settings_file(context.env)}}) {
    std::error_code error;
    const bool exists = !file.path.empty() && std::filesystem::exists(file.path, error);
    rows.push_back({{"file", name}, {"path", file.path}, {"exists", exists}});
  }
  return context.out.list(dump({{"object", "list"}, {"data", rows}}), k_files_view);
}

}  // namespace satsrail::cli::handlers
