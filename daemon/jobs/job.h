#pragma once
// Work that falls due at a time of the sandbox clock.

#include "core/time.h"
#include "daemon/store/database.h"

#include <optional>
#include <string>
#include <vector>

namespace satsrail::jobs {

// One thing that ran, as `clock advance` lists it.
struct Ran {
  Time at{};
  std::string json;
};

class Job {
 public:
  virtual ~Job() = default;
  // The earliest time after `now` at which there will be something to do. Read-only.
  virtual std::optional<Time> next_due_after(store::Tx& tx, Time now) = 0;
  // Sets off what is due now. Returns before slow work (network) is done.
  virtual void kick() = 0;
  // Does all that is due now, and returns when it is done.
  virtual std::vector<Ran> settle() = 0;
  // Around a move of the clock. In between, settle() also tells what ran by itself since it was asked last: a
  // commit sets off its webhooks at once, whoever waits for them.
  virtual void begin_move() {}
  virtual void end_move() {}
};

}  // namespace satsrail::jobs
