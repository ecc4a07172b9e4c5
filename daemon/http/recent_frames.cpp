#include "daemon/http/recent_frames.h"

#include <utility>

namespace satsrail::http {
namespace {

constexpr std::size_t k_frames_max = 4096;
constexpr std::size_t k_bytes_max = 1 << 20;

}  // namespace

void RecentFrames::restart(StreamCursor end) {
  m_begin += m_frames.size();
  m_frames.clear();
  m_bytes = 0;
  m_floor = end;
  m_tail = end;
}

void RecentFrames::append(std::vector<StreamFrame> frames) {
  for (auto& frame : frames) {
    see(m_tail, frame.cursor);
    m_bytes += frame.block.size();
    m_total_bytes += frame.block.size();
    m_frames.push_back(std::move(frame));
  }
}

bool RecentFrames::is_full() const {
  return m_frames.size() >= k_frames_max || m_bytes >= k_bytes_max;
}

void RecentFrames::forget_old() {
  while (m_frames.size() > k_frames_max / 2 || m_bytes > k_bytes_max / 2) {
    see(m_floor, m_frames.front().cursor);
    m_bytes -= m_frames.front().block.size();
    m_frames.pop_front();
    ++m_begin;
  }
}

}  // namespace satsrail::http
