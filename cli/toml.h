#pragma once
// TOML files. toml.cpp is the only file that includes toml++.

#include "cli/document.h"
#include "cli/failure.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace satsrail::cli {

// `name` is what errors call the text. Dates and times become text in the form of RFC 3339, as TOML writes them.
// Error: invalid_toml (2) with FILE:LINE:COLUMN; also for inf and nan, which JSON has no place for.
Outcome<Document> parse_toml(std::string_view text, std::string name);
// The file at `path`, of at most limits::settings_file_bytes_max. Error: also unreadable_file (2).
Outcome<Document> read_toml(const std::string& path);

// Where a member stands in the text, in bytes: for a change that leaves everything else as it is.
struct TomlMember {
  std::size_t key_begin = 0;
  std::size_t value_begin = 0;  // of a table with a header: of the header, with its bracket
  std::size_t value_end = 0;
};
// By JSON pointer. Error: invalid_toml.
Outcome<std::map<std::string, TomlMember, std::less<>>> locate_toml_members(std::string_view text,
                                                                            const std::string& name);

}  // namespace satsrail::cli
