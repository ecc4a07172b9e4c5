#include "daemon/runtime/task_thread.h"

#include "daemon/runtime/thread.h"

namespace satsrail {

TaskThread::TaskThread(std::string name) : m_thread(guarded_thread(std::move(name), [this] { loop(); })) {}

TaskThread::~TaskThread() {
  stop();
}

void TaskThread::post(std::function<void()> task) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
      return;
    }
    m_tasks.push_back(std::move(task));
  }
  m_changed.notify_one();
}

void TaskThread::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    dropped.swap(m_tasks);
  }
  m_changed.notify_one();
  if (m_thread.joinable()) {
    m_thread.join();
  }
}

void TaskThread::loop() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
      if (m_stopping) {
        return;
      }
      task = std::move(m_tasks.front());
      m_tasks.pop_front();
    }
    task();
  }
}

}  // namespace satsrail
