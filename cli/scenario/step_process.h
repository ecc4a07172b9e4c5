#pragma once
// A step of a scenario in a process of its own: what it prints is caught, it is ended when its time is up, and it can
// harm nothing of the scenario that runs it.

#include "cli/failure.h"
#include "cli/held_signals.h"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

struct StepOutput {
  int exit_code = 0;  // 128 + signal for one that a signal ended, as shells say it
  std::string out{};
  std::string err{};
  bool timed_out = false;
  bool too_much = false;   // it printed more than limits::scenario_output_bytes_max
  int interrupted_by = 0;  // a signal that asks this process to end
};

// Runs `body` in a child, in a process group of its own, with `input` on its standard input; its value is the exit
// code. A group whose time is up, or that is interrupted, is told to end (TERM) and then made to (KILL). Processes that
// the body leaves behind go on, see end_strays(). Error: cannot_fork (1).
Outcome<StepOutput> run_in_child(const std::function<int()>& body, std::string_view input,
                                 std::chrono::milliseconds timeout, const HeldSignals& signals);

// From here on orphans of this process's descendants become its own children.
void adopt_strays();
// Ends every child of this process but these, and what those leave behind.
void end_strays(const std::vector<pid_t>& but);

}  // namespace satsrail::cli
