#pragma once
// One variable in a dotenv file (`.env`), as `listen --write-env` sets it; every other line stays as it is.

#include "cli/failure.h"
#include "core/result.h"

#include <string>
#include <string_view>

namespace satsrail::cli {

// The text with `key` set: in the line that sets it, keeping `export`, a comment behind it and its line end, or in a
// new last line. Values are quoted where a reader of dotenv or a shell would need it.
std::string with_variable(std::string_view text, std::string_view key, std::string_view value);

// Does it to a file, which is made (0600) when there is none. Nobody reads half of it: a new file takes the old one's
// place and mode, behind a symbolic link as well. A file that says so already is not touched.
// Errors: invalid_key (2), env_file_unusable (1).
Outcome<Done> set_variable(const std::string& path, const std::string& key, const std::string& value);

}  // namespace satsrail::cli
