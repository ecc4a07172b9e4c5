#include "cli/sandbox_process.h"

#include "cli/text.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace satsrail::cli {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// A line of JSON with a few keys; a daemon that writes more is not ours.
constexpr std::size_t k_ready_bytes_max = 64 * 1024;
constexpr std::size_t k_error_bytes_max = 4 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : m_fd(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  int get() const { return m_fd; }
  void reset(int fd = -1) {
    if (m_fd >= 0) {
      ::close(m_fd);
    }
    m_fd = fd;
  }

 private:
  int m_fd;
};

int open_pid(pid_t pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

std::vector<char*> to_argv(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<char*> out{const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments) {
    out.push_back(const_cast<char*>(argument.c_str()));
  }
  out.push_back(nullptr);
  return out;
}

// What the parent ignores or blocks is none of the child's business.
void restore_signals() {
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

Failure cannot(const std::string& what, const std::string& why, const std::string& hint) {
  return {ExitCode::refused, "daemon_failed", what, why, hint, {}};
}

// The daemon's "error: …" and the two lines below it, found in what it added to its log.
Failure failure_from_log(const std::string& log, std::uintmax_t from, int status) {
  std::ifstream file(log, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(from));
  std::string text(k_error_bytes_max, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::istringstream lines(text);
  std::string line;
  std::string last;
  while (std::getline(lines, line)) {
    if (line.starts_with("error: ")) {
      std::string why;
      std::string hint;
      std::getline(lines, why);
      std::getline(lines, hint);
      return cannot(printable(line.substr(7)), printable(trim(why)), printable(trim(hint)));
    }
    last = line.empty() ? last : line;
  }
  const auto how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                       : "exit code " + std::to_string(WEXITSTATUS(status));
  return cannot("the sandbox ended while it was starting (" + how + ")",
                last.empty() ? "it said nothing" : printable(last), "its log:  " + log);
}

[[noreturn]] void become_daemon(const SpawnOptions& options, const std::vector<std::string>& flags, int log_fd,
                                int ready_fd) {
  ::setsid();  // a Ctrl-C in this terminal is not meant for it
  restore_signals();
  const int null_fd = ::open("/dev/null", O_RDONLY);
  ::dup2(null_fd, STDIN_FILENO);
  ::dup2(log_fd, STDOUT_FILENO);
  ::dup2(log_fd, STDERR_FILENO);
  ::fcntl(ready_fd, F_SETFD, 0);
  if (::chdir("/") != 0) {
    ::_exit(1);
  }
  auto argv = to_argv(options.program, flags);
  ::execv(options.program.c_str(), argv.data());
  ::dprintf(STDERR_FILENO, "error: cannot run %s\n  %s\n  is it an executable for this machine?\n",
            options.program.c_str(), std::strerror(errno));
  ::_exit(127);
}

// The line, "" when the pipe closed without one, or nothing when time was up.
std::optional<std::string> read_line(int fd, milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  std::string text;
  while (text.find('\n') == std::string::npos && text.size() < k_ready_bytes_max) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) {
      return std::nullopt;
    }
    pollfd waiting{fd, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000))) <= 0) {
      continue;  // interrupted, or time is up: the loop decides
    }
    char buffer[4096];
    const auto got = ::read(fd, buffer, sizeof buffer);
    if (got == 0) {
      return std::string();
    }
    if (got > 0) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
  }
  return text.substr(0, text.find('\n'));
}

}  // namespace

Outcome<std::string> find_daemon(const Environment& environment) {
  if (const auto named = environment("SATSRAIL_DAEMON")) {
    std::error_code error;
    return fs::absolute(*named, error).string();
  }
  std::error_code error;
  const auto self = fs::read_symlink("/proc/self/exe", error);
  const auto beside = (self.parent_path() / "satsraild").string();
  if (!error && ::access(beside.c_str(), X_OK) == 0) {
    return beside;
  }
  for (const auto& directory : split(environment("PATH").value_or(""), ':')) {
    const auto candidate = directory + "/satsraild";
    if (::access(candidate.c_str(), X_OK) == 0) {
      return fs::absolute(candidate, error).string();
    }
  }
  return cannot("cannot find the program satsraild", "it is neither beside satsrail nor in PATH",
                "say where it is:  SATSRAIL_DAEMON=/path/to/satsraild");
}

Outcome<Spawned> spawn_daemon(const SpawnOptions& options) {
  std::error_code error;
  const bool made = fs::create_directories(options.dir, error);
  if (error) {
    return cannot("cannot make the folder " + options.dir, error.message(), "choose another one:  --dir PATH");
  }
  if (made) {
    ::chmod(options.dir.c_str(), 0700);
  }
  const auto log_path = options.dir + "/daemon.log";
  Descriptor log(::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (log.get() < 0) {
    return cannot("cannot write " + log_path, std::strerror(errno), "choose another folder:  --dir PATH");
  }
  const auto log_start = fs::file_size(log_path, error);

  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return cannot("cannot make a pipe", std::strerror(errno), "close some programs and try again");
  }
  Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  auto flags = options.flags;
  flags.insert(flags.end(), {"--ready-fd", std::to_string(write_end.get())});

  const pid_t pid = ::fork();
  if (pid < 0) {
    return cannot("cannot start a process", std::strerror(errno), "close some programs and try again");
  }
  if (pid == 0) {
    become_daemon(options, flags, log.get(), write_end.get());
  }
  write_end.reset();
  if (options.on_started) {
    options.on_started(pid);
  }
  const auto line = read_line(read_end.get(), options.ready_timeout);
  if (line && line->starts_with('{')) {
    return Spawned{pid, *line};
  }
  if (!line) {
    end_child(pid, milliseconds(1000));
    return cannot("the sandbox was not ready in time", "it was given up and stopped", "its log:  " + log_path);
  }
  int status = 0;
  if (!wait_until_gone(pid, milliseconds(2000))) {
    ::kill(pid, SIGKILL);
  }
  ::waitpid(pid, &status, 0);
  return failure_from_log(log_path, error ? 0 : log_start, status);
}

bool wait_until_gone(pid_t pid, milliseconds timeout) {
  const Descriptor process(open_pid(pid));
  if (process.get() < 0) {
    return errno == ESRCH;
  }
  const auto deadline = steady_clock::now() + timeout;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    pollfd waiting{process.get(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready == 1) {
      return true;
    }
    if (ready == 0) {
      return false;
    }
  }
}

void end_child(pid_t pid, milliseconds grace) {
  ::kill(pid, SIGTERM);
  if (!wait_until_gone(pid, grace)) {
    ::kill(pid, SIGKILL);
  }
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Failure replace_process(const std::string& program, const std::vector<std::string>& arguments) {
  restore_signals();
  auto argv = to_argv(program, arguments);
  ::execv(program.c_str(), argv.data());
  return cannot("cannot run " + program, std::strerror(errno),
                "say where satsraild is:  SATSRAIL_DAEMON=/path/to/satsraild");
}

}  // namespace satsrail::cli
