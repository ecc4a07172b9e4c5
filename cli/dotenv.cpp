#include "cli/dotenv.h"

#include "cli/text.h"
#include "core/limits.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace satsrail::cli {

namespace {

constexpr mode_t k_private = 0600;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::size_t skip_blanks(std::string_view line, std::size_t at) {
  while (at < line.size() && is_blank(line[at])) {
    ++at;
  }
  return at;
}

bool is_key(std::string_view text) {
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), is_letter);
}

std::string quoted(std::string_view value) {
  constexpr std::string_view k_plain = "_-./+=:@,%";
  const bool plain = std::all_of(value.begin(), value.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || k_plain.find(c) != std::string_view::npos;
  });
  if (plain) {
    return std::string(value);
  }
  if (value.find('\'') == std::string_view::npos) {
    return "'" + std::string(value) + "'";
  }
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') {
      out += '\\';
    }
    out += c;
  }
  return out + "\"";
}

// Where the value begins, when the line sets this key: "  export KEY = value".
std::optional<std::size_t> value_position(std::string_view line, std::string_view key) {
  auto at = skip_blanks(line, 0);
  constexpr std::string_view k_export = "export";
  if (line.substr(at).starts_with(k_export) && at + k_export.size() < line.size() &&
      is_blank(line[at + k_export.size()])) {
    at = skip_blanks(line, at + k_export.size());
  }
  if (!line.substr(at).starts_with(key)) {
    return std::nullopt;
  }
  at = skip_blanks(line, at + key.size());
  return at < line.size() && line[at] == '=' ? std::optional(at + 1) : std::nullopt;
}

// What follows the value on its line: a comment, or nothing.
std::string_view behind_value(std::string_view line, std::size_t value_at) {
  auto at = skip_blanks(line, value_at);
  if (at < line.size() && (line[at] == '"' || line[at] == '\'')) {
    const char quote = line[at];
    for (++at; at < line.size() && line[at] != quote; ++at) {
      at += quote == '"' && line[at] == '\\' ? 1 : 0;
    }
    at = std::min(at + 1, line.size());
  }
  const auto comment = line.find(" #", at);
  return comment == std::string_view::npos ? std::string_view() : line.substr(comment);
}

Failure unusable(const std::string& path, const std::string& why, const std::string& hint) {
  return {ExitCode::refused, "env_file_unusable", "cannot write " + printable(path), why, hint, {}};
}

Failure unusable(const std::string& path, int reason) {
  return unusable(path, std::strerror(reason), "is the folder there, and yours to write in?");
}

// Written beside the file, then put in its place.
Outcome<Done> replace_file(const std::string& path, const std::string& text, mode_t mode) {
  const auto fresh = path + ".satsrail-" + std::to_string(::getpid());
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, k_private);
  if (fd < 0) {
    return unusable(path, errno);
  }
  bool good = ::fchmod(fd, mode) == 0;
  for (std::size_t done = 0; good && done < text.size();) {
    const auto written = ::write(fd, text.data() + done, text.size() - done);
    good = written > 0 || errno == EINTR;
    done += written > 0 ? static_cast<std::size_t>(written) : 0;
  }
  good = good && ::fsync(fd) == 0;
  int reason = errno;
  ::close(fd);
  if (good && ::rename(fresh.c_str(), path.c_str()) == 0) {
    return Done{};
  }
  reason = good ? errno : reason;
  ::unlink(fresh.c_str());
  return unusable(path, reason);
}

}  // namespace

std::string with_variable(std::string_view text, std::string_view key, std::string_view value) {
  std::string out;
  bool is_set = false;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string_view line_end = end == std::string_view::npos ? "" : line.ends_with('\r') ? "\r\n" : "\n";
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (const auto at = value_position(line, key)) {
      out += std::string(line.substr(0, *at)) + quoted(value) + std::string(behind_value(line, *at));
      is_set = true;
    } else {
      out += line;
    }
    out += line_end;
  }
  if (!is_set) {
    out += out.empty() || out.ends_with('\n') ? "" : "\n";
    out += std::string(key) + "=" + quoted(value) + "\n";
  }
  return out;
}

Outcome<Done> set_variable(const std::string& path, const std::string& key, const std::string& value) {
  if (!is_key(key)) {
    return usage_failure("invalid_key", "'" + printable(key) + "' is no name of a variable",
                         "it is made of letters, digits and _, and begins with no digit",
                         "as in:  --write-env .env SATSRAIL_WEBHOOK_SECRET");
  }
  std::error_code no_link;
  const auto real = std::filesystem::canonical(path, no_link);
  const auto file = no_link ? path : real.string();
  std::string text;
  mode_t mode = k_private;
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) {
      return unusable(path, "it is no file", "name a file:  --write-env .env");
    }
    if (static_cast<std::size_t>(status.st_size) > limits::request_body_bytes_max) {
      return unusable(path, "it is larger than 1 MiB, which no dotenv file is", "name another:  --write-env .env");
    }
    mode = status.st_mode & 07777;
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream all;
    if (!stream || (status.st_size > 0 && !(all << stream.rdbuf()))) {
      return unusable(path, errno);
    }
    text = all.str();
  } else if (errno != ENOENT) {
    return unusable(path, errno);
  }
  const auto changed = with_variable(text, key, value);
  return changed == text ? Outcome<Done>(Done{}) : replace_file(file, changed, mode);
}

}  // namespace satsrail::cli
