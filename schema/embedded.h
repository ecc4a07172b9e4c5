#pragma once
// Files that were turned into constants at build time (see embed.cmake). A generated source defines, in the
// namespace it was given,
//     std::span<const satsrail::EmbeddedFile> all();          sorted by name
//     std::string_view find(std::string_view name);           data() is null when there is no such file
// and whoever uses it declares the two in a header of its own.

#include <span>
#include <string_view>

namespace satsrail {

struct EmbeddedFile {
  std::string_view name;    // relative to the BASE of the embed call, with '/': "icons/bolt.svg"
  std::string_view data;    // the file's bytes
  std::string_view sha256;  // of the bytes, 64 lower-case hex characters
};

inline const EmbeddedFile* find_embedded(std::span<const EmbeddedFile> files, std::string_view name) {
  for (const EmbeddedFile& file : files) {
    if (file.name == name) {
      return &file;
    }
  }
  return nullptr;
}

}  // namespace satsrail
