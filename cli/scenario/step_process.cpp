#include "cli/scenario/step_process.h"

#include "cli/sandbox_process.h"
#include "core/limits.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>

namespace satsrail::cli {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds k_grace{2000};  // between TERM and KILL
constexpr milliseconds k_look{200};    // how often the size of what was printed is looked at
constexpr int k_stray_rounds_max = 20;

// A file without a name. Unlike a pipe it needs nobody who reads while the step runs, and a server that a step leaves
// in the background may go on writing to it.
class Captured {
 public:
  explicit Captured(const char* name) : m_fd(::memfd_create(name, MFD_CLOEXEC)) {}
  ~Captured() {
    if (m_fd >= 0) {
      ::close(m_fd);
    }
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  int fd() const { return m_fd; }
  std::size_t size() const {
    struct stat info {};
    return ::fstat(m_fd, &info) == 0 ? static_cast<std::size_t>(info.st_size) : 0;
  }
  void write(std::string_view text) const {
    while (!text.empty()) {
      const auto written = ::write(m_fd, text.data(), text.size());
      if (written <= 0) {
        return;
      }
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void rewind() const { ::lseek(m_fd, 0, SEEK_SET); }
  std::string text() const {
    std::string out(std::min(size(), limits::scenario_output_bytes_max), '\0');
    const auto got = ::pread(m_fd, out.data(), out.size(), 0);
    out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return out;
  }

 private:
  int m_fd;
};

[[noreturn]] void become_step(const std::function<int()>& body, const Captured& in, const Captured& out,
                              const Captured& err, const HeldSignals& signals) {
  ::setpgid(0, 0);
  ::dup2(in.fd(), STDIN_FILENO);
  ::dup2(out.fd(), STDOUT_FILENO);
  ::dup2(err.fd(), STDERR_FILENO);
  signals.restore_in_child();
  int code = 1;
  try {
    code = body();
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "error: a bug in satsrail\n  %s\n", bug.what());
  }
  std::fflush(stdout);
  std::fflush(stderr);
  ::_exit(code);  // what the parent has registered for its own end is not this process's
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The group is asked to end, then made to.
int end_group(pid_t pid, int signal) {
  ::kill(-pid, signal);
  if (!wait_until_gone(pid, k_grace)) {
    ::kill(-pid, SIGKILL);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  ::kill(-pid, SIGKILL);
  return exit_code_of(status);
}

bool asks_to_end(int signal) {
  return signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT;
}

// Returns when the child has ended, or was made to.
void await_step(pid_t pid, milliseconds timeout, const HeldSignals& signals, const Captured& out, const Captured& err,
                StepOutput& result) {
  const auto deadline = steady_clock::now() + timeout;
  while (true) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) {
      result.exit_code = exit_code_of(status);
      return;
    }
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    result.timed_out = left.count() <= 0;
    result.too_much = std::max(out.size(), err.size()) > limits::scenario_output_bytes_max;
    if (result.timed_out || result.too_much) {
      result.exit_code = end_group(pid, SIGTERM);
      return;
    }
    const auto info = signals.next(std::min(left, k_look));
    if (info && asks_to_end(info->si_signo)) {
      result.interrupted_by = info->si_signo;
      result.exit_code = end_group(pid, info->si_signo);
      return;
    }
  }
}

std::vector<pid_t> children() {
  std::ifstream file("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  std::vector<pid_t> out;
  for (pid_t pid = 0; file >> pid;) {
    out.push_back(pid);
  }
  return out;
}

}  // namespace

Outcome<StepOutput> run_in_child(const std::function<int()>& body, std::string_view input, milliseconds timeout,
                                 const HeldSignals& signals) {
  const auto cannot = [](int reason) {
    return Failure{ExitCode::refused,
                   "cannot_fork",
                   "cannot start a process",
                   std::strerror(reason),
                   "close some programs and try again",
                   {}};
  };
  const Captured in("satsrail-stdin");
  const Captured out("satsrail-stdout");
  const Captured err("satsrail-stderr");
  if (std::min({in.fd(), out.fd(), err.fd()}) < 0) {
    return cannot(errno);
  }
  in.write(input);
  in.rewind();
  const pid_t pid = ::fork();
  if (pid < 0) {
    return cannot(errno);
  }
  if (pid == 0) {
    become_step(body, in, out, err, signals);
  }
  ::setpgid(pid, pid);  // whoever of the two comes first
  StepOutput result;
  await_step(pid, timeout, signals, out, err, result);
  result.out = out.text();
  result.err = err.text();
  return result;
}

void adopt_strays() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void end_strays(const std::vector<pid_t>& but) {
  for (int round = 0; round < k_stray_rounds_max; ++round) {
    auto strays = children();
    strays.erase(std::remove_if(strays.begin(), strays.end(),
                                [&](pid_t pid) { return std::find(but.begin(), but.end(), pid) != but.end(); }),
                 strays.end());
    if (strays.empty()) {
      return;
    }
    for (const pid_t pid : strays) {
      ::kill(pid, SIGTERM);
    }
    for (const pid_t pid : strays) {
      end_child(pid, k_grace);  // its own children come to us, for the next round
    }
  }
}

}  // namespace satsrail::cli
