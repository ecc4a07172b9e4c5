#include "daemon/jobs/usage_keeper.h"

#include "core/limits.h"
#include "core/util/log.h"

namespace satsrail::jobs {

void UsageKeeper::kick() {
  const auto now = std::chrono::steady_clock::now();
  if (!m_usage.has_news() || now - m_saved_at < limits::scheduler_look_again || m_under_way.exchange(true)) {
    return;
  }
  m_saved_at = now;
  m_store.write(
      [this](store::Tx& tx) -> Status {
        m_usage.save(tx);
        return Done{};
      },
      [this](const Status& saved) {
        if (!saved && saved.error().code() != ErrorCode::unavailable) {
          log::error("writing the counts of requests: {}", saved.error().message());
        }
        m_under_way = false;
      });
}

void UsageKeeper::save_now() {
  const auto saved = m_store.write_and_wait([this](store::Tx& tx) -> Status {
    m_usage.save(tx);
    return Done{};
  });
  if (!saved && saved.error().code() != ErrorCode::unavailable) {
    log::error("writing the counts of requests: {}", saved.error().message());
  }
}

}  // namespace satsrail::jobs
