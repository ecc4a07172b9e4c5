#pragma once
// Requests that wait on the sandbox clock: for a node that is slow to answer. In memory only, like the connections that
// they came by.

#include "core/ports/clock.h"
#include "daemon/jobs/job.h"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace satsrail::jobs {

class Parking final : public Job {
 public:
  explicit Parking(SandboxClock& clock) : m_clock(clock) {}

  // Runs `go_on` once when the sandbox clock reaches `until`, on the thread that moves it. From any thread. False, and
  // nothing is run: limits::waiting_requests_max wait already.
  [[nodiscard]] bool wait(Time until, std::function<void()> go_on);
  std::size_t waiting() const;
  // Everybody who waits goes on now.
  void release_waiting();
  // The same, and from now on at once: the daemon stops.
  void release_all();

  std::optional<Time> next_due_after(store::Tx& tx, Time now) override;
  void kick() override;
  std::vector<Ran> settle() override;

 private:
  std::vector<std::function<void()>> take_due(Time now);

  SandboxClock& m_clock;
  mutable std::mutex m_mutex;
  bool m_released = false;
  std::multimap<Time, std::function<void()>> m_waiting;
};

}  // namespace satsrail::jobs
