#pragma once
// Adding faults and taking them away, in the database and in the book that is asked.

#include "core/domain/fault.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/fault_book.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::service::faults {

// Error: conflict when the merchant has limits::faults_max already.
Result<Fault> add(Tx& tx, const Context& context, const Scope& scope, const FaultInput& input);
// Error: not_found.
Status remove(Tx& tx, const Context& context, const Scope& scope, std::string_view id);
std::size_t remove_all(Tx& tx, const Context& context, const Scope& scope);
// What a fault makes of a payment; nothing when none strikes.
std::optional<PaymentOutcome> outcome_of_payment(Tx& tx, const Context& context, const Scope& scope,
                                                 std::string_view payer);
// Stores what was counted, never backwards: two answers may come here in either order.
void remember(Tx& tx, const std::vector<FaultCount>& counts);

}  // namespace satsrail::service::faults
