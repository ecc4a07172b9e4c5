#include "daemon/store/log_store.h"

#include "core/limits.h"
#include "daemon/store/event_store.h"

#include <algorithm>

namespace satsrail::store::logs {

namespace {

// Events up to here may go, in the order of their seqs, which is that of their times. 0 or less: none.
std::int64_t last_that_may_go(Tx& tx) {
  const auto last = events::last_seq(tx);
  const auto by_count = last - limits::events_kept_max;
  if (last <= limits::events_kept_min) {
    return by_count;
  }
  const auto kept_from = tx.now() - std::chrono::duration_cast<Duration>(limits::events_kept_for);
  return std::max(by_count, std::min(last - limits::events_kept_min, events::last_seq_before(tx, kept_from)));
}

// The oldest of them that nobody is still owed.
std::vector<std::int64_t> prunable(Tx& tx, int limit) {
  return seqs(
      tx.query("SELECT seq FROM events e WHERE seq <= ?1"
               " AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_seq = e.seq AND d.state = 'pending')"
               " ORDER BY seq LIMIT ?2",
               last_that_may_go(tx), limit));
}

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
  return !prunable(tx, 1).empty();
}

int prune(Tx& tx, int limit) {
  const auto events = prunable(tx, limit);
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
