#include "daemon/service/node_book.h"

#include "daemon/store/node_store.h"

#include <mutex>

namespace satsrail::service {

NodeSettings NodeBook::get(const Scope& scope) const {
  const std::shared_lock lock(m_mutex);
  const auto found = m_settings.find({scope.merchant_seq, scope.livemode});
  return found == m_settings.end() ? NodeSettings{} : found->second;
}

void NodeBook::set(const Scope& scope, const NodeSettings& settings) {
  const std::unique_lock lock(m_mutex);
  m_settings[{scope.merchant_seq, scope.livemode}] = settings;
}

void NodeBook::clear() {
  const std::unique_lock lock(m_mutex);
  m_settings.clear();
}

void NodeBook::load(store::Tx& tx) {
  std::map<std::pair<std::int64_t, bool>, NodeSettings> loaded;
  for (const auto& stored : store::node_settings::all(tx)) {
    auto& settings = loaded[{stored.scope.merchant_seq, stored.scope.livemode}];
    auto changed = settings;
    // A setting of another version that is not known any more changes nothing.
    if (assign(changed, stored.name, stored.value)) {
      settings = changed;
    }
  }
  const std::unique_lock lock(m_mutex);
  m_settings = std::move(loaded);
}

Result<NodeSettings> changed(NodeSettings settings, const NodeSettingChanges& changes) {
  for (const auto& [name, text] : changes) {
    TRY(assign(settings, name, text));
  }
  return settings;
}

void remember(store::Tx& tx, const Scope& scope, const NodeSettings& settings) {
  for (const auto& info : node_setting_table()) {
    store::node_settings::put(tx, {scope, std::string(info.name), text_of(settings, info.name)});
  }
}

}  // namespace satsrail::service
