#include "cli/config_edit.h"

#include "cli/document.h"
#include "cli/text.h"
#include "cli/toml.h"
#include "core/result.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <tuple>

namespace satsrail::cli {

namespace {

namespace fs = std::filesystem;
using Members = std::map<std::string, TomlMember, std::less<>>;

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && text.size() <= 15 && text.find_first_not_of("0123456789") == std::string_view::npos &&
         (text == "0" || text[0] != '0');
}

std::string scalar(const std::string& text) {
  return is_whole_number(text) ? text : quoted(text);
}

bool is_bare(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string toml_key(const std::string& key) {
  return is_bare(key) ? key : quoted(key);
}

std::string parent_of(const std::string& pointer) {
  return pointer.substr(0, pointer.rfind('/'));
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const auto found = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return found == std::string_view::npos ? 0 : found + 1;
}

// Behind the line's end.
std::size_t line_end(std::string_view text, std::size_t at) {
  const auto found = text.find('\n', at);
  return found == std::string_view::npos ? text.size() : found + 1;
}

// The steps to a name: {"profiles", "staging", "checkout", "create"}.
std::vector<std::string> steps_to(const SettingName& name) {
  std::vector<std::string> steps;
  if (!name.profile.empty()) {
    steps = {"profiles", name.profile};
  }
  for (auto& word : split(name.table, ' ')) {
    steps.push_back(std::move(word));
  }
  return steps;
}

// What a file says, as far as a change could spoil it.
using Said = std::multiset<std::tuple<std::string, std::string, std::string, std::vector<std::string>, bool>>;
Said said_by(const std::vector<Setting>& settings, const SettingName& except) {
  Said out;
  for (const auto& setting : settings) {
    if (setting.profile != except.profile || setting.table != except.table || setting.key != except.key) {
      out.emplace(setting.profile, setting.table, setting.key, setting.values, setting.off);
    }
  }
  return out;
}

// A text with its members and values, on the way to another text.
class Editor {
 public:
  Editor(const std::string& text, const SettingName& name, const SettingsFile& file, const Environment& environment)
      : m_text(text), m_name(name), m_file(file), m_environment(environment) {}

  Outcome<std::string> set(const std::string& value) {
    TRY(read());
    const auto* known = find();
    auto changed = known != nullptr ? with_other_value(*known, value) : with_new_line(value);
    return checked(std::move(changed), true);
  }

  Outcome<std::string> unset() {
    TRY(read());
    const auto* known = find();
    if (known == nullptr) {
      return Failure{ExitCode::refused,
                     "not_set",
                     m_file.name + " does not set " + shown_name(),
                     m_text.empty() ? "there is no such file, or it is empty" : "another file or variable may do so",
                     "see:  satsrail config list --origin",
                     {}};
    }
    const auto& member = m_members.at(known->pointer);
    const auto begin = line_begin(m_text, member.key_begin);
    const auto end = line_end(m_text, member.value_end);
    const auto before = trim(std::string_view(m_text).substr(begin, member.key_begin - begin));
    const auto after = trim(std::string_view(m_text).substr(member.value_end, end - member.value_end));
    // A key in quotes begins with them; dotted keys and tables in braces share their line with others.
    if (!(before.empty() || before == "\"" || before == "'") || !(after.empty() || after[0] == '#')) {
      return by_hand();
    }
    return checked(m_text.substr(0, begin) + m_text.substr(end), false);
  }

 private:
  Outcome<Done> read() {
    TRY_ASSIGN(m_members, locate_toml_members(m_text, m_file.name));
    TRY_ASSIGN(m_settings, settings_of(m_text, m_file, m_environment));
    return Done{};
  }

  const Setting* find() const {
    const auto found = std::find_if(m_settings.begin(), m_settings.end(), [&](const Setting& setting) {
      return setting.profile == m_name.profile && setting.table == m_name.table && setting.key == m_name.key;
    });
    return found == m_settings.end() ? nullptr : &*found;
  }

  std::string with_other_value(const Setting& known, const std::string& value) const {
    const auto& member = m_members.at(known.pointer);
    return m_text.substr(0, member.value_begin) + value + m_text.substr(member.value_end);
  }

  // Where the line goes: behind the last one of its table, else behind the table's header, else at the end, below a
  // header of its own.
  std::string with_new_line(const std::string& value) const {
    const auto line = toml_key(m_name.key) + " = " + value + "\n";
    std::size_t last = 0;
    std::string indent;
    for (const auto& setting : m_settings) {
      const auto& member = m_members.at(setting.pointer);
      const auto table = m_members.find(parent_of(setting.pointer));
      const bool below_header = table == m_members.end() || m_text[table->second.value_begin] == '[';
      if (setting.profile == m_name.profile && setting.table == m_name.table && below_header &&
          member.value_end > last) {
        last = member.value_end;
        const auto begin = line_begin(m_text, member.key_begin);
        indent = m_text.substr(begin, m_text.find_first_not_of(" \t", begin) - begin);
      }
    }
    if (last > 0) {
      return with_line_at(line_end(m_text, last), indent + line);
    }
    const auto steps = steps_to(m_name);
    if (steps.empty()) {
      return with_first_line(line);
    }
    std::string pointer;
    std::vector<std::string> keys;
    for (const auto& step : steps) {
      pointer = pointer_to(pointer, step);
      keys.push_back(toml_key(step));
    }
    const auto header = "[" + join(keys, ".") + "]";
    if (const auto found = m_members.find(pointer);
        found != m_members.end() && m_text.compare(found->second.value_begin, header.size(), header) == 0) {
      return with_line_at(line_end(m_text, found->second.value_begin), line);
    }
    return with_line_at(m_text.size(), (m_text.empty() ? "" : "\n") + header + "\n" + line);
  }

  std::string with_line_at(std::size_t at, const std::string& line) const {
    const bool open = at > 0 && m_text[at - 1] != '\n';
    return m_text.substr(0, at) + (open ? "\n" : "") + line + m_text.substr(at);
  }

  // The first plain key: above the first table and what is said of it.
  std::string with_first_line(const std::string& line) const {
    auto at = m_text.size();
    for (const auto& [pointer, member] : m_members) {
      at = std::min(at, line_begin(m_text, member.key_begin));
    }
    if (at == m_text.size()) {
      return with_line_at(at, line);
    }
    while (at > 0) {
      const auto above = line_begin(m_text, at - 1);
      if (m_text[above] != '#') {
        break;
      }
      at = above;
    }
    return with_line_at(at, line + "\n");
  }

  Outcome<std::string> checked(std::string changed, bool is_set) const {
    auto now = settings_of(changed, m_file, m_environment);
    if (!now.ok()) {
      // The text was fine before: it is the value that is not, or the place.
      return now.error().code == "invalid_toml" ? by_hand() : std::move(now).error();
    }
    const bool there = std::any_of(now->begin(), now->end(), [&](const Setting& setting) {
      return setting.profile == m_name.profile && setting.table == m_name.table && setting.key == m_name.key;
    });
    if (there != is_set || said_by(*now, m_name) != said_by(m_settings, m_name)) {
      return by_hand();
    }
    return changed;
  }

  std::string shown_name() const {
    auto table = m_name.table;
    std::replace(table.begin(), table.end(), ' ', '.');
    return (m_name.profile.empty() ? "" : "profiles." + printable(m_name.profile) + ".") +
           (table.empty() ? "" : table + ".") + m_name.key;
  }

  Failure by_hand() const {
    return {ExitCode::refused,
            "cannot_edit",
            "cannot change " + shown_name() + " in " + m_file.name,
            "it shares its line, or its table is written in a way that leaves no room",
            "do it by hand:  " + shell_quoted(m_file.path),
            {}};
  }

  const std::string& m_text;
  const SettingName& m_name;
  const SettingsFile& m_file;
  const Environment& m_environment;
  Members m_members;
  std::vector<Setting> m_settings;
};

Failure cannot_write(const std::string& path, int reason) {
  return {ExitCode::refused,
          "cannot_write",
          "cannot write " + path,
          std::strerror(reason),
          "is there room, and may you write there?",
          {}};
}

// The file that is really meant, behind links.
std::string behind_links(const std::string& path) {
  std::error_code error;
  const auto real = fs::weakly_canonical(path, error);
  return error ? path : real.string();
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Outcome<std::string> toml_value(const Flag& flag, const std::vector<std::string>& values) {
  const auto name = std::string(flag.name);
  if (values.size() > 1 && !flag.repeatable && !(flag.takes_two && values.size() == 2)) {
    return usage_failure("invalid_value", name + " takes one value", "only flags that may be repeated take several",
                         "quote it, if it is one:  " + shell_quoted(join(values, " ")));
  }
  const auto& first = values.front();
  if (flag.value.empty() || (flag.optional_value && is_one_of("true|false", first))) {
    if (!is_one_of("true|false", first)) {
      return usage_failure("invalid_value", "'" + printable(first) + "' is no value for " + name,
                           "it is a switch: " + std::string(flag.help),
                           "as in:  satsrail config set " + name + " true");
    }
    return first;
  }
  if (!flag.repeatable && values.size() == 1) {
    return scalar(first);
  }
  std::vector<std::string> items;
  for (const auto& value : values) {
    items.push_back(scalar(value));
  }
  return "[" + join(items, ", ") + "]";
}

Outcome<std::string> with_value(const std::string& text, const SettingName& name, const std::string& value,
                                const SettingsFile& file, const Environment& environment) {
  return Editor(text, name, file, environment).set(value);
}

Outcome<std::string> without_value(const std::string& text, const SettingName& name, const SettingsFile& file,
                                   const Environment& environment) {
  return Editor(text, name, file, environment).unset();
}

Outcome<Done> replace_file(const std::string& path, std::string_view text) {
  const auto target = behind_links(path);
  const auto folder = fs::path(target).parent_path();
  std::error_code error;
  if (fs::create_directories(folder, error); error) {
    return cannot_write(path, error.value());
  }
  auto beside = target + ".XXXXXX";
  const int fd = ::mkstemp(beside.data());  // 0600
  if (fd < 0) {
    return cannot_write(path, errno);
  }
  struct stat old {};
  bool fine = ::stat(target.c_str(), &old) != 0 || ::fchmod(fd, old.st_mode & 07777) == 0;
  fine = fine && write_all(fd, text) && ::fsync(fd) == 0;
  int reason = errno;
  if (::close(fd) != 0 && fine) {
    fine = false;
    reason = errno;
  }
  if (fine && ::rename(beside.c_str(), target.c_str()) != 0) {
    fine = false;
    reason = errno;
  }
  if (!fine) {
    ::unlink(beside.c_str());
    return cannot_write(path, reason);
  }
  return Done{};
}

}  // namespace satsrail::cli
