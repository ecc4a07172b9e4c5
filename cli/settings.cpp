#include "cli/settings.h"

#include "cli/config.h"
#include "cli/document.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/toml.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace satsrail::cli {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

constexpr std::string_view k_local_name = "satsrail.toml";
constexpr std::string_view k_profiles = "profiles";
constexpr std::string_view k_profile = "profile";
constexpr unsigned k_ranks_of_a_sheet = 3;  // a command's own table, its noun's, the plain keys

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// The nearest folder that holds .git, which is a file in a worktree.
std::optional<fs::path> repository_of(const fs::path& here) {
  for (auto folder = here;; folder = folder.parent_path()) {
    if (is_there(folder / ".git")) {
      return folder;
    }
    if (folder == folder.root_path()) {
      return std::nullopt;
    }
  }
}

// The commands that a table is about; for "" all.
template <class Visit>
void for_each_command_of(std::string_view table, Visit visit) {
  for (const auto& command : commands()) {
    if (!command.hidden && (table.empty() || command.noun == table || command.name() == table)) {
      visit(command);
    }
  }
}

// Reads the values of one file.
class FileReader {
 public:
  FileReader(const Document& document, const SettingsFile& file, const Environment& environment)
      : m_document(document), m_file(file), m_environment(environment) {}

  Outcome<std::vector<Setting>> read() {
    for (const auto& [key, value] : m_document.root->items()) {
      const auto pointer = pointer_to("", key);
      if (key == k_profiles) {
        TRY(read_profiles(value, pointer));
      } else {
        TRY(read_member({}, {}, key, value, pointer));
      }
    }
    return std::move(m_settings);
  }

 private:
  // "satsrail.toml:3"
  std::string place(const std::string& pointer) const {
    const auto line = m_document.place_of(pointer).line;
    return m_file.name + (line == 0 ? "" : ":" + std::to_string(line));
  }

  Failure wrong(const std::string& pointer, const std::string& what, const std::string& why,
                const std::string& hint) const {
    return usage_failure("invalid_config", place(pointer) + ": " + what, why, hint);
  }
  // What a check of the command line says, with the place in front.
  Failure wrong(const std::string& pointer, Failure failure) const {
    failure.what.insert(0, place(pointer) + ": ");
    return failure;
  }

  Outcome<Done> read_profiles(const json& profiles, const std::string& pointer) {
    if (!profiles.is_object()) {
      return wrong(pointer, "'profiles' is no table", "it holds one table for each profile",
                   "as in:  [profiles.staging]");
    }
    for (const auto& [name, profile] : profiles.items()) {
      const auto below = pointer_to(pointer, name);
      if (!profile.is_object()) {
        return wrong(below, "the profile '" + printable(name) + "' is no table", "a profile holds keys of its own",
                     "as in:  [profiles." + printable(name) + "]");
      }
      for (const auto& [key, value] : profile.items()) {
        TRY(read_member(name, {}, key, value, pointer_to(below, key)));
      }
    }
    return Done{};
  }

  // A key with its value, or a table that narrows to a noun or command.
  Outcome<Done> read_member(const std::string& profile, const std::string& table, const std::string& key,
                            const json& value, const std::string& pointer) {
    if (!value.is_object()) {
      return read_value(profile, table, key, value, pointer);
    }
    auto words = split(table, ' ');
    for (auto& word : split(key, ' ')) {
      words.push_back(std::move(word));
    }
    auto name = command_name(words);
    if (!name.ok()) {
      return wrong(pointer, std::move(name).error());
    }
    for (const auto& [member, below] : value.items()) {
      TRY(read_member(profile, *name, member, below, pointer_to(pointer, member)));
    }
    return Done{};
  }

  Outcome<Done> read_value(const std::string& profile, const std::string& table, const std::string& key,
                           const json& value, const std::string& pointer) {
    const auto* flag = find_flag_of(table, key);
    if (flag == nullptr) {
      const auto near = closest(key, flag_names_of(table));
      return wrong(
          pointer,
          (table.empty() ? "no command has a flag" : "'" + table + "' has no flag") + " '" + printable(key) + "'",
          "keys are the names of flags",
          near ? "did you mean:  " + *near : "see:  satsrail help " + (table.empty() ? std::string("config") : table));
    }
    if (key == k_profile && (!profile.empty() || !table.empty())) {
      return wrong(pointer, "'profile' has no place here", "it chooses a profile for the whole file",
                   "put it above all tables");
    }
    Setting setting{profile, table, key, pointer, {}, false, {m_file.layer, 0, place(pointer)}};
    TRY(take(setting, *flag, value, pointer));
    for (const auto& text : setting.values) {
      TRY(check_value(*flag, table, text, pointer));
    }
    m_settings.push_back(std::move(setting));
    return Done{};
  }

