#include "core/domain/catalog_terms.h"

namespace satsrail {

std::string_view to_string(DiscountKind kind) {
  return kind == DiscountKind::percent ? "percent" : "fixed";
}

std::optional<DiscountKind> parse_discount_kind(std::string_view text) {
  for (const auto kind : {DiscountKind::percent, DiscountKind::fixed}) {
    if (to_string(kind) == text) {
      return kind;
    }
  }
  return std::nullopt;
}

}  // namespace satsrail
