#pragma once
// How often each key was used in its month.

#include "daemon/store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::store::key_usage {

struct Row {
  std::string key_id;
  std::int64_t month = 0;  // year * 12 + month - 1, on the sandbox clock
  std::int64_t requests = 0;
};
std::vector<Row> all(Tx& tx);
void put(Tx& tx, const Row& row);
void forget_revoked(Tx& tx);  // rows of keys that are gone

}  // namespace satsrail::store::key_usage
