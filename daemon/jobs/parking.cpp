#include "daemon/jobs/parking.h"

#include "core/limits.h"
#include "core/wire/json_writer.h"

namespace satsrail::jobs {

bool Parking::wait(Time until, std::function<void()> go_on) {
  std::unique_lock lock(m_mutex);
  if (m_released) {
    lock.unlock();
    go_on();
    return true;
  }
  if (m_waiting.size() >= limits::waiting_requests_max) {
    return false;
  }
  m_waiting.emplace(until, std::move(go_on));
  lock.unlock();
  m_clock.wake();  // the scheduler looks again
  return true;
}

std::vector<std::function<void()>> Parking::take_due(Time now) {
  const std::lock_guard lock(m_mutex);
  std::vector<std::function<void()>> due;
  const auto end = m_waiting.upper_bound(now);
  for (auto entry = m_waiting.begin(); entry != end; ++entry) {
    due.push_back(std::move(entry->second));
  }
  m_waiting.erase(m_waiting.begin(), end);
  return due;
}

std::size_t Parking::waiting() const {
  const std::lock_guard lock(m_mutex);
  return m_waiting.size();
}

void Parking::release_all() {
  {
    const std::lock_guard lock(m_mutex);
    m_released = true;
  }
  release_waiting();
}

void Parking::release_waiting() {
  std::vector<std::function<void()>> all;
  {
    const std::lock_guard lock(m_mutex);
    for (auto& [until, go_on] : m_waiting) {
      all.push_back(std::move(go_on));
    }
    m_waiting.clear();
  }
  for (auto& go_on : all) {
    go_on();
  }
}

std::optional<Time> Parking::next_due_after(store::Tx&, Time now) {
  const std::lock_guard lock(m_mutex);
  const auto next = m_waiting.upper_bound(now);
  return next == m_waiting.end() ? std::nullopt : std::optional(next->first);
}

void Parking::kick() {
  settle();
}

std::vector<Ran> Parking::settle() {
  const auto now = m_clock.now();
  std::vector<Ran> ran;
  for (auto& go_on : take_due(now)) {
    go_on();
    wire::JsonWriter json;
    json.begin_object().field("at", now).field("job", "node.answer").end_object();
    ran.push_back({now, json.take()});
  }
  return ran;
}

}  // namespace satsrail::jobs
