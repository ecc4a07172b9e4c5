#pragma once

#include "daemon/jobs/job.h"
#include "daemon/store/store.h"

#include <atomic>

namespace satsrail::jobs {

// Lets go of what is too old in the log of events and deliveries, in small writes with others' between them. It moves
// no clock and nobody waits for it.
class Prune final : public Job {
 public:
  explicit Prune(store::Store& store) : m_store(store) {}
  std::optional<Time> next_due_after(store::Tx&, Time) override { return std::nullopt; }
  void kick() override;
  std::vector<Ran> settle() override { return {}; }

 private:
  void prune_some();

  store::Store& m_store;
  std::atomic<bool> m_under_way{false};
};

}  // namespace satsrail::jobs
