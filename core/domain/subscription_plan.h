#pragma once
// What the service offers its merchants. A merchant's plan is a slug of these, or any other name.

#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

inline constexpr std::array<std::string_view, 2> k_plan_intervals{"month", "year"};

struct SubscriptionPlanInput {
  std::string slug;
  std::string name;
  FiatCents price;
  std::string currency = "usd";
  std::string interval = "month";  // of k_plan_intervals
  std::int64_t rpm_limit = 60;     // requests per minute and key
  std::optional<std::int64_t> monthly_request_limit;
  std::vector<std::string> features;
  friend bool operator==(const SubscriptionPlanInput&, const SubscriptionPlanInput&) = default;
};

struct SubscriptionPlan {
  std::int64_t seq = 0;
  SubscriptionPlanId id;
  SubscriptionPlanInput content;
  bool built_in = false;
  Time created_at{};
  Time updated_at{};
};

}  // namespace satsrail
