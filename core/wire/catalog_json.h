#pragma once
// The catalog on the wire, and the taxes and discounts in it.

#include "core/domain/catalog_terms.h"
#include "core/domain/product.h"
#include "core/domain/product_type.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

// Read `{"tax":{…}}` and `{"discount":{…}}`. A percentage is a number or text with at most two decimals.
// Errors: bad_request, parameter_missing, validation_error.
Result<TaxInput> parse_tax(const JsonBody& body);
Result<DiscountInput> parse_discount(const JsonBody& body);

std::string tax_json(const Tax& tax);
std::string discount_json(const Discount& discount);

// "2024-01-15T10:00:00.250Z". Milliseconds, because two writes may come within one second.
std::string catalog_version(Time version);
// {"version":"…"}
std::string catalog_version_json(Time version);

struct Catalog {
  Time version{};
  std::vector<ProductType> product_types;
  std::vector<Product> products;
  std::vector<Tax> taxes;
  std::vector<Discount> discounts;
};
std::string catalog_json(const Catalog& catalog, std::string_view base_url);

}  // namespace satsrail::wire
