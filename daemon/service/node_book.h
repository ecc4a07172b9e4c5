#pragma once
// How each merchant's node behaves at this moment. Asked on every request, so it is kept in memory; the database has it
// for the next start.

#include "core/domain/node_settings.h"
#include "core/domain/scope.h"
#include "daemon/store/database.h"

#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::service {

class NodeBook {
 public:
  NodeSettings get(const Scope& scope) const;
  void set(const Scope& scope, const NodeSettings& settings);
  void clear();              // every node behaves as by default
  void load(store::Tx& tx);  // nothing of before is left

 private:
  mutable std::shared_mutex m_mutex;
  std::map<std::pair<std::int64_t, bool>, NodeSettings> m_settings;
};

// Names and texts to assign, in order. Errors: as satsrail::assign().
using NodeSettingChanges = std::vector<std::pair<std::string, std::string>>;
Result<NodeSettings> changed(NodeSettings settings, const NodeSettingChanges& changes);
// Stores what differs from the default.
void remember(store::Tx& tx, const Scope& scope, const NodeSettings& settings);

}  // namespace satsrail::service
