#pragma once

#include "cli/parser.h"

#include <cstdio>
#include <string>
#include <vector>

namespace satsrail::cli {

// The whole command line: parses `words` (argv without the program's name), runs the command, reports its
// failure, and answers the exit code. Ignores SIGPIPE from here on: a broken pipe is seen where it is written to.
int run(const std::vector<std::string>& words, const Environment& environment, std::FILE* out, std::FILE* err);

}  // namespace satsrail::cli
