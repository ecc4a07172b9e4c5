#pragma once
// The newest part of the log, kept in memory for everybody who follows it.

#include "daemon/http/event_stream.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace satsrail::http {

// The log has two sequences, and two reads of it may interleave them differently. What somebody has seen is
// therefore a set: all events up to one number and all attempts up to another.
inline bool has_seen(const StreamCursor& seen, const StreamCursor& other) {
  return other.event_seq <= seen.event_seq && other.attempt_seq <= seen.attempt_seq;
}
inline void see(StreamCursor& seen, const StreamCursor& other) {
  seen.event_seq = seen.event_seq < other.event_seq ? other.event_seq : seen.event_seq;
  seen.attempt_seq = seen.attempt_seq < other.attempt_seq ? other.attempt_seq : seen.attempt_seq;
}

// Each frame has a position that never changes; begin() moves on when old frames are forgotten.
class RecentFrames {
 public:
  // Forgets everything; the log goes on from `end`.
  void restart(StreamCursor end);
  void append(std::vector<StreamFrame> frames);
  bool is_full() const;
  // Makes room, down to half of what is kept at most.
  void forget_old();

  std::uint64_t begin() const { return m_begin; }
  std::uint64_t end() const { return m_begin + m_frames.size(); }
  const StreamFrame& at(std::uint64_t position) const { return m_frames[static_cast<std::size_t>(position - m_begin)]; }
  // Whoever has seen all up to here finds all the rest in memory.
  const StreamCursor& floor() const { return m_floor; }
  const StreamCursor& tail() const { return m_tail; }
  // Bytes of all frames ever appended: a measure of how far the log has moved.
  std::uint64_t total_bytes() const { return m_total_bytes; }

 private:
  std::deque<StreamFrame> m_frames;
  std::uint64_t m_begin = 0;
  std::size_t m_bytes = 0;
  std::uint64_t m_total_bytes = 0;
  StreamCursor m_floor;
  StreamCursor m_tail;
};

}  // namespace satsrail::http
