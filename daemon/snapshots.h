#pragma once
// Snapshots: the whole database as files DIR/snapshots/NAME.db, saved from and put back into a running sandbox.

#include "core/ports/clock.h"
#include "core/ports/entropy.h"
#include "daemon/api/app.h"
#include "daemon/jobs/parking.h"
#include "daemon/jobs/scheduler.h"
#include "daemon/live_state.h"
#include "daemon/service/context.h"
#include "daemon/store/snapshot_store.h"
#include "daemon/store/store.h"
#include "daemon/webhook/dispatcher.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace satsrail::daemon {

// What takes part in an exchange of all data. Each must outlive the snapshots.
struct SnapshotParts {
  store::Store& store;
  SandboxClock& clock;
  const Clock& real_clock;
  jobs::Scheduler& scheduler;
  jobs::Parking& parking;
  webhook::Dispatcher& dispatcher;
  const service::Context& context;
  Entropy& key_entropy;    // for keys that a snapshot misses
  SeededEntropy* chance;   // of `--seed`; null: chance is the system's
  service::KeyTexts keys;  // the sandbox's own, which a snapshot need not know
  LiveState live;
  std::chrono::milliseconds patience;                          // for webhooks under way, see limits::restore_patience
  std::function<void(const std::string& name)> restored = {};  // what else follows, on the caller's thread
};

class Snapshots final : public api::SnapshotKeeper {
 public:
  // `dir`: the sandbox folder. Files that an interrupted save has left there are removed.
  Snapshots(const std::string& dir, SnapshotParts parts);

  Result<api::Snapshot> save(const std::string& name, bool replace) override;
  Result<api::Snapshot> restore(const std::string& name) override;
  std::vector<api::Snapshot> list() override;
  Status remove(const std::string& name) override;

 private:
  std::filesystem::path file_of(const std::string& name) const;
  std::size_t count() const;
  void write_copy(const std::filesystem::path& file);
  Status prepare(const std::string& name, const std::filesystem::path& copy) const;
  Status adjust(store::Tx& live, store::Tx& next, const std::string& name, const store::snapshots::Label& label) const;
  void take_up(store::Tx& tx, const store::snapshots::Label& label);
  Status exchange(const std::string& name, const std::filesystem::path& copy, const store::snapshots::Label& label);

  const std::filesystem::path m_folder;
  SnapshotParts m_parts;
};

}  // namespace satsrail::daemon
