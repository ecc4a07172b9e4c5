#pragma once
// What becomes of each merchant's new deliveries.

#include "core/domain/delivery_mode.h"
#include "core/domain/scope.h"
#include "daemon/store/database.h"

namespace satsrail::store::delivery_modes {

DeliveryMode get(Tx& tx, const Scope& scope);
void put(Tx& tx, const Scope& scope, DeliveryMode mode);

}  // namespace satsrail::store::delivery_modes
