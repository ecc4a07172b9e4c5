#pragma once
// What handlers reach beyond their call.

#include "core/ports/clock.h"
#include "core/result.h"
#include "core/time.h"
#include "daemon/rates/sandbox_rates.h"
#include "daemon/service/context.h"
#include "daemon/service/key_ring.h"
#include "daemon/service/key_usage.h"
#include "daemon/service/macaroons.h"
#include "daemon/store/account_store.h"
#include "daemon/store/store.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::store {
class RequestLog;
}

namespace satsrail::api {

// What ran while the clock moved.
struct RanJob {
  Time at{};
  std::string json;  // one entry of "ran"
};

struct Snapshot {
  std::string name;
  std::optional<Time> saved_at;  // real time; nothing where the file cannot be read
  Time clock{};                  // the sandbox's, which goes on from there
  bool frozen = false;
  std::uintmax_t size_bytes = 0;
  store::Counts counts;
};

// Copies of the whole state, in files of the sandbox folder. Each call blocks: for the control thread.
class SnapshotKeeper {
 public:
  virtual ~SnapshotKeeper() = default;
  // Errors: conflict when there is one of this name and it may not be replaced, when there are too many, or when the
  // disk says no.
  virtual Result<Snapshot> save(const std::string& name, bool replace) = 0;
  // Everything is as it was when it was saved. Errors, which change nothing: not_found; conflict, with the reason.
  virtual Result<Snapshot> restore(const std::string& name) = 0;
  virtual std::vector<Snapshot> list() = 0;  // newest first
  virtual Status remove(const std::string& name) = 0;
};

// The sandbox as a whole; the composition root implements it.
class SandboxControl {
 public:
  virtual ~SandboxControl() = default;
  // Each of these blocks until all that fell due is done. Errors: validation_error.
  virtual Result<std::vector<RanJob>> advance_to(Time target) = 0;
  virtual Status freeze() = 0;
  virtual Status resume() = 0;
  virtual SandboxClockState clock_state() const = 0;
  virtual Status reset() = 0;
  virtual SnapshotKeeper& snapshots() = 0;
  virtual void shut_down() = 0;  // returns at once
  virtual void crash() = 0;      // returns at once; the process dies as by kill -9 once the answer has left
  virtual std::size_t open_streams() const = 0;
};

struct AppInfo {
  std::string dir;
  std::string database;
  std::string base_url;
  int port = 0;
  int rate_limit_per_minute = 0;  // 0: off
  Time started_at{};              // real time
};

struct App {
  store::Store& store;
  service::Context& context;
  SandboxRates& rates;
  service::KeyRing& keys;
  const service::Macaroons& macaroons;
  const Clock& clock;  // the sandbox's
  const Clock& real_clock;
  SandboxControl& control;
  AppInfo info;
  std::shared_ptr<std::atomic<int>> wallet_streams = std::make_shared<std::atomic<int>>(0);  // open ones
  store::RequestLog* requests = nullptr;                                                     // null: nothing is logged
  service::KeyUsage* usage = nullptr;                                                        // how often each key asks
};

}  // namespace satsrail::api
