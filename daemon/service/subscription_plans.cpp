#include "daemon/service/subscription_plans.h"

#include "daemon/store/subscription_plan_store.h"

namespace satsrail::service::subscription_plans {

namespace {

// The free plan's 60 requests a minute are published; the others only have to differ.
std::vector<SubscriptionPlanInput> built_in_plans() {
  return {
      {"free", "Free", FiatCents{0}, "usd", "month", 60, 100'000, {"60 requests a minute", "Test and live mode"}},
      {"starter", "Starter", FiatCents{1900}, "usd", "month", 300, 1'000'000, {"300 requests a minute"}},
      {"pro",
       "Pro",
       FiatCents{9900},
       "usd",
       "month",
       1200,
       std::nullopt,
       {"1200 requests a minute", "No monthly limit"}},
  };
}

}  // namespace

void ensure_some(Tx& tx, const Context& context) {
  if (store::subscription_plans::count(tx) > 0) {
    return;
  }
  for (const auto& content : built_in_plans()) {
    SubscriptionPlan plan;
    plan.id = SubscriptionPlanId::make(tx.now(), context.entropy);
    plan.content = content;
    plan.built_in = true;
    plan.created_at = plan.updated_at = tx.now();
    store::subscription_plans::insert(tx, plan);
  }
}

}  // namespace satsrail::service::subscription_plans
