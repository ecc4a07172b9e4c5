#pragma once
// A shelf of the shop: products of one type stand together in a catalog, in the order of the types' positions.

#include "core/domain/scope.h"
#include "core/id.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>

namespace satsrail {

inline constexpr std::int64_t k_product_type_position_max = 1'000'000'000;

struct ProductTypeInput {
  std::string name;
  std::optional<std::int64_t> position;  // default: behind all others
  std::optional<std::string> external_ref;
};

// What a PATCH sends: absent fields stay as they are, and an empty optional inside clears.
struct ProductTypeChange {
  std::optional<std::string> name;
  std::optional<std::int64_t> position;
  std::optional<std::optional<std::string>> external_ref;
};

struct ProductType {
  std::int64_t seq = 0;
  ProductTypeId id;
  Scope scope;
  std::string name;
  std::int64_t position = 0;
  std::optional<std::string> external_ref;
  Time created_at{};
  Time updated_at{};

  friend bool operator==(const ProductType&, const ProductType&) = default;
};

}  // namespace satsrail
