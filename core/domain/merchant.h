#pragma once

#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

struct Merchant {
  std::int64_t seq = 0;
  MerchantId id;
  std::string name;
  std::string status;    // "active", "suspended"
  std::string currency;  // as the merchant spells it, "USD"
  std::string plan;      // the operator's name for it, "free"
  Time created_at{};
  Time updated_at{};

  bool is_suspended() const { return status == "suspended"; }
};

struct MerchantInput {
  std::string name;
  std::optional<Currency> currency;  // default: USD
  std::optional<std::string> plan;   // default: k_plan_default
};

// What is absent stays.
struct MerchantChange {
  std::optional<std::string> id;  // of another merchant than the caller's own
  std::optional<std::string> name;
  std::optional<std::string> plan;
  std::optional<std::string> status;
};

inline constexpr std::string_view k_plan_default = "free";

}  // namespace satsrail
