#pragma once
// Wakes each job when the sandbox clock reaches its time, and moves the clock: `advance_to` walks from due time to due
// time, so that everything on the way happens at its exact instant.

#include "core/ports/clock.h"
#include "core/result.h"
#include "daemon/jobs/job.h"
#include "daemon/store/store.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace satsrail::jobs {

class Scheduler {
 public:
  // In the order in which they run when they fall due at the same instant.
  Scheduler(store::Store& store, SandboxClock& clock, std::vector<Job*> jobs);
  ~Scheduler();
  void start();
  void stop();

  // One at a time; blocks until all that fell due is done. What ran, oldest first.
  std::vector<Ran> advance_to(Time target);
  void freeze();
  void resume();
  // Back to real time.
  void reset();
  // Runs `work` while nothing falls due by itself and the clock stands; `work` may put the clock elsewhere.
  void while_held(const std::function<void()>& work);

 private:
  void loop(const std::stop_token& stop);
  std::optional<Time> next_due_after(Time now);
  void settle_all(std::vector<Ran>& ran);
  void remember();

  store::Store& m_store;
  SandboxClock& m_clock;
  std::vector<Job*> m_jobs;
  std::mutex m_moving;  // held while the clock is being moved
  std::stop_source m_stop;
  std::thread m_thread;
};

// The clock as it was when the sandbox ran last.
SandboxClockState load_clock(store::Tx& tx);
void save_clock(store::Tx& tx, const SandboxClockState& state);

}  // namespace satsrail::jobs
