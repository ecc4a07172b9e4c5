#pragma once
// One client of the event stream: its socket, what it has seen, what its socket has not taken yet.

#include "daemon/http/event_stream.h"
#include "daemon/http/file_descriptor.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace satsrail::http {

struct StreamClientId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
};

struct StreamClient {
  using TimePoint = std::chrono::steady_clock::time_point;

  FileDescriptor socket;
  StreamClientId id;
  StreamCursor cursor;
  std::shared_ptr<const void> filter;
  std::function<void()> on_close;
  std::function<bool(std::string& out)> next;  // see StreamRequest
  bool beats = true;                           // has heartbeats and a last block

  bool following = false;    // reads the frames in memory, from `position` on; else by reads of its own
  bool catching_up = false;  // is in the hub's queue of those
  bool ended = false;        // has its last block in `pending`; closed when that is sent
  std::uint64_t position = 0;

  std::string pending;  // bytes that the socket did not take; while there are any, nothing else is sent
  std::size_t pending_sent = 0;
  TimePoint blocked_since;         // valid while blocked()
  std::uint64_t blocked_mark = 0;  // how long the log was then, in bytes
  bool blocked() const { return !pending.empty(); }

  // Sends what is pending, as far as the socket takes it. `log_bytes`: how long the log is now. False: the client
  // is gone.
  bool flush(TimePoint now, std::uint64_t log_bytes);
  // Sends blocks, in one call while nothing is pending. Returns how many were taken over: sent, or kept as the one
  // that is pending. Nothing: the client is gone.
  std::optional<std::size_t> send(std::span<const std::string* const> blocks, TimePoint now, std::uint64_t log_bytes);
};

}  // namespace satsrail::http
