#pragma once
// What a merchant's change makes of an order, by the rules of its state.

#include "core/domain/order.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/order_view.h"

namespace satsrail::service::orders {

// Writes and tells it, once; nothing is written where nothing differs. The view is up to date. Errors:
// validation_error.
Result<OrderView> changed(Tx& tx, const Context& context, OrderView view, const OrderChange& change);

}  // namespace satsrail::service::orders
