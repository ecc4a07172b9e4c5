#pragma once
// Domain time is injected. Three clocks: the system's, one that tests move, and the sandbox's, which runs
// with real time until a script freezes, sets or advances it.

#include "core/time.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

namespace satsrail {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  // Returns when now() >= deadline, when wake() is called, or when the token is stopped.
  virtual void wait_until(Time deadline, std::stop_token stop) = 0;
  // Lets every waiter look again.
  virtual void wake() = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
  void wait_until(Time deadline, std::stop_token stop) override;
  void wake() override;

 private:
  std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::uint64_t m_wakes = 0;
};

// Stands still until it is told otherwise.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : m_now(start) {}
  Time now() const override;
  void wait_until(Time deadline, std::stop_token stop) override;
  void wake() override;
  void set(Time time);
  void advance(Duration by);

 private:
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  Time m_now;
  std::uint64_t m_wakes = 0;
};

// What survives a restart: either running at a distance from real time, or standing at an instant.
struct SandboxClockState {
  Duration offset{0};
  std::optional<Time> frozen_at;
  friend bool operator==(const SandboxClockState&, const SandboxClockState&) = default;
};

class SandboxClock final : public Clock {
 public:
  // `real` must outlive this clock.
  explicit SandboxClock(const Clock& real, SandboxClockState state = {}) : m_real(real), m_state(state) {}
  Time now() const override;
  void wait_until(Time deadline, std::stop_token stop) override;
  void wake() override;

  // What to remember. While held: what release() would leave behind now.
  SandboxClockState state() const;
  void freeze();        // stands at now()
  void resume();        // runs on from where it stands
  void set(Time time);  // jumps, and keeps running or standing as before
  // While a hold is open the clock stands, and set() moves it step by step; closing it restores what was.
  void hold();
  void release();
  void reset();  // real time again

 private:
  Time now_locked() const;
  SandboxClockState settled_locked() const;

  const Clock& m_real;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  SandboxClockState m_state;
  std::optional<Time> m_held_at;
  std::uint64_t m_wakes = 0;
};

}  // namespace satsrail
