#include "daemon/runtime/thread.h"

#include "core/util/log.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <exception>

namespace satsrail {

namespace {
std::atomic<bool> g_failed{false};
}  // namespace

std::thread guarded_thread(std::string name, std::function<void()> body) {
  return std::thread([name = std::move(name), body = std::move(body)] {
    try {
      body();
      return;
    } catch (const std::exception& error) {
      log::error("thread {} failed: {}", name, error.what());
    } catch (...) {
      log::error("thread {} failed", name);
    }
    g_failed = true;
    // To the process, not to this thread: the main thread waits for it.
    ::kill(::getpid(), SIGTERM);
  });
}

bool a_thread_has_failed() {
  return g_failed;
}

}  // namespace satsrail
