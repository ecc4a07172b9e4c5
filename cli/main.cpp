#include "cli/config.h"
#include "cli/run.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <exception>
#include <string>

namespace {

// What is printed at once leaves in one write, so that Ctrl-C never cuts a line of `listen` in two. A terminal keeps
// its lines anyway.
void keep_lines_whole() {
  static std::array<char, 256 * 1024> buffer;  // an event with its object is a few KB
  if (::isatty(STDOUT_FILENO) != 1) {
    std::setvbuf(stdout, buffer.data(), _IOFBF, buffer.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  keep_lines_whole();
  try {
    return satsrail::cli::run({argv + 1, argv + argc}, satsrail::cli::process_environment(), stdout, stderr);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "error: a bug in satsrail\n  %s\n  please report it with the command line you used\n",
                 bug.what());
    return 1;
  }
}
