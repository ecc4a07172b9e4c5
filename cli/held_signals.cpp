#include "cli/held_signals.h"

namespace satsrail::cli {

HeldSignals::HeldSignals() {
  sigemptyset(&m_set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCHLD}) {
    sigaddset(&m_set, signal);
  }
  pthread_sigmask(SIG_BLOCK, &m_set, &m_before);
  // Under a parent that ignores SIGCHLD a child's end would be neither told nor kept.
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &usual, &m_child_before);
}

HeldSignals::~HeldSignals() {
  sigaction(SIGCHLD, &m_child_before, nullptr);
  pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

siginfo_t HeldSignals::next() const {
  siginfo_t info{};
  while (sigwaitinfo(&m_set, &info) < 0) {
  }
  return info;
}

std::optional<siginfo_t> HeldSignals::next(std::chrono::milliseconds timeout) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(timeout);
  const timespec wait{seconds.count(), std::chrono::nanoseconds(timeout - seconds).count()};
  siginfo_t info{};
  return sigtimedwait(&m_set, &info, &wait) < 0 ? std::nullopt : std::optional(info);
}

void HeldSignals::restore_in_child() const {
  std::signal(SIGPIPE, SIG_DFL);
  sigaction(SIGCHLD, &m_child_before, nullptr);
  pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

bool is_from_terminal(const siginfo_t& info) {
  return info.si_code == SI_KERNEL;
}

}  // namespace satsrail::cli
