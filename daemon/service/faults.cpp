#include "daemon/service/faults.h"

#include "core/limits.h"
#include "daemon/store/fault_store.h"

namespace satsrail::service::faults {

Result<Fault> add(Tx& tx, const Context& context, const Scope& scope, const FaultInput& input) {
  if (context.faults.list(scope).size() >= limits::faults_max) {
    return Error(ErrorCode::conflict, "There are already " + std::to_string(limits::faults_max) +
                                          " faults, spent ones included; delete some first");
  }
  Fault fault;
  static_cast<FaultInput&>(fault) = input;
  fault.id = FaultId::make(tx.now(), context.entropy);
  fault.scope = scope;
  fault.created_at = tx.now();
  fault.seq = store::faults::insert(tx, fault);
  context.faults.add(fault);
  return fault;
}

Status remove(Tx& tx, const Context& context, const Scope& scope, std::string_view id) {
  const auto fault = context.faults.find(scope, id);
  if (!fault) {
    return Error::not_found("Fault");
  }
  store::faults::remove(tx, fault->id);
  context.faults.remove(fault->id);
  return Done{};
}

std::size_t remove_all(Tx& tx, const Context& context, const Scope& scope) {
  store::faults::remove_all(tx, scope);
  return context.faults.remove_all(scope);
}

std::optional<PaymentOutcome> outcome_of_payment(Tx& tx, const Context& context, const Scope& scope,
                                                 std::string_view payer) {
  const auto met = context.faults.meet(NodeOccasion{scope, NodeCall::pay, payer});
  remember(tx, met.counts);
  return met.struck ? met.struck->action.outcome : std::nullopt;
}

void remember(Tx& tx, const std::vector<FaultCount>& counts) {
  for (const auto& count : counts) {
    store::faults::count(tx, count.id, count.matched, count.applied);
  }
}

}  // namespace satsrail::service::faults
