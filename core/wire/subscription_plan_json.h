#pragma once
// Subscription plans on the wire.

#include "core/domain/subscription_plan.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>

namespace satsrail::wire {

// Reads `{"plan":{…}}`, an entry of a seed. Errors: bad_request, parameter_missing, validation_error.
Result<SubscriptionPlanInput> parse_subscription_plan(const JsonBody& body);
std::string subscription_plan_json(const SubscriptionPlan& plan);

}  // namespace satsrail::wire
