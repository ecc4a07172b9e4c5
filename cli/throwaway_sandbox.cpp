#include "cli/throwaway_sandbox.h"

#include "cli/sandbox_process.h"
#include "core/limits.h"
#include "core/result.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

namespace satsrail::cli {

namespace fs = std::filesystem;

// Removes the folder when this process dies without doing so itself (kill -9): a child that sees the end of a pipe,
// waits until the daemon, which ends with its parent, has let go of the folder, and sweeps.
class ThrowawaySandbox::Sweeper {
 public:
  explicit Sweeper(const std::string& folder) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      return;  // nothing but the sweeping after a kill -9 is lost
    }
    m_pid = ::fork();
    if (m_pid == 0) {
      ::close(ends[1]);
      sweep(folder, ends[0]);
    }
    ::close(ends[0]);
    m_alive = ends[1];
  }
  // Ends it: the folder is gone by then, or is to stay.
  ~Sweeper() {
    if (m_pid > 0) {
      ::kill(m_pid, SIGKILL);
      while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    if (m_alive >= 0) {
      ::close(m_alive);
    }
  }
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

  void wait_for_daemon(pid_t daemon) const {
    if (m_alive >= 0) {
      [[maybe_unused]] const auto written = ::write(m_alive, &daemon, sizeof daemon);
    }
  }
  pid_t pid() const { return m_pid; }

 private:
  [[noreturn]] static void sweep(const std::string& folder, int parent_end) {
    ::setsid();  // what ends the group of this process must not end the sweeping
    // Whoever reads the command's output must not wait for this process.
    const int null_fd = ::open("/dev/null", O_RDWR);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::dup2(null_fd, fd);
    }
    pid_t daemon = 0;
    pid_t told = 0;
    while (true) {
      const auto got = ::read(parent_end, &told, sizeof told);
      if (got == sizeof told) {
        daemon = told;
      } else if (got == 0 || errno != EINTR) {
        break;
      }
    }
    if (daemon > 0 && !wait_until_gone(daemon, limits::daemon_stop_timeout)) {
      ::kill(daemon, SIGKILL);
      wait_until_gone(daemon, limits::daemon_stop_timeout);
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    ::_exit(0);
  }

  pid_t m_pid = 0;
  int m_alive = -1;
};

ThrowawaySandbox::ThrowawaySandbox(std::string dir, bool keep) : m_dir(std::move(dir)), m_keep(keep) {
  if (!m_keep) {
    m_sweeper = std::make_unique<Sweeper>(m_dir);
  }
}

ThrowawaySandbox::~ThrowawaySandbox() {
  if (m_daemon > 0) {
    end_child(m_daemon, limits::daemon_stop_timeout);
  }
  if (!m_keep) {
    std::error_code ignored;
    fs::remove_all(m_dir, ignored);
  }
}

Outcome<std::unique_ptr<ThrowawaySandbox>> ThrowawaySandbox::start(const Environment& environment,
                                                                   ThrowawayOptions options) {
  auto path = environment("TMPDIR").value_or("/tmp") + "/satsrail-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {  // 0700
    return Failure{ExitCode::refused,
                   "no_folder",
                   "cannot make a folder for the throw-away sandbox",
                   path + ": " + std::strerror(errno),
                   "choose another place:  TMPDIR=/path",
                   {}};
  }
  std::unique_ptr<ThrowawaySandbox> out(new ThrowawaySandbox(path, options.keep));
  auto& flags = options.flags;
  flags.insert(flags.begin(), {"--dir", path, "--port", "0", "--exit-with-parent"});
  if (!options.keep) {
    flags.insert(flags.end(), {"--db", ":memory:"});
  }
  SpawnOptions spawn{options.program, flags, path, options.ready_timeout, {}};
  spawn.on_started = [&out](pid_t daemon) {
    if (out->m_sweeper) {
      out->m_sweeper->wait_for_daemon(daemon);
    }
  };
  auto spawned = spawn_daemon(spawn);
  if (!spawned.ok()) {
    out->m_keep = false;  // there is nothing worth keeping
    return std::move(spawned).error();
  }
  out->m_daemon = spawned->pid;
  out->m_ready = std::move(spawned->ready);
  return out;
}

std::vector<pid_t> ThrowawaySandbox::processes() const {
  std::vector<pid_t> out{m_daemon};
  if (m_sweeper && m_sweeper->pid() > 0) {
    out.push_back(m_sweeper->pid());
  }
  return out;
}

}  // namespace satsrail::cli
