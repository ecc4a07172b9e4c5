#pragma once
// satsraild as a process: found, started, awaited, ended.

#include "cli/config.h"
#include "cli/failure.h"
#include "core/result.h"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::cli {

// SATSRAIL_DAEMON, else beside this program, else in PATH. Error: daemon_not_found (1).
Outcome<std::string> find_daemon(const Environment& environment);

struct SpawnOptions {
  std::string program;
  std::vector<std::string> flags;  // without --ready-fd
  std::string dir;                 // made (0700) when it is not there; DIR/daemon.log takes stdout and stderr
  std::chrono::milliseconds ready_timeout{10'000};
  std::function<void(pid_t)> on_started{};  // called as soon as there is a process, before it is ready
};

struct Spawned {
  pid_t pid = 0;
  std::string ready;  // the line of JSON: {"type":"ready",…}
};

// Starts it in a session of its own and waits for the ready line. When it fails to start, its own three lines
// are the failure (daemon_failed, 1). It is a child of this process until that ends.
Outcome<Spawned> spawn_daemon(const SpawnOptions& options);

// Waits until no process has this id any more. False when `timeout` passes first.
bool wait_until_gone(pid_t pid, std::chrono::milliseconds timeout);

// For one's own child: SIGTERM, then SIGKILL; reaps it.
void end_child(pid_t pid, std::chrono::milliseconds grace);

// Replaces this process. Returns only the failure.
Failure replace_process(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace satsrail::cli
