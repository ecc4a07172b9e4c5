#pragma once
// One thread that runs tasks when their time has come, by the machine's own steady clock: for faults that test the
// patience of a client. What falls due on the sandbox clock is the scheduler's.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace satsrail {

class TimerThread {
 public:
  TimerThread(std::string name, std::size_t waiting_max);
  ~TimerThread();
  // Runs `task` once, no sooner than after `delay`. From any thread. False, and nothing is run: too many wait already.
  [[nodiscard]] bool after(std::chrono::milliseconds delay, std::function<void()> task);
  // Runs at once what waits, ends the thread, and runs at once, on its caller, what comes later.
  void stop();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  void loop();

  const std::size_t m_waiting_max;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::multimap<TimePoint, std::function<void()>> m_waiting;
  bool m_stopping = false;
  std::thread m_thread;
};

}  // namespace satsrail
