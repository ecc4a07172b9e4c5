#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/sandbox_process.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

namespace satsrail::cli::handlers {

namespace {

namespace fs = std::filesystem;

// Held back from the moment the folder exists until it is gone, so that no signal leaves it behind.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&m_set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD}) {
      sigaddset(&m_set, signal);
    }
    pthread_sigmask(SIG_BLOCK, &m_set, &m_before);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  siginfo_t next() const {
    siginfo_t info{};
    while (sigwaitinfo(&m_set, &info) < 0) {
    }
    return info;
  }
  const sigset_t& before() const { return m_before; }

 private:
  sigset_t m_set{};
  sigset_t m_before{};
};

// A folder that is removed again, unless it is kept.
class TemporaryFolder {
 public:
  static Outcome<TemporaryFolder> make(const Environment& environment) {
    auto path = environment("TMPDIR").value_or("/tmp") + "/satsrail-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {  // 0700
      return Failure{ExitCode::refused,
                     "no_folder",
                     "cannot make a folder for the throw-away sandbox",
                     path + ": " + std::strerror(errno),
                     "choose another place:  TMPDIR=/path",
                     {}};
    }
    return TemporaryFolder(path);
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})), m_keep(other.m_keep) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    if (!m_path.empty() && !m_keep) {
      std::error_code ignored;
      fs::remove_all(m_path, ignored);
    }
  }
  const std::string& path() const { return m_path; }
  void keep() { m_keep = true; }

 private:
  explicit TemporaryFolder(std::string path) : m_path(std::move(path)) {}
  std::string m_path;
  bool m_keep = false;
};

class RunningDaemon {
 public:
  explicit RunningDaemon(pid_t pid) : m_pid(pid) {}
  ~RunningDaemon() { end_child(m_pid, limits::daemon_stop_timeout); }
  RunningDaemon(const RunningDaemon&) = delete;
  RunningDaemon& operator=(const RunningDaemon&) = delete;

 private:
  pid_t m_pid;
};

// Removes the folder when this process dies without doing so itself (kill -9): a child that sees the end of a
// pipe, waits until the daemon, which ends with its parent, has let go of the folder, and sweeps.
class Sweeper {
 public:
  Sweeper(const std::string& folder, pid_t daemon) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      return;  // nothing but the sweeping after a kill -9 is lost
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::close(ends[1]);
      sweep(folder, daemon, ends[0]);
    }
    ::close(ends[0]);
    m_alive = ends[1];
  }
  ~Sweeper() {
    if (m_alive >= 0) {
      ::close(m_alive);
    }
  }
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

 private:
  [[noreturn]] static void sweep(const std::string& folder, pid_t daemon, int parent_end) {
    ::setsid();
    // Whoever reads the command's output must not wait for this process.
    const int null_fd = ::open("/dev/null", O_RDWR);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::dup2(null_fd, fd);
    }
    char byte = 0;
    while (::read(parent_end, &byte, 1) < 0 && errno == EINTR) {
    }
    wait_until_gone(daemon, limits::daemon_stop_timeout);
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    ::_exit(0);
  }

  int m_alive = -1;
};

void set_or_unset(const char* name, const std::string& value) {
  if (value.empty()) {
    ::unsetenv(name);
  } else {
    ::setenv(name, value.c_str(), 1);
  }
}

