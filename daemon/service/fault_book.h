#pragma once
// The faults that are in force. Asked on every request and every attempt, so they are kept in memory; the database
// has them, and what they have struck, for the next start.

#include "core/domain/fault.h"
#include "daemon/store/database.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::service {

// What is to be stored of a fault that was met.
struct FaultCount {
  FaultId id;
  std::int64_t matched = 0;
  std::int64_t applied = 0;
};

struct MetFaults {
  std::optional<Fault> struck;     // the first, in order of creation, that strikes
  std::vector<FaultCount> counts;  // of all that were asked
};

class FaultBook {
 public:
  // May anything strike here? One atomic load, for the many requests of a sandbox without faults.
  bool any(FaultPlace place) const { return m_ready[index(place)].load(std::memory_order_acquire) != 0; }

  MetFaults meet(const ApiOccasion& occasion) { return meet_at(FaultPlace::api, occasion); }
  MetFaults meet(const WebhookOccasion& occasion) { return meet_at(FaultPlace::webhook, occasion); }
  MetFaults meet(const NodeOccasion& occasion) { return meet_at(FaultPlace::node, occasion); }

  // Of one merchant and mode, oldest first; spent ones too.
  std::vector<Fault> list(const Scope& scope) const;
  std::optional<Fault> find(const Scope& scope, std::string_view id) const;

  void add(const Fault& fault);
  bool remove(const FaultId& id);
  std::size_t remove_all(const Scope& scope);  // how many there were
  void clear();
  void load(store::Tx& tx);  // replaces everything

 private:
  static std::size_t index(FaultPlace place) { return static_cast<std::size_t>(place); }
  template <class Occasion>
  MetFaults meet_at(FaultPlace place, const Occasion& occasion);
  void count_ready_locked();

  mutable std::mutex m_mutex;
  std::vector<Fault> m_faults;                                            // in order of creation
  std::array<std::atomic<std::size_t>, k_fault_places.size()> m_ready{};  // those that are not spent
};

}  // namespace satsrail::service
