#include "daemon/runtime/timer_thread.h"

#include "daemon/runtime/thread.h"

namespace satsrail {

TimerThread::TimerThread(std::string name, std::size_t waiting_max)
    : m_waiting_max(waiting_max), m_thread(guarded_thread(std::move(name), [this] { loop(); })) {}

TimerThread::~TimerThread() {
  stop();
}

bool TimerThread::after(std::chrono::milliseconds delay, std::function<void()> task) {
  {
    const std::lock_guard lock(m_mutex);
    if (!m_stopping) {
      if (m_waiting.size() >= m_waiting_max) {
        return false;
      }
      m_waiting.emplace(std::chrono::steady_clock::now() + delay, std::move(task));
      task = nullptr;
    }
  }
  if (task) {
    task();
  } else {
    m_changed.notify_one();
  }
  return true;
}

void TimerThread::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_changed.notify_one();
  if (m_thread.joinable()) {
    m_thread.join();
  }
}

void TimerThread::loop() {
  std::unique_lock lock(m_mutex);
  while (!m_stopping || !m_waiting.empty()) {
    if (m_waiting.empty()) {
      m_changed.wait(lock);
      continue;
    }
    const auto next = m_waiting.begin();
    if (!m_stopping && next->first > std::chrono::steady_clock::now()) {
      m_changed.wait_until(lock, TimePoint(next->first));
      continue;
    }
    const auto task = std::move(next->second);
    m_waiting.erase(next);
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace satsrail