  Outcome<Done> take(Setting& setting, const Flag& flag, const json& value, const std::string& pointer) {
    const bool is_switch = flag.value.empty();
    if (is_switch || (flag.optional_value && value.is_boolean())) {
      if (!value.is_boolean()) {
        return wrong(pointer, "'" + setting.key + "' takes true or false", "it is a switch: " + std::string(flag.help),
                     "as in:  " + setting.key + " = true");
      }
      setting.off = !value.get<bool>();
      setting.values = setting.off ? std::vector<std::string>() : std::vector<std::string>{""};
      return Done{};
    }
    if (value.is_array()) {
      const bool is_list = flag.source == Source::event_types;  // which takes "a,b.*"
      if (!flag.repeatable && !is_list && !(flag.takes_two && value.size() <= 2)) {
        return wrong(pointer, "'" + setting.key + "' takes one value", "only flags that may be repeated take a list",
                     "write it without the brackets");
      }
      for (std::size_t i = 0; i < value.size(); ++i) {
        const bool may_be_path = i == 0 || !flag.takes_two;
        TRY_ASSIGN(auto text, text_of(flag, setting.key, value[i], pointer_to(pointer, i), may_be_path));
        setting.values.push_back(std::move(text));
      }
      setting.off = setting.values.empty();
      if (is_list && !flag.repeatable && !setting.off) {
        setting.values = {join(setting.values, ",")};
      }
      return Done{};
    }
    TRY_ASSIGN(auto text, text_of(flag, setting.key, value, pointer, true));
    setting.values.push_back(std::move(text));
    return Done{};
  }

  Outcome<std::string> text_of(const Flag& flag, const std::string& key, const json& value, const std::string& pointer,
                               bool may_be_path) const {
    if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
      return may_be_path && flag.source == Source::files ? path_of(value.get<std::string>()) : value.get<std::string>();
    }
    if (value.is_number_integer()) {
      return value.dump();
    }
    if (value.is_boolean() && is_one_of(flag.choices, value.dump())) {
      return value.dump();
    }
    if (value.is_number()) {
      return wrong(pointer, "'" + key + "' is a number with a point", "of 50.00 a file keeps 50.0: digits matter here",
                   "write it as text:  " + key + " = \"50.00\"");
    }
    if (value.is_string()) {
      return wrong(pointer, "'" + key + "' is empty", "an empty value says nothing", "remove the line");
    }
    return wrong(pointer, "'" + key + "' takes text",
                 "its value is " + std::string(flag.value) + ": " + std::string(flag.help),
                 "as in:  " + key + " = \"" + std::string(flag.value) + "\"");
  }

  // A path means the same wherever below the file the command is run.
  std::string path_of(const std::string& path) const {
    if (path.starts_with("~/")) {
      return m_environment("HOME").value_or("~") + path.substr(1);
    }
    return path[0] == '/' || path[0] == ':' || path == "-"
               ? path
               : (fs::path(m_file.path).parent_path() / path).lexically_normal().string();
  }

  // What the command line would say to this value, where all commands that the table is about refuse it.
  Outcome<Done> check_value(const Flag& flag, std::string_view table, const std::string& text,
                            const std::string& pointer) const {
    if (flag.source == Source::outcomes) {
      if (auto known = parse_outcome_name(text); !known.ok()) {
        return wrong(pointer, std::move(known).error());
      }
    }
    bool fits = false;
    std::string_view choices;
    const auto look = [&](const Flag& each) {
      if (each.name == flag.name) {
        fits = fits || each.choices.empty() || is_one_of(each.choices, text);
        choices = each.choices;
      }
    };
    for_each_command_of(table, [&](const Command& command) {
      for (const auto& each : command.own_flags()) {
        look(each);
      }
    });
    for (const auto& each : global_flags()) {
      look(each);
    }
    return fits ? Outcome<Done>(Done{}) : wrong(pointer, unknown_choice(std::string(flag.name), text, choices));
  }

  const Document& m_document;
  const SettingsFile& m_file;
  const Environment& m_environment;
  std::vector<Setting> m_settings;
};

}  // namespace

