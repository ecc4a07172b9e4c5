#pragma once
// The log of events with their deliveries and attempts as a whole: how far back it goes, and what is let go of.

#include "daemon/store/database.h"

#include <cstdint>

namespace satsrail::store::logs {

// The newest event and attempt that are gone; zeros while everything is kept.
struct Gap {
  std::int64_t event_seq = 0;
  std::int64_t attempt_seq = 0;
};
Gap gap(Tx& tx);

// Is there anything that prune() would take? Cheap.
bool is_over(Tx& tx);
// Lets go of the oldest events with all that hangs on them, at most `limit`: those beyond limits::events_kept_max and
// those older than limits::events_kept_for, but never one of the newest limits::events_kept_min and never one that is
// still owed to an endpoint. Returns the number of events.
int prune(Tx& tx, int limit);

}  // namespace satsrail::store::logs
