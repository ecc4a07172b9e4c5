#pragma once
// How a merchant presents itself, and what of that may be changed at any time.

#include "core/domain/merchant.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

inline constexpr std::array<std::string_view, 3> k_checkout_modes{"iframe", "new_tab", "redirect"};

// What is absent stays; of a new merchant, it takes its default. An empty optional inside clears.
struct MerchantProfileChange {
  std::optional<Currency> currency;  // of products made from now on
  std::optional<std::optional<std::string>> email;
  std::optional<std::string> locale;
  std::optional<std::optional<std::string>> logo_url;
  std::optional<std::string> checkout_mode;
  std::optional<std::vector<std::string>> customer_fields;

  void apply_to(Merchant& merchant) const;
};

}  // namespace satsrail
