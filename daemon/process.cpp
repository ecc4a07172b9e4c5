#include "daemon/process.h"

#include "daemon/daemon.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace satsrail::daemon {

void prepare_process(const Config& config) {
  ::umask(0077);
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  if (config.exit_with_parent) {
    const auto parent = ::getppid();
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (parent == 1 || ::getppid() != parent) {
      ::kill(::getpid(), SIGTERM);  // the parent ended before it was watched
    }
  }
}

void announce(const Daemon& daemon, const Config& config) {
  if (config.ready_fd >= 0) {
    const auto line = daemon.ready_line() + "\n";
    [[maybe_unused]] const auto written = ::write(config.ready_fd, line.data(), line.size());
    ::close(config.ready_fd);
  }
  if (config.json) {
    fmt::print("{}\n", daemon.ready_line());
    std::fflush(stdout);
  }
  fmt::print(stderr, "{}", daemon.ready_text());
  if (const auto warning = network_warning(config.network); !warning.empty()) {
    fmt::print(stderr, "{}\n", warning);
  }
}

std::string user_message(const Error& error) {
  std::string message = error.message();
  for (const auto& field : error.fields()) {
    message += "\n  " + full_sentence(field);
  }
  // "what failed; what to do" reads best on two lines.
  if (const auto semicolon = message.find("; "); semicolon != std::string::npos) {
    message.replace(semicolon, 2, "\n  ");
  }
  return message;
}

}  // namespace satsrail::daemon