// What CMD finds its sandbox by. Whatever of it was set outside is replaced, never mixed.
void export_sandbox(const std::string& ready, const std::string& dir, bool live) {
  const auto parsed = nlohmann::ordered_json::parse(ready, nullptr, false);
  const std::string mode = live ? "live" : "test";
  const auto base_url = text_at_path(parsed, "base_url");
  set_or_unset("SATSRAIL_BASE_URL", base_url);
  set_or_unset("SATSRAIL_API_URL", base_url + "/api/v1");
  set_or_unset("SATSRAIL_API_KEY", text_at_path(parsed, "keys.sk_" + mode));
  set_or_unset("SATSRAIL_PUBLISHABLE_KEY", text_at_path(parsed, "keys.pk_" + mode));
  set_or_unset("SATSRAIL_CONTROL_KEY", text_at_path(parsed, "control_key"));
  set_or_unset("SATSRAIL_WEBHOOK_SECRET", text_at_path(parsed, "webhook.secret"));
  set_or_unset("SATSRAIL_DIR", dir);
  // The twins of this command's own flags were meant for it alone.
  for (const char* name : {"SATSRAIL_LIVE", "SATSRAIL_WEBHOOK", "SATSRAIL_SEED", "SATSRAIL_CLOCK", "SATSRAIL_NETWORK",
                           "SATSRAIL_AUTOPAY", "SATSRAIL_KEEP"}) {
    ::unsetenv(name);
  }
}

[[noreturn]] void become_command(const std::vector<std::string>& words, const sigset_t& signals) {
  std::signal(SIGPIPE, SIG_DFL);
  pthread_sigmask(SIG_SETMASK, &signals, nullptr);
  std::vector<char*> argv;
  for (const auto& word : words) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  const int reason = errno;
  ::dprintf(STDERR_FILENO, "error: cannot run %s\n  %s\n  what follows -- is run as it is, without a shell\n",
            printable(words[0]).c_str(), std::strerror(reason));
  ::_exit(reason == ENOENT ? 127 : 126);  // as shells do
}

// Waits for the command; passes on what is sent to this process alone. A terminal's Ctrl-C reaches the command
// by itself: sending it again would make it two.
int wait_for_command(pid_t pid, const HeldSignals& signals) {
  while (true) {
    const auto info = signals.next();
    if (info.si_signo != SIGCHLD) {
      if (info.si_code != SI_KERNEL) {
        ::kill(pid, info.si_signo);
      }
      continue;
    }
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) {
      return status;
    }
  }
}

}  // namespace

Outcome<int> exec(Context& context) {
  if (context.in.tail.empty()) {
    return usage_failure("missing_command", "exec needs a command to run", "it goes after --",
                         "as in:  satsrail exec -- npm test");
  }
  TRY_ASSIGN(auto flags, daemon_flags(context.in));
  TRY_ASSIGN(const auto program, find_daemon(context.env));
  TRY_ASSIGN(const auto timeout, context.timeout());
  const bool keep = context.in.has("keep");
  int status = 0;
  {
    const HeldSignals signals;
    std::optional<Sweeper> sweeper;  // outlives the folder, so that it finds nothing where all went well
    TRY_ASSIGN(auto folder, TemporaryFolder::make(context.env));
    flags.insert(flags.begin(), {"--dir", folder.path(), "--port", "0", "--exit-with-parent"});
    if (!keep) {
      flags.insert(flags.end(), {"--db", ":memory:"});
    }
    TRY_ASSIGN(const auto spawned,
               spawn_daemon({program, flags, folder.path(), timeout.value_or(limits::daemon_ready_timeout)}));
    const RunningDaemon daemon(spawned.pid);
    warn_of_network(context, spawned.ready);
    if (!keep) {
      sweeper.emplace(folder.path(), spawned.pid);
    }
    TRY(context.out.flush());
    const pid_t pid = ::fork();
    if (pid < 0) {
      return Failure{ExitCode::refused,
                     "cannot_fork",
                     "cannot start a process",
                     std::strerror(errno),
                     "close some programs and try again",
                     {}};
    }
    if (pid == 0) {
      export_sandbox(spawned.ready, folder.path(), context.in.has("live"));
      become_command(context.in.tail, signals.before());
    }
    status = wait_for_command(pid, signals);
    if (keep) {
      folder.keep();
      context.out.note("kept: look at it with  satsrail start --dir " + shell_quoted(folder.path()));
    }
  }
  if (WIFEXITED(status)) {
    return WEXITSTATUS(status);
  }
  if (WTERMSIG(status) == SIGINT) {
    // The shell above has to see that it was the user who ended this.
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  return 128 + WTERMSIG(status);
}

}  // namespace satsrail::cli::handlers
