#include "core/ports/clock.h"

#include <algorithm>

namespace satsrail {

namespace {

// The longest single wait on the kernel's clock. A deadline such as Time::max() ("nothing is due") does not fit
// the nanoseconds that the standard library counts in.
constexpr Duration k_wait_max = std::chrono::hours(1);

}  // namespace

Time SystemClock::now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

void SystemClock::wait_until(Time deadline, std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  const auto wakes = m_wakes;
  const auto woken = [&] { return m_wakes != wakes; };
  while (!woken() && !stop.stop_requested()) {
    const Time time = now();
    if (time >= deadline) {
      return;
    }
    m_changed.wait_until(lock, stop, std::min(deadline, time + k_wait_max), woken);
  }
}

void SystemClock::wake() {
  {
    const std::lock_guard lock(m_mutex);
    ++m_wakes;
  }
  m_changed.notify_all();
}

Time ManualClock::now() const {
  const std::lock_guard lock(m_mutex);
  return m_now;
}

void ManualClock::wait_until(Time deadline, std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  const auto wakes = m_wakes;
  m_changed.wait(lock, stop, [&] { return m_now >= deadline || m_wakes != wakes; });
}

void ManualClock::wake() {
  {
    const std::lock_guard lock(m_mutex);
    ++m_wakes;
  }
  m_changed.notify_all();
}

void ManualClock::set(Time time) {
  {
    const std::lock_guard lock(m_mutex);
    m_now = time;
  }
  m_changed.notify_all();
}

void ManualClock::advance(Duration by) {
  set(now() + by);
}

Time SandboxClock::now_locked() const {
  if (m_held_at) {
    return *m_held_at;
  }
  return m_state.frozen_at ? *m_state.frozen_at : m_real.now() + m_state.offset;
}

Time SandboxClock::now() const {
  const std::lock_guard lock(m_mutex);
  return now_locked();
}

void SandboxClock::wait_until(Time deadline, std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  const auto wakes = m_wakes;
  const auto woken = [&] { return m_wakes != wakes || now_locked() >= deadline; };
  while (!woken() && !stop.stop_requested()) {
    if (m_held_at || m_state.frozen_at) {
      m_changed.wait(lock, stop, woken);  // whatever sets it going again wakes everyone
    } else {
      m_changed.wait_for(lock, stop, std::min<Duration>(deadline - now_locked(), k_wait_max), woken);
    }
  }
}

void SandboxClock::wake() {
  {
    const std::lock_guard lock(m_mutex);
    ++m_wakes;
  }
  m_changed.notify_all();
}

SandboxClockState SandboxClock::settled_locked() const {
  SandboxClockState state = m_state;
  if (m_held_at && state.frozen_at) {
    state.frozen_at = m_held_at;
  } else if (m_held_at) {
    state.offset = *m_held_at - m_real.now();
  }
  return state;
}

SandboxClockState SandboxClock::state() const {
  const std::lock_guard lock(m_mutex);
  return settled_locked();
}

void SandboxClock::reset() {
  {
    const std::lock_guard lock(m_mutex);
    m_state = {};
    m_held_at.reset();
    ++m_wakes;
  }
  m_changed.notify_all();
}

void SandboxClock::freeze() {
  {
    const std::lock_guard lock(m_mutex);
    m_state.frozen_at = now_locked();
    ++m_wakes;
  }
  m_changed.notify_all();
}

void SandboxClock::resume() {
  {
    const std::lock_guard lock(m_mutex);
    if (m_state.frozen_at) {
      m_state.offset = *m_state.frozen_at - m_real.now();
      m_state.frozen_at.reset();
    }
    ++m_wakes;
  }
  m_changed.notify_all();
}

void SandboxClock::set(Time time) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_held_at) {
      m_held_at = time;
    } else if (m_state.frozen_at) {
      m_state.frozen_at = time;
    } else {
      m_state.offset = time - m_real.now();
    }
    ++m_wakes;
  }
  m_changed.notify_all();
}

void SandboxClock::hold() {
  const std::lock_guard lock(m_mutex);
  m_held_at = now_locked();
}

void SandboxClock::release() {
  {
    const std::lock_guard lock(m_mutex);
    m_state = settled_locked();
    m_held_at.reset();
    ++m_wakes;
  }
  m_changed.notify_all();
}

}  // namespace satsrail
