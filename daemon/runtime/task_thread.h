#pragma once
// One thread that runs tasks in the order given: for work that takes its time and must not overlap.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace satsrail {

class TaskThread {
 public:
  explicit TaskThread(std::string name);
  ~TaskThread();  // finishes the task under way, drops the others
  void post(std::function<void()> task);
  void stop();

 private:
  void loop();

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::function<void()>> m_tasks;
  bool m_stopping = false;
  std::thread m_thread;
};

}  // namespace satsrail
