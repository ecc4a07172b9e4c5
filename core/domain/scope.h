#pragma once
// Whose data, and in which mode. Every row carries both; a key sees its own only.

#include <cstdint>

namespace satsrail {

struct Scope {
  std::int64_t merchant_seq = 0;  // merchants.seq: the storage's own number of the merchant
  bool livemode = false;
  friend bool operator==(const Scope&, const Scope&) = default;
};

}  // namespace satsrail
