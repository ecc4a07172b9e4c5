#include "cli/document.h"

#include "cli/text.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace satsrail::cli {

TextPlace Document::place_of(std::string_view pointer) const {
  while (true) {
    if (const auto found = places.find(pointer); found != places.end()) {
      return found->second;
    }
    const auto cut = pointer.rfind('/');
    if (cut == std::string_view::npos) {
      return {};
    }
    pointer = pointer.substr(0, cut);
  }
}

std::string Document::at(std::string_view pointer) const {
  return place_text(name, place_of(pointer));
}

std::string pointer_to(std::string_view parent, std::string_view key) {
  std::string out(parent);
  out += '/';
  for (const char c : key) {
    out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return out;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
  return pointer_to(parent, std::to_string(index));
}

std::string place_text(std::string_view name, TextPlace place) {
  auto out = printable(name);
  if (place.line > 0) {
    out += ":" + std::to_string(place.line);
    out += place.column > 0 ? ":" + std::to_string(place.column) : "";
  }
  return out;
}

Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const auto failure = [&](const std::string& why, const std::string& hint) {
    return usage_failure("unreadable_file", "cannot read " + printable(path), why, hint);
  };
  std::error_code error;
  const auto kind = std::filesystem::status(path, error);
  if (!std::filesystem::exists(kind)) {
    return failure(error ? error.message() : "there is no such file", "check the spelling, or use a whole path");
  }
  if (!std::filesystem::is_regular_file(kind)) {
    return failure("it is no file", "name a file");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return failure(std::strerror(errno), "may this user read it?");
  }
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > bytes_max) {
    return failure("it is larger than " + std::to_string(bytes_max / 1024) + " KiB", "is it the right one?");
  }
  return text;
}

}  // namespace satsrail::cli
