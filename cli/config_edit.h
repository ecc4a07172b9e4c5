#pragma once
// Changes of one value in the text of a config file that leave everything else in it as it is: comments, order, blanks.

#include "cli/failure.h"
#include "cli/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// Which value of a file is meant.
struct SettingName {
  std::string profile;  // "" outside [profiles]
  std::string table;    // canonical: "", "listen", "checkout create"
  std::string key;
};

// The values as TOML writes them: true, 7287, "20s", ["a", "b"]. Error: invalid_value (2) for a switch that is given
// neither true nor false, and for several values where the flag takes one.
Outcome<std::string> toml_value(const Flag& flag, const std::vector<std::string>& values);

// The text with the value set. What it says otherwise is the same before and after: that is checked by reading it.
// Error: what is wrong with the text or the value, or cannot_edit (1) where it takes a person to do it.
Outcome<std::string> with_value(const std::string& text, const SettingName& name, const std::string& value,
                                const SettingsFile& file, const Environment& environment);
// The text without the value. Error: as above, and not_set (1).
Outcome<std::string> without_value(const std::string& text, const SettingName& name, const SettingsFile& file,
                                   const Environment& environment);

// Writes the file anew beside the old one, then puts it in its place, so that it is never half there. One that did
// not exist is made for its owner alone (0600); another keeps its permissions, and a link stays a link.
// Error: cannot_write (1).
Outcome<Done> replace_file(const std::string& path, std::string_view text);

}  // namespace satsrail::cli
