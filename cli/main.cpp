#include "cli/config.h"
#include "cli/run.h"

#include <unistd.h>

#include <exception>
#include <string>

int main(int argc, char** argv) {
  try {
    return satsrail::cli::run({argv + 1, argv + argc}, satsrail::cli::process_environment(), stdout, stderr);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "error: a bug in satsrail\n  %s\n  please report it with the command line you used\n",
                 bug.what());
    return 1;
  }
}
