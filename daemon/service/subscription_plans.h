#pragma once

#include "core/domain/subscription_plan.h"
#include "core/result.h"
#include "daemon/service/context.h"

namespace satsrail::service::subscription_plans {

// What a sandbox offers until it is told otherwise.
void ensure_some(Tx& tx, const Context& context);

}  // namespace satsrail::service::subscription_plans
