#pragma once

#include "core/domain/metadata.h"
#include "core/domain/scope.h"
#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

enum class ProductStatus : std::uint8_t { active, inactive, archived };

struct ProductInput {
  std::string name;
  FiatCents price;
  std::optional<Currency> currency;  // default: the merchant's
  std::optional<std::string> description;
  std::optional<std::string> sku;
  std::optional<std::string> image_url;
  std::optional<std::string> slug;  // default: prod_ + 12 characters
  std::optional<std::string> resource_type;
  std::optional<std::string> external_ref;
  std::optional<std::string> product_type_id;           // must be the merchant's
  std::optional<std::int64_t> access_duration_seconds;  // absent: for life
  ProductStatus status = ProductStatus::active;
  Metadata metadata;
};

// What a PATCH sends: absent fields stay as they are, and an empty optional inside clears.
struct ProductChange {
  std::optional<std::string> name;
  std::optional<FiatCents> price;
  std::optional<Currency> currency;
  std::optional<std::optional<std::string>> description;
  std::optional<std::optional<std::string>> sku;
  std::optional<std::optional<std::string>> image_url;
  std::optional<std::string> slug;
  std::optional<std::optional<std::string>> resource_type;
  std::optional<std::optional<std::string>> external_ref;
  std::optional<std::optional<std::string>> product_type_id;
  std::optional<std::optional<std::int64_t>> access_duration_seconds;
  std::optional<ProductStatus> status;
  std::optional<Metadata> metadata;  // in place of all that was there
};

struct Product {
  std::int64_t seq = 0;
  ProductId id;
  Scope scope;
  std::string slug;
  std::string name;
  FiatCents price;
  std::string currency;
  std::optional<std::string> description;
  std::optional<std::string> sku;
  std::optional<std::string> image_url;
  std::optional<std::string> resource_type;
  std::optional<std::string> external_ref;
  std::optional<std::int64_t> product_type_seq;
  std::optional<std::string> product_type_id;  // of that product type
  std::optional<std::int64_t> access_duration_seconds;
  ProductStatus status = ProductStatus::active;
  std::string metadata_json = "{}";  // as stored: an object of strings
  // What a buyer's copy is encrypted with: 32 bytes as base64url text. Empty for a product of before there were keys;
  // it gets one when it is first looked at.
  std::string key;
  std::optional<std::string> old_key;  // while a rotation is pending
  Time created_at{};
  Time updated_at{};

  friend bool operator==(const Product&, const Product&) = default;
};

std::string_view to_string(ProductStatus status);
std::optional<ProductStatus> parse_product_status(std::string_view text);

}  // namespace satsrail
