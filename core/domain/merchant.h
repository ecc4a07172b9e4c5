#pragma once

#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

struct Merchant {
  std::int64_t seq = 0;
  MerchantId id;
  std::string name;
  std::string status;    // "active", "suspended"
  std::string currency;  // as the merchant spells it, "USD"
  std::string plan;      // the operator's name for it, "free"
  std::optional<std::string> email;
  std::string locale = "en";
  std::optional<std::string> logo_url;
  std::string checkout_mode = "iframe";      // how pay.js opens the checkout: "iframe", "new_tab", "redirect"
  std::vector<std::string> customer_fields;  // of k_customer_fields: what the checkout page asks first
  Time created_at{};
  Time updated_at{};

  bool is_suspended() const { return status == "suspended"; }
};

// What a checkout page can ask of the customer; each is a customer_… attribute of the session.
inline constexpr std::array<std::string_view, 4> k_customer_fields{"email", "name", "phone", "address"};

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
