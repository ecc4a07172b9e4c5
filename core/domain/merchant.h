#pragma once

#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <string>

namespace satsrail {

struct Merchant {
  std::int64_t seq = 0;
  MerchantId id;
  std::string name;
  std::string status;    // "active", "suspended"
  std::string currency;  // as the merchant spells it, "USD"
  Time created_at{};
};

}  // namespace satsrail