SettingsFile local_settings_file(const Environment& environment) {
  std::error_code error;
  const auto here = fs::current_path(error);
  if (error) {
    return {};
  }
  const auto file_in = [&](const fs::path& folder) {
    const auto path = (folder / k_local_name).string();
    return SettingsFile{path, folder == here ? std::string(k_local_name) : display_path(path, environment),
                        Layer::local_file};
  };
  // Outside a repository a folder above may be anybody's, such as /tmp.
  const auto top = repository_of(here);
  for (auto folder = here;; folder = folder.parent_path()) {
    if (is_file(folder / k_local_name)) {
      return file_in(folder);
    }
    if (!top || folder == *top) {
      return file_in(here);
    }
  }
}

SettingsFile user_settings_file(const Environment& environment) {
  const auto config = environment("XDG_CONFIG_HOME");
  const auto home = environment("HOME").value_or("");
  std::string folder;
  if (config && config->starts_with('/')) {  // the XDG specification tells readers to ignore a relative one
    folder = *config;
  } else if (home.starts_with('/')) {
    folder = home + "/.config";
  } else {
    return {{}, {}, Layer::user_file};
  }
  const auto path = folder + "/satsrail/config.toml";
  return {path, display_path(path, environment), Layer::user_file};
}

bool is_secret(std::string_view flag) {
  return is_one_of("api-key|secret|key", flag);
}

Outcome<std::string> command_name(const std::vector<std::string>& words) {
  if (words.empty()) {
    return unknown_command({""});
  }
  if (const auto* bare = find_command(words[0], ""); bare != nullptr && words.size() == 1 && !bare->hidden) {
    return std::string(bare->noun);
  }
  const auto [noun, named] = longest_noun(words);
  if (noun == nullptr) {
    return unknown_command(words);
  }
  if (words.size() == named) {
    return std::string(noun->name);
  }
  const auto* command = words.size() == named + 1 ? find_command(noun->name, words[named]) : nullptr;
  return command != nullptr ? Outcome<std::string>(command->name()) : unknown_verb(*noun, words[named]);
}

const Flag* find_flag_of(std::string_view table, std::string_view name) {
  const Flag* found = nullptr;
  for_each_command_of(table,
                      [&](const Command& command) { found = found == nullptr ? find_flag(command, name) : found; });
  return found;
}

std::vector<std::string> flag_names_of(std::string_view table) {
  std::set<std::string> names;
  for (const auto& flag : global_flags()) {
    names.emplace(flag.name);
  }
  for_each_command_of(table, [&](const Command& command) {
    for (const auto& flag : command.own_flags()) {
      names.emplace(flag.name);
    }
  });
  return {names.begin(), names.end()};
}

Outcome<std::vector<Setting>> settings_of(const std::string& text, const SettingsFile& file,
                                          const Environment& environment) {
  TRY_ASSIGN(const auto document, parse_toml(text, file.name));
  return FileReader(document, file, environment).read();
}

// Puts the values of both files in order.
class SettingsReader {
 public:
  explicit SettingsReader(const Environment& environment) : m_environment(environment) {}

  Outcome<Settings> read(const std::optional<std::string>& asked) {
    for (auto* file : {&m_local, &m_user}) {
      TRY(read_file_into(*file));
    }
    TRY(check_profiles(asked));
    // The sheets that count, strongest first.
    if (asked) {
      for (auto* file : {&m_local, &m_user}) {
        add(*file, *asked);
      }
    }
    for (auto* file : {&m_local, &m_user}) {
      if (const auto* own = chosen_by_files(); !asked && own != nullptr) {
        add(*file, own->values.front());
      }
      add(*file, "");
    }
    auto& all = m_settings.m_all;
    std::stable_sort(all.begin(), all.end(),
                     [](const Setting& a, const Setting& b) { return a.origin.rank < b.origin.rank; });
    return std::move(m_settings);
  }

