#include "daemon/config.h"
#include "daemon/daemon.h"
#include "daemon/process.h"

#include <fmt/format.h>

namespace {

int complain(const satsrail::Error& error, int code) {
  fmt::print(stderr, "error: {}\n", satsrail::daemon::user_message(error));
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  const auto invocation = satsrail::daemon::read_command_line(argc, argv);
  if (!invocation) {
    return complain(invocation.error(), 2);
  }
  if (!invocation->print.empty()) {
    fmt::print("{}", invocation->print);
    return 0;
  }
  satsrail::daemon::prepare_process(invocation->config);
  satsrail::daemon::Daemon daemon(invocation->config);
  if (const auto started = daemon.start(); !started) {
    return complain(started.error(), 1);
  }
  satsrail::daemon::announce(daemon, invocation->config);
  return daemon.run();
}
