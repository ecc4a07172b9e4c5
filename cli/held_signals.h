#pragma once
// Signals that wait until they are asked for, so that none of them ends this process in the middle of something that
// has to be taken back: a folder, a daemon.

#include <chrono>
#include <csignal>
#include <optional>

namespace satsrail::cli {

// Holds INT, TERM, HUP, QUIT, USR1, USR2 and CHLD back from its making until its end; of the calling thread.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  siginfo_t next() const;
  // None when nothing came in time.
  std::optional<siginfo_t> next(std::chrono::milliseconds timeout) const;

  // For a child, before it becomes another program: what is blocked and ignored is as it was found.
  void restore_in_child() const;

 private:
  sigset_t m_set{};
  sigset_t m_before{};
  struct sigaction m_child_before {};
};

// Was it a key of the terminal (Ctrl-C), which reaches a command in the same process group by itself?
bool is_from_terminal(const siginfo_t& info);

}  // namespace satsrail::cli