  std::vector<std::string> profiles() {
    for (auto* file : {&m_local, &m_user}) {
      if (auto read = read_file_into(*file); !read.ok()) {
        file->values.clear();
      }
    }
    const auto names = known_profiles();
    return {names.begin(), names.end()};
  }

 private:
  struct Source {
    SettingsFile file;
    std::vector<Setting> values;
  };

  Outcome<Done> read_file_into(Source& source) {
    if (source.file.path.empty() || !is_there(source.file.path)) {
      return Done{};
    }
    auto text = read_file(source.file.path, limits::settings_file_bytes_max);
    if (!text.ok()) {
      return std::move(text).error();
    }
    TRY_ASSIGN(source.values, settings_of(*text, source.file, m_environment));
    struct stat status {};
    const bool has_secret = std::any_of(source.values.begin(), source.values.end(),
                                        [](const Setting& setting) { return is_secret(setting.key); });
    if (has_secret && ::stat(source.file.path.c_str(), &status) == 0 && (status.st_mode & 077) != 0) {
      m_settings.m_notes.push_back("others can read " + source.file.name + ", and it holds a key:  chmod 600 " +
                                   shell_quoted(source.file.path));
    }
    return Done{};
  }

  std::set<std::string> known_profiles() const {
    std::set<std::string> names;
    for (const auto* file : {&m_local, &m_user}) {
      for (const auto& setting : file->values) {
        if (!setting.profile.empty()) {
          names.insert(setting.profile);
        }
      }
    }
    return names;
  }

  // The `profile = ` that counts when none was asked for.
  const Setting* chosen_by_files() const {
    for (const auto* file : {&m_local, &m_user}) {
      for (const auto& setting : file->values) {
        if (setting.profile.empty() && setting.key == k_profile) {
          return &setting;
        }
      }
    }
    return nullptr;
  }

  Outcome<Done> check_profiles(const std::optional<std::string>& asked) const {
    const auto* own = chosen_by_files();
    if (!asked && own == nullptr) {
      return Done{};
    }
    const auto& name = asked ? *asked : own->values.front();
    const auto known = known_profiles();
    if (known.contains(name)) {
      return Done{};
    }
    const std::vector<std::string> names(known.begin(), known.end());
    const auto near = closest(name, names);
    return usage_failure("unknown_profile",
                         (asked ? "" : own->origin.place + ": ") + "there is no profile '" + printable(name) + "'",
                         names.empty() ? "no config file has a profile" : "there are: " + join(names, ", "),
                         near ? "did you mean:  " + *near
                              : "make it:  satsrail config set base-url URL --profile " + shell_quoted(name));
  }

  // All values of a profile of a file, "" for the plain ones, weaker than what was added before.
  void add(const Source& source, const std::string& profile) {
    for (auto setting : source.values) {
      if (setting.profile != profile) {
        continue;
      }
      const unsigned narrowness = setting.table.empty() ? 2 : find_noun(setting.table) != nullptr ? 1 : 0;
      setting.origin.rank = m_next_rank + narrowness;
      m_settings.m_all.push_back(std::move(setting));
    }
    m_next_rank += k_ranks_of_a_sheet;
  }

  const Environment& m_environment;
  Source m_local{local_settings_file(m_environment), {}};
  Source m_user{user_settings_file(m_environment), {}};
  Settings m_settings;
  unsigned m_next_rank = k_environment_rank + 1;
};

const Setting* Settings::find(std::string_view table, std::string_view flag) const {
  const auto last_space = find_noun(table) == nullptr ? table.rfind(' ') : std::string_view::npos;
  const auto noun = table.substr(0, last_space);
  // Where --timeout means something else, what the top of a file says of it is not meant.
  bool top_counts = true;
  if (flag == "timeout" && !table.empty()) {
    for_each_command_of(table,
                        [&](const Command& command) { top_counts = top_counts && command.timeout_help.empty(); });
  }
  const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const Setting& setting) {
    return setting.key == flag &&
           (setting.table.empty() ? top_counts : setting.table == table || setting.table == noun);
  });
  return found == m_all.end() ? nullptr : &*found;
}

Outcome<Settings> read_settings(const Environment& environment, const std::optional<std::string>& profile) {
  return SettingsReader(environment).read(profile);
}

std::vector<std::string> profile_names(const Environment& environment) {
  return SettingsReader(environment).profiles();
}

}  // namespace satsrail::cli
