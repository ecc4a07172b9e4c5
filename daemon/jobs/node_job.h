#pragma once

#include "daemon/jobs/job.h"
#include "daemon/service/context.h"
#include "daemon/service/node_steps.h"
#include "daemon/store/store.h"

namespace satsrail::jobs {

// The node's own steps as jobs: payments on their way, and invoices that expire. Two objects, because the end of
// sessions runs between them.
class NodeJob final : public Job {
 public:
  enum class Part : bool { steps, expiry };
  NodeJob(store::Store& store, const service::Context& context, Part part)
      : m_store(store), m_context(context), m_part(part) {}
  std::optional<Time> next_due_after(store::Tx& tx, Time now) override;
  void kick() override { settle(); }
  std::vector<Ran> settle() override;

 private:
  store::Store& m_store;
  const service::Context& m_context;
  const Part m_part;
};

}  // namespace satsrail::jobs
