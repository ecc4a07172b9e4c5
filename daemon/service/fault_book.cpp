#include "daemon/service/fault_book.h"

#include "daemon/store/fault_store.h"

#include <algorithm>

namespace satsrail::service {

template <class Occasion>
MetFaults FaultBook::meet_at(FaultPlace place, const Occasion& occasion) {
  MetFaults met;
  if (!any(place)) {
    return met;
  }
  const std::lock_guard lock(m_mutex);
  for (auto& fault : m_faults) {
    if (fault.is_spent() || !concerns(fault, occasion)) {
      continue;
    }
    const bool strikes = fault.strike();
    met.counts.push_back({fault.id, fault.matched, fault.applied});
    if (strikes) {
      met.struck = fault;
      break;
    }
  }
  count_ready_locked();
  return met;
}

template MetFaults FaultBook::meet_at(FaultPlace, const ApiOccasion&);
template MetFaults FaultBook::meet_at(FaultPlace, const WebhookOccasion&);
template MetFaults FaultBook::meet_at(FaultPlace, const NodeOccasion&);

std::vector<Fault> FaultBook::list(const Scope& scope) const {
  const std::lock_guard lock(m_mutex);
  std::vector<Fault> own;
  std::copy_if(m_faults.begin(), m_faults.end(), std::back_inserter(own),
               [&](const Fault& fault) { return fault.scope == scope; });
  return own;
}

std::optional<Fault> FaultBook::find(const Scope& scope, std::string_view id) const {
  const std::lock_guard lock(m_mutex);
  const auto found = std::find_if(m_faults.begin(), m_faults.end(),
                                  [&](const Fault& fault) { return fault.scope == scope && fault.id.view() == id; });
  return found == m_faults.end() ? std::nullopt : std::optional(*found);
}

void FaultBook::add(const Fault& fault) {
  const std::lock_guard lock(m_mutex);
  m_faults.push_back(fault);
  count_ready_locked();
}

bool FaultBook::remove(const FaultId& id) {
  const std::lock_guard lock(m_mutex);
  const auto removed = std::erase_if(m_faults, [&](const Fault& fault) { return fault.id == id; });
  count_ready_locked();
  return removed > 0;
}

std::size_t FaultBook::remove_all(const Scope& scope) {
  const std::lock_guard lock(m_mutex);
  const auto removed = std::erase_if(m_faults, [&](const Fault& fault) { return fault.scope == scope; });
  count_ready_locked();
  return removed;
}

void FaultBook::clear() {
  const std::lock_guard lock(m_mutex);
  m_faults.clear();
  count_ready_locked();
}

void FaultBook::load(store::Tx& tx) {
  auto stored = store::faults::all(tx);
  const std::lock_guard lock(m_mutex);
  m_faults = std::move(stored);
  count_ready_locked();
}

void FaultBook::count_ready_locked() {
  // One that puts webhooks off strikes again when they are due, also when it was spent on them.
  const auto may_strike = [](const Fault& fault) {
    return !fault.is_spent() || (fault.place == FaultPlace::webhook && fault.action.delay.count() > 0);
  };
  for (const auto place : k_fault_places) {
    const auto ready = std::count_if(m_faults.begin(), m_faults.end(),
                                     [&](const Fault& fault) { return fault.place == place && may_strike(fault); });
    m_ready[index(place)].store(static_cast<std::size_t>(ready), std::memory_order_release);
  }
}

}  // namespace satsrail::service
