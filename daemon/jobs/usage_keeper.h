#pragma once

#include "daemon/jobs/job.h"
#include "daemon/service/key_usage.h"
#include "daemon/store/store.h"

#include <atomic>
#include <chrono>

namespace satsrail::jobs {

// Writes the counts of requests down now and then: what a crash loses is at most what was asked since. It moves no
// clock and nobody waits for it.
class UsageKeeper final : public Job {
 public:
  UsageKeeper(store::Store& store, service::KeyUsage& usage) : m_store(store), m_usage(usage) {}
  std::optional<Time> next_due_after(store::Tx&, Time) override { return std::nullopt; }
  void kick() override;
  std::vector<Ran> settle() override { return {}; }

  // At the end of a run. Waits for the disk.
  void save_now();

 private:
  store::Store& m_store;
  service::KeyUsage& m_usage;
  std::atomic<bool> m_under_way{false};
  std::chrono::steady_clock::time_point m_saved_at = std::chrono::steady_clock::now();  // of the scheduler's thread
};

}  // namespace satsrail::jobs
