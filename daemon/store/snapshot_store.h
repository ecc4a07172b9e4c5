#pragma once
// What a snapshot's database holds beside the sandbox's own data, and what has to be carried over when it takes the
// place of a running one.

#include "daemon/store/account_store.h"
#include "daemon/store/database.h"

#include <cstdint>
#include <optional>
#include <string>

namespace satsrail::store {

// Reads every page. What is wrong first, in SQLite's words; empty for a sound database.
std::string damage_of(Tx& tx);

namespace snapshots {

// Written into the copy when it is saved.
struct Label {
  Time saved_at{};      // real time
  Time clock{};         // the sandbox clock at that moment
  bool frozen = false;  // did it stand?
  Counts counts;
  std::string chance;  // where the seeded stream of a `--seed` stood; empty: chance was the system's
};
void put_label(Tx& tx, const Label& label);
// The same in a transaction of its own, with the counts of what is there.
void label_copy(Connection& copy, Label label);
// Nothing: the file was not saved as a snapshot.
std::optional<Label> find_label(Tx& tx);
void erase_label(Tx& tx);

// Numbers that streams have passed are not given out again: the counters of `next` go on after those of both.
void keep_counting(Tx& live, Tx& next);

// Whoever follows the events learns at this place of the log that everything before it is another past.
struct RestoreMark {
  std::int64_t event_seq = 0;       // the number of the mark itself, which no event has
  std::int64_t attempt_seq = 0;     // the last one given out before it
  std::int64_t last_event_seq = 0;  // of the events that the snapshot holds
  std::string snapshot;             // its name
};
// Takes the next event number. After keep_counting().
void put_mark(Tx& next, const std::string& snapshot);
std::optional<RestoreMark> find_mark(Tx& tx);

// Drops the temporary endpoints of the snapshot's time, and takes over those whose event streams are open now, under
// their own numbers. One whose merchant the snapshot does not know is left behind.
void take_over_listeners(Tx& live, Tx& next);

}  // namespace snapshots

}  // namespace satsrail::store
