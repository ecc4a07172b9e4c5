#pragma once

#include "daemon/jobs/job.h"
#include "daemon/service/context.h"
#include "daemon/store/store.h"

namespace satsrail::jobs {

// Expires checkout sessions at their deadlines.
class SessionExpiry final : public Job {
 public:
  SessionExpiry(store::Store& store, const service::Context& context) : m_store(store), m_context(context) {}
  std::optional<Time> next_due_after(store::Tx& tx, Time now) override;
  void kick() override { settle(); }
  std::vector<Ran> settle() override;

 private:
  store::Store& m_store;
  const service::Context& m_context;
};

}  // namespace satsrail::jobs
