#include "daemon/store/log_store.h"

#include "core/limits.h"
#include "daemon/store/event_store.h"

#include <algorithm>

namespace satsrail::store::logs {

namespace {

// Of the events from the oldest on, those up to here may go.
struct Bounds {
  std::int64_t by_count = 0;
  std::int64_t by_age = 0;
  Time oldest_kept{};
};

Bounds bounds(Tx& tx) {
  const auto last = events::last_seq(tx);
  return {last - limits::events_kept_max, last - limits::events_kept_min,
          tx.now() - std::chrono::duration_cast<Duration>(limits::events_kept_for)};
}

// A seq that is in no row of the log any more, because it has never been or was let go of.
constexpr const char* k_prunable =
    "SELECT seq FROM events e WHERE (seq <= ?1 OR (seq <= ?2 AND created_at < ?3))"
    " AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_seq = e.seq AND d.state = 'pending')"
    " ORDER BY seq LIMIT ?4";

void remember_gap(Tx& tx, const Gap& gap) {
  tx.run(
      "INSERT INTO log_gap (only, event_seq, attempt_seq) VALUES (1, ?1, ?2) ON CONFLICT (only) DO UPDATE SET"
      " event_seq = max(event_seq, excluded.event_seq), attempt_seq = max(attempt_seq, excluded.attempt_seq)",
      gap.event_seq, gap.attempt_seq);
}

}  // namespace

Gap gap(Tx& tx) {
  auto row = tx.query("SELECT event_seq, attempt_seq FROM log_gap");
  return row.step() ? Gap{row.integer(0), row.integer(1)} : Gap{};
}

bool is_over(Tx& tx) {
  const auto limit = bounds(tx);
  return !seqs(tx.query(k_prunable, limit.by_count, limit.by_age, limit.oldest_kept, 1)).empty();
}

int prune(Tx& tx, int limit) {
  const auto bound = bounds(tx);
  const auto events = seqs(tx.query(k_prunable, bound.by_count, bound.by_age, bound.oldest_kept, limit));
  Gap gone;
  for (const auto seq : events) {
    auto attempts = tx.query(
        "SELECT max(a.seq) FROM delivery_attempts a JOIN deliveries d ON d.seq = a.delivery_seq WHERE d.event_seq = ?1",
        seq);
    attempts.step();
    gone.attempt_seq = std::max(gone.attempt_seq, attempts.integer(0));
    gone.event_seq = seq;
    tx.run("DELETE FROM delivery_attempts WHERE delivery_seq IN (SELECT seq FROM deliveries WHERE event_seq = ?1)",
           seq);
    tx.run("DELETE FROM deliveries WHERE event_seq = ?1", seq);
    tx.run("DELETE FROM events WHERE seq = ?1", seq);
  }
  if (!events.empty()) {
    remember_gap(tx, gone);
  }
  return static_cast<int>(events.size());
}

}  // namespace satsrail::store::logs
