#pragma once
// Seed files: a shop as people write it, in TOML or JSON.

#include "cli/failure.h"

#include <string>

namespace satsrail::cli {

// The seed as the API takes it, JSON. `path` names a file (.json, anything else is TOML), or is - for stdin, where a
// text that begins with { is JSON. Error: unreadable_file, invalid_toml, invalid_json (2).
Outcome<std::string> read_seed(const std::string& path);

// Where a child process that is started from here finds this text as a file. Nothing of it is on any disk, and it is
// gone with the last process that has it. Error: no_file (1).
Outcome<std::string> as_file_of_children(const std::string& text);

}  // namespace satsrail::cli
