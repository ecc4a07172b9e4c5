#pragma once
// A command line in one text, split as a shell would split it, and nothing else that a shell does.

#include "cli/failure.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// Blanks separate; '…' holds everything, "…" everything but \" and \\, and a backslash the next character.
// Error: invalid_words (2) for a quote or backslash without its end; `why` says which.
Outcome<std::vector<std::string>> shell_words(std::string_view text);

}  // namespace satsrail::cli
