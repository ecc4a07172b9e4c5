#pragma once
// Owned file descriptors, and the eventfd with which one thread wakes another that sleeps in epoll.

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace satsrail::http {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : m_fd(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      reset();
      m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
  }
  ~FileDescriptor() { reset(); }

  int get() const { return m_fd; }
  explicit operator bool() const { return m_fd >= 0; }
  void reset() {
    if (m_fd >= 0) {
      ::close(std::exchange(m_fd, -1));
    }
  }

 private:
  int m_fd = -1;
};

// Watched edge-triggered: every signal() is an edge, so nobody has to read the counter back.
class WakeUp {
 public:
  WakeUp() : m_event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  int fd() const { return m_event.get(); }
  void signal() const {
    const std::uint64_t one = 1;
    // Fails only when the counter is about to overflow; the sleeper has been woken long since.
    [[maybe_unused]] const auto written = ::write(m_event.get(), &one, sizeof one);
  }

 private:
  FileDescriptor m_event;
};

}  // namespace satsrail::http
