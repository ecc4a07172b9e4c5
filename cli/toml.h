#pragma once
// TOML files. toml.cpp is the only file that includes toml++.

#include "cli/document.h"
#include "cli/failure.h"

#include <string>
#include <string_view>

namespace satsrail::cli {

// `name` is what errors call the text. Dates and times become text in the form of RFC 3339, as TOML writes them.
// Error: invalid_toml (2) with FILE:LINE:COLUMN; also for inf and nan, which JSON has no place for.
Outcome<Document> parse_toml(std::string_view text, std::string name);
// The file at `path`, of at most limits::settings_file_bytes_max. Error: also unreadable_file (2).
Outcome<Document> read_toml(const std::string& path);

}  // namespace satsrail::cli
