#include "daemon/webhook/lane.h"

#include "core/limits.h"

namespace satsrail::webhook {

void Stop::failed(NoAnswer reason, TimePoint now) {
  m_seen_away = reason == NoAnswer::unreachable;
  m_next_look = now + limits::target_probe_interval;
}

bool Stop::looked(bool somebody_is_there, TimePoint now) {
  if (somebody_is_there && (m_seen_away || !m_repeated)) {
    m_repeated = true;
    m_next_look.reset();  // an attempt is due, and tells what comes next
    return true;
  }
  m_seen_away = m_seen_away || !somebody_is_there;
  m_next_look = now + limits::target_probe_interval;
  return false;
}

}  // namespace satsrail::webhook
