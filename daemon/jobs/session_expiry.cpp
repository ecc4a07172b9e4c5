#include "daemon/jobs/session_expiry.h"

#include "core/util/log.h"
#include "core/wire/json_writer.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/store/checkout_session_store.h"

namespace satsrail::jobs {

std::optional<Time> SessionExpiry::next_due_after(store::Tx& tx, Time now) {
  return store::checkout_sessions::next_expiry_after(tx, now);
}

std::vector<Ran> SessionExpiry::settle() {
  constexpr int k_batch = 200;  // one transaction's worth: the writer serves others between two
  std::vector<Ran> ran;
  struct Batch {
    Time at{};
    std::vector<std::string> tokens;
  };
  while (true) {
    const auto batch = m_store.write_and_wait([this](store::Tx& tx) -> Result<Batch> {
      return Batch{tx.now(), service::checkout_sessions::expire_due(tx, m_context, k_batch)};
    });
    if (!batch) {
      log::error("expiring sessions: {}", batch.error().message());
      return ran;
    }
    for (const auto& token : batch->tokens) {
      wire::JsonWriter json;
      json.begin_object()
          .field("at", batch->at)
          .field("job", "checkout_session.expire")
          .field("id", token)
          .end_object();
      ran.push_back({batch->at, json.take()});
    }
    if (static_cast<int>(batch->tokens.size()) < k_batch) {
      return ran;
    }
  }
}

}  // namespace satsrail::jobs
