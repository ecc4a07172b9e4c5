#pragma once
// One item of an order, as it is written on the command line.

#include "cli/failure.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace satsrail::cli {

// "name=Coffee,price_cents=450,qty=2", or the item as a JSON object. The fields are the API's (name, price_cents, qty,
// description, sku, product_id); `price` is in the currency's usual unit, and `product` is short for product_id. A
// comma that no field follows is part of the text before it: "name=Tea, green,price_cents=300". Error: invalid_item
// (2).
Outcome<nlohmann::ordered_json> parse_order_item(const std::string& text, const std::string& currency);

}  // namespace satsrail::cli
