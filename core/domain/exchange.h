#pragma once
// Where buyers can get bitcoin: a list that the service shows everybody.

#include "core/id.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail {

struct Country {
  std::string id;        // a UUID
  std::string iso_code;  // two capitals
  std::string name;
};

struct ExchangeInput {
  std::string name;
  std::string url;
  bool promoted = false;
  std::optional<std::int64_t> min_transaction_sats;
  std::optional<std::string> notes;
  std::optional<std::string> logo_url;
  std::vector<Country> countries;  // without ids
};

struct Exchange {
  std::int64_t seq = 0;
  ExchangeId id;
  ExchangeInput content;
  bool built_in = false;
  Time created_at{};
  Time updated_at{};
};

}  // namespace satsrail
