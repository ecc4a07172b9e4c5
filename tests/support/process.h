#pragma once
// A child process with its pipes: spawned in a group of its own, captured while it runs, never left behind.

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace satsrail::test {

// How long a test waits for something that ought to come at once. Met only when the thing is broken.
inline constexpr std::chrono::seconds k_patience{60};

// A file descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : m_fd(fd) {}
  Fd(Fd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }
  int get() const { return m_fd; }
  void reset();

 private:
  int m_fd = -1;
};

struct Pipe {
  Fd read;
  Fd write;
};
Pipe make_pipe();  // close-on-exec; throws std::system_error

struct ExitStatus {
  int code = 0;    // exit code, or 128 + signal as a shell reports it
  int signal = 0;  // 0: it exited by itself
};

struct ProcessOptions {
  std::vector<std::string> argv;                                          // argv[0] is found through PATH
  std::vector<std::pair<std::string, std::optional<std::string>>> env{};  // on top of ours; nothing: unset
  std::string working_dir{};                                              // empty: ours
  std::vector<std::pair<int, int>> pass_fds{};                            // {ours, its number in the child}
  bool stdin_open = false;                                                // else it reads /dev/null
};

class Process {
 public:
  // Throws std::system_error when there is no such program.
  explicit Process(const ProcessOptions& options);
  // SIGKILL to the whole group if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return m_pid; }
  void write_stdin(std::string_view text);
  void close_stdin();
  // Signals reach the process (or its group) only while it has not been waited for: never a recycled pid.
  void kill(int signal);
  void kill_group(int signal);
  bool running() const;
  // Throws std::runtime_error with what it printed when it does not end in time, or when it ends and leaves
  // its output open in a child of its own: a shell that captures the output would wait for ever.
  ExitStatus wait(std::chrono::milliseconds patience = k_patience);

  // What it printed so far; all of it once wait() has returned.
  std::string stdout_text() const;
  std::string stderr_text() const;
  // Waits until standard output (or error) holds `needle`, and returns everything printed there so far.
  std::string wait_for_stdout(std::string_view needle, std::chrono::milliseconds patience = k_patience);
  std::string wait_for_stderr(std::string_view needle, std::chrono::milliseconds patience = k_patience);

 private:
  struct Capture {
    Fd pipe;
    std::string text;
    bool done = false;
  };
  void drain_until_closed();
  void read_some(Capture& capture);
  void reap();
  std::string wait_for(Capture& capture, std::string_view needle, std::chrono::milliseconds patience);
  std::string describe_locked() const;

  std::string m_name;
  pid_t m_pid = -1;
  Fd m_stdin;
  Pipe m_quit;  // closing its write end ends the drain, whoever still holds the child's pipes
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  Capture m_out;
  Capture m_err;
  bool m_reaped = false;
  ExitStatus m_status;
  std::thread m_drain;
  std::thread m_reaper;
};

struct CommandResult {
  int exit_code = 0;
  int signal = 0;
  std::string out;
  std::string err;
};

// Runs a command to its end, with `input` on its standard input.
CommandResult run_command(ProcessOptions options, std::string_view input = {},
                          std::chrono::milliseconds patience = k_patience);

}  // namespace satsrail::test
