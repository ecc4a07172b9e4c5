#pragma once
// Subscription plans, of the whole sandbox.

#include "core/domain/subscription_plan.h"
#include "daemon/store/database.h"
#include "daemon/store/list_query.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::subscription_plans {

std::int64_t insert(Tx& tx, const SubscriptionPlan& plan);  // returns its seq
std::optional<SubscriptionPlan> find(Tx& tx, std::string_view slug);
std::vector<SubscriptionPlan> page(Tx& tx, const PageRequest& page);  // the cheapest first
std::int64_t count(Tx& tx);
void update(Tx& tx, const SubscriptionPlan& plan);
void remove_built_in(Tx& tx);

}  // namespace satsrail::store::subscription_plans
