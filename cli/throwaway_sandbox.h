#pragma once
// A sandbox for the time of one command: a folder, a free port and a database in memory of its own, and nothing left of
// them afterwards, however this process ends.

#include "cli/config.h"
#include "cli/failure.h"

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace satsrail::cli {

struct ThrowawayOptions {
  std::string program;             // satsraild
  std::vector<std::string> flags;  // as daemon_flags() answers them, without --dir, --port and --db
  bool keep = false;               // a database file in a folder that stays
  std::chrono::milliseconds ready_timeout{10'000};
};

class ThrowawaySandbox {
 public:
  // Ready when it answers. Signals are to be held (HeldSignals) from before this call until its end.
  // Error: no_folder, daemon_failed (1).
  static Outcome<std::unique_ptr<ThrowawaySandbox>> start(const Environment& environment, ThrowawayOptions options);
  ~ThrowawaySandbox();
  ThrowawaySandbox(const ThrowawaySandbox&) = delete;
  ThrowawaySandbox& operator=(const ThrowawaySandbox&) = delete;

  const std::string& dir() const { return m_dir; }
  const std::string& ready() const { return m_ready; }  // the line of JSON
  // The children of this process that belong to it: the daemon and, if there is one, the sweeper.
  std::vector<pid_t> processes() const;

 private:
  class Sweeper;
  ThrowawaySandbox(std::string dir, bool keep);

  std::string m_dir;
  bool m_keep;
  std::unique_ptr<Sweeper> m_sweeper;
  pid_t m_daemon = 0;
  std::string m_ready;
};

}  // namespace satsrail::cli
