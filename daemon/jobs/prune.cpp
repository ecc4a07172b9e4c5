#include "daemon/jobs/prune.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "daemon/store/log_store.h"

namespace satsrail::jobs {

void Prune::kick() {
  const bool needed = m_store.read([](store::Tx& tx) { return store::logs::is_over(tx); });
  if (needed && !m_under_way.exchange(true)) {
    prune_some();
  }
}

void Prune::prune_some() {
  m_store.write([](store::Tx& tx) -> Result<int> { return store::logs::prune(tx, limits::pruned_per_write); },
                [this](const Result<int>& pruned) {
                  if (pruned && *pruned == limits::pruned_per_write) {
                    prune_some();  // queued behind whatever waits by now
                    return;
                  }
                  if (!pruned && pruned.error().code() != ErrorCode::unavailable) {
                    log::error("pruning the log: {}", pruned.error().message());
                  }
                  m_under_way = false;
                });
}

}  // namespace satsrail::jobs
