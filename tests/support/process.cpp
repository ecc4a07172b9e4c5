#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <stdexcept>
#include <system_error>

namespace satsrail::test {
namespace {

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

void check(int error, const std::string& what) {
  if (error != 0) {
    fail(error, what);
  }
}

// posix_spawn's two setup objects, freed on every path.
struct SpawnSetup {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  SpawnSetup() {
    check(posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init");
    check(posix_spawnattr_init(&attributes), "posix_spawnattr_init");
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  void dup(int from, int to) { check(posix_spawn_file_actions_adddup2(&actions, from, to), "adddup2"); }
};

std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::optional<std::string>>>& changes) {
  std::map<std::string, std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    const auto equals = text.find('=');
    merged[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
  }
  for (const auto& [name, value] : changes) {
    if (value) {
      merged[name] = *value;
    } else {
      merged.erase(name);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [name, value] : merged) {
    lines.push_back(name + "=" + value);
  }
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) {
    result.push_back(text.data());
  }
  result.push_back(nullptr);
  return result;
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    m_fd = std::exchange(other.m_fd, -1);
  }
  return *this;
}

void Fd::reset() {
  if (m_fd >= 0) {
    ::close(m_fd);
    m_fd = -1;
  }
}

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) {
    fail(errno, "pipe2");
  }
  return {Fd(fds[0]), Fd(fds[1])};
}

Process::Process(const ProcessOptions& options) {
  if (options.argv.empty()) {
    throw std::invalid_argument("a process needs a program");
  }
  m_name = options.argv.front();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  Pipe in;
  SpawnSetup setup;
  if (options.stdin_open) {
    in = make_pipe();
    setup.dup(in.read.get(), STDIN_FILENO);
  } else {
    check(posix_spawn_file_actions_addopen(&setup.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0), "addopen");
  }
  setup.dup(out.write.get(), STDOUT_FILENO);
  setup.dup(err.write.get(), STDERR_FILENO);
  for (const auto& [ours, theirs] : options.pass_fds) {
    setup.dup(ours, theirs);
  }
  if (!options.working_dir.empty()) {
    check(posix_spawn_file_actions_addchdir_np(&setup.actions, options.working_dir.c_str()), "addchdir");
  }
  check(posix_spawnattr_setpgroup(&setup.attributes, 0), "setpgroup");
  check(posix_spawnattr_setflags(&setup.attributes, POSIX_SPAWN_SETPGROUP), "setflags");

  auto arguments = options.argv;
  auto environment = environment_with(options.env);
  check(posix_spawnp(&m_pid, m_name.c_str(), &setup.actions, &setup.attributes, pointers(arguments).data(),
                     pointers(environment).data()),
        "cannot run " + m_name);

  m_stdin = std::move(in.write);
  m_out.pipe = std::move(out.read);
  m_err.pipe = std::move(err.read);
  m_quit = make_pipe();
  m_drain = std::thread([this] { drain_until_closed(); });
  m_reaper = std::thread([this] { reap(); });
}

Process::~Process() {
  kill_group(SIGKILL);
  m_stdin.reset();
  m_quit.write.reset();
  m_drain.join();
  m_reaper.join();
}

void Process::reap() {
  // Wait without reaping, so that the pid stays ours until nobody can signal it any more.
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  const std::lock_guard lock(m_mutex);
  ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED);
  const bool exited = info.si_code == CLD_EXITED;
  m_status = exited ? ExitStatus{info.si_status, 0} : ExitStatus{128 + info.si_status, info.si_status};
  m_reaped = true;
  m_changed.notify_all();
}

void Process::drain_until_closed() {
  // A descriptor below 0 is one that poll() passes over.
  std::array<pollfd, 3> waiting{pollfd{m_out.pipe.get(), POLLIN, 0}, pollfd{m_err.pipe.get(), POLLIN, 0},
                                pollfd{m_quit.read.get(), POLLIN, 0}};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0) {
      continue;
    }
    if (waiting[2].revents != 0) {
      return;
    }
    for (auto [index, capture] : {std::pair{0U, &m_out}, std::pair{1U, &m_err}}) {
      if (waiting[index].revents != 0) {
        read_some(*capture);
        waiting[index].fd = capture->done ? -1 : waiting[index].fd;
      }
    }
  }
}

void Process::read_some(Capture& capture) {
  std::array<char, 4096> buffer;
  const auto count = ::read(capture.pipe.get(), buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) {
    return;
  }
  const std::lock_guard lock(m_mutex);
  if (count <= 0) {
    capture.done = true;
  } else {
    capture.text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  m_changed.notify_all();
}

void Process::write_stdin(std::string_view text) {
  // A child that has gone away must not take the test down with SIGPIPE.
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  while (!text.empty()) {
    const auto count = ::write(m_stdin.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  ::sigaction(SIGPIPE, &before, nullptr);
}

void Process::close_stdin() {
  m_stdin.reset();
}

void Process::kill(int signal) {
  const std::lock_guard lock(m_mutex);
  if (!m_reaped) {
    ::kill(m_pid, signal);
  }
}

void Process::kill_group(int signal) {
  const std::lock_guard lock(m_mutex);
  if (!m_reaped) {
    ::kill(-m_pid, signal);
  }
}

bool Process::running() const {
  const std::lock_guard lock(m_mutex);
  return !m_reaped;
}

std::string Process::describe_locked() const {
  return m_name + "\n--- standard output\n" + m_out.text + "\n--- standard error\n" + m_err.text;
}

ExitStatus Process::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(m_mutex);
  if (!m_changed.wait_for(lock, patience, [&] { return m_reaped; })) {
    throw std::runtime_error("did not end in time: " + describe_locked());
  }
  if (!m_changed.wait_for(lock, patience, [&] { return m_out.done && m_err.done; })) {
    throw std::runtime_error("ended, but a child of it holds its output open: " + describe_locked());
  }
  return m_status;
}

std::string Process::stdout_text() const {
  const std::lock_guard lock(m_mutex);
  return m_out.text;
}

std::string Process::stderr_text() const {
  const std::lock_guard lock(m_mutex);
  return m_err.text;
}

std::string Process::wait_for(Capture& capture, std::string_view needle, std::chrono::milliseconds patience) {
  std::unique_lock lock(m_mutex);
  const auto found = [&] { return capture.text.find(needle) != std::string::npos; };
  m_changed.wait_for(lock, patience, [&] { return found() || capture.done; });
  if (!found()) {
    throw std::runtime_error("never printed \"" + std::string(needle) + "\": " + describe_locked());
  }
  return capture.text;
}

std::string Process::wait_for_stdout(std::string_view needle, std::chrono::milliseconds patience) {
  return wait_for(m_out, needle, patience);
}

std::string Process::wait_for_stderr(std::string_view needle, std::chrono::milliseconds patience) {
  return wait_for(m_err, needle, patience);
}

CommandResult run_command(ProcessOptions options, std::string_view input, std::chrono::milliseconds patience) {
  options.stdin_open = !input.empty();
  Process process(options);
  if (!input.empty()) {
    process.write_stdin(input);
    process.close_stdin();
  }
  const auto status = process.wait(patience);
  return {status.code, status.signal, process.stdout_text(), process.stderr_text()};
}

}  // namespace satsrail::test
