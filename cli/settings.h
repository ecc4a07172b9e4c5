#pragma once
// What the config files say: ./satsrail.toml, and below it the user's config.toml.
//
// A key is the name of a flag. At the top of a file it is for every command that has the flag; a table that is named
// after a noun or a whole command narrows it ([listen], [checkout.create] or ["checkout create"]); [profiles.NAME]
// holds the same keys and tables, and counts while that profile is chosen.
//
// What wins, after the command line and the environment: the profile that was asked for there, in the one file and the
// other; then for each file the profile that a file's own `profile` names, and its plain keys.

#include "cli/failure.h"
#include "cli/parser.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

struct SettingsFile {
  std::string path;  // absolute; empty when there is no place for it
  std::string name;  // as errors and origins call it: "satsrail.toml", "~/.config/satsrail/config.toml"
  Layer layer = Layer::local_file;
};

// satsrail.toml of the working directory, or in a git repository of the nearest folder above it up to the one that
// holds .git. Where there is none yet, the path is where it would be made: in the working directory.
SettingsFile local_settings_file(const Environment& environment);
// $XDG_CONFIG_HOME/satsrail/config.toml, by default below ~/.config.
SettingsFile user_settings_file(const Environment& environment);

// One value of a file, checked against the command table.
struct Setting {
  std::string profile;  // empty outside [profiles]
  std::string table;    // "", "listen", "checkout create"
  std::string key;      // the flag
  std::string pointer;  // where it stands in the file, as a JSON pointer
  std::vector<std::string> values;
  bool off = false;  // a switch that is false
  Origin origin;
};

class Settings {
 public:
  // What the files say about a flag of a command, by its name; of a noun: to those of its commands that no table of
  // their own narrows; of "": to commands that none does. Null when nothing.
  const Setting* find(std::string_view table, std::string_view flag) const;
  // All that count, strongest first.
  const std::vector<Setting>& all() const { return m_all; }
  // For people: secrets in files that others can read.
  const std::vector<std::string>& notes() const { return m_notes; }

 private:
  friend class SettingsReader;
  std::vector<Setting> m_all;
  std::vector<std::string> m_notes;
};

// `profile` is what the command line or the environment asks for. A file that does not exist says nothing.
// Error: invalid_toml, invalid_config, unknown_profile, unreadable_file (2), with FILE:LINE.
Outcome<Settings> read_settings(const Environment& environment, const std::optional<std::string>& profile);

// Everything that one file's text says, each value checked; ranks are not set. Errors as above.
Outcome<std::vector<Setting>> settings_of(const std::string& text, const SettingsFile& file,
                                          const Environment& environment);

// The profiles of both files, sorted; files that cannot be read have none.
std::vector<std::string> profile_names(const Environment& environment);

// "listen", "checkout create": the canonical name of a noun or a command. Error: unknown_command (2).
Outcome<std::string> command_name(const std::vector<std::string>& words);
// The flag of that name in a table ("" is the top of a file); null when no command there has it.
const Flag* find_flag_of(std::string_view table, std::string_view name);
// The names of all of them.
std::vector<std::string> flag_names_of(std::string_view table);

// Is the flag's value something that others should not read?
bool is_secret(std::string_view flag);

}  // namespace satsrail::cli
