#include "daemon/jobs/node_job.h"

#include "core/util/log.h"
#include "core/wire/json_writer.h"

namespace satsrail::jobs {

std::optional<Time> NodeJob::next_due_after(store::Tx& tx, Time now) {
  return m_part == Part::steps ? service::node_steps::next_due_after(tx, now)
                               : service::node_steps::next_expiry_after(tx, now);
}

std::vector<Ran> NodeJob::settle() {
  constexpr int k_batch = 200;  // one transaction's worth: the writer serves others between two
  std::vector<Ran> ran;
  // Most looks find nothing: a read costs the writer no commit.
  const auto anything = [this] {
    return m_store.read([this](store::Tx& tx) {
      const auto due = next_due_after(tx, from_millis(0));
      return due && *due <= tx.now();
    });
  };
  struct Batch {
    Time at{};
    std::vector<service::node_steps::Step> steps;
  };
  while (anything()) {
    const auto batch = m_store.write_and_wait([this](store::Tx& tx) -> Result<Batch> {
      return Batch{tx.now(), m_part == Part::steps ? service::node_steps::run_due(tx, m_context, k_batch)
                                                   : service::node_steps::expire_due(tx, m_context, k_batch)};
    });
    if (!batch) {
      log::error("the node's work that is due: {}", batch.error().message());
      return ran;
    }
    for (const auto& step : batch->steps) {
      wire::JsonWriter json;
      json.begin_object().field("at", batch->at).field("job", step.job).field("id", step.id).end_object();
      ran.push_back({batch->at, json.take()});
    }
    if (batch->steps.empty()) {
      return ran;
    }
  }
  return ran;
}

}  // namespace satsrail::jobs
