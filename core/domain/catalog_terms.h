#pragma once
// What a catalog says of prices beside the products: taxes and discounts. The sandbox shows them; a merchant's backend
// reckons with them.

#include "core/domain/scope.h"
#include "core/id.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

inline constexpr std::int64_t k_percent_bp_max = 10'000;  // basis points: 100 %

struct TaxInput {
  std::string name;
  std::int64_t rate_bp = 0;               // basis points: 1925 is 19.25 %
  std::optional<std::string> applies_to;  // the merchant's word for what it is raised on; default: "all"
};

struct Tax {
  std::int64_t seq = 0;
  TaxId id;
  Scope scope;
  std::string name;
  std::int64_t rate_bp = 0;
  std::string applies_to;
  Time created_at{};
  Time updated_at{};
};

enum class DiscountKind : std::uint8_t { percent, fixed };

struct DiscountInput {
  std::string name;
  DiscountKind kind = DiscountKind::percent;
  std::int64_t value = 0;  // percent: basis points of the total; fixed: minor units of the merchant's currency
};

struct Discount {
  std::int64_t seq = 0;
  DiscountId id;
  Scope scope;
  std::string name;
  DiscountKind kind = DiscountKind::percent;
  std::int64_t value = 0;  // as above
  Time created_at{};
  Time updated_at{};
};

std::string_view to_string(DiscountKind kind);
std::optional<DiscountKind> parse_discount_kind(std::string_view text);

}  // namespace satsrail
