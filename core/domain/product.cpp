#include "core/domain/product.h"

namespace satsrail {

std::string_view to_string(ProductStatus status) {
  switch (status) {
    case ProductStatus::active:
      return "active";
    case ProductStatus::inactive:
      return "inactive";
    case ProductStatus::archived:
      break;
  }
  return "archived";
}

std::optional<ProductStatus> parse_product_status(std::string_view text) {
  for (const auto status : {ProductStatus::active, ProductStatus::inactive, ProductStatus::archived}) {
    if (to_string(status) == text) {
      return status;
    }
  }
  return std::nullopt;
}

}  // namespace satsrail
