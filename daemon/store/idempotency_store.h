#pragma once
// What was answered to calls that named an Idempotency-Key, stored with their effect.

#include "core/domain/scope.h"
#include "daemon/store/database.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail::store::idempotency {

// Which answer: a key means something for one call of one merchant and mode.
struct Name {
  Scope scope;
  std::string call;  // "POST /api/v1/m/orders"
  std::string key;
};

struct Kept {
  std::array<std::uint8_t, 32> body_sha256{};  // of the request's bytes
  int status = 0;
  std::string body;  // the answer's
};

// Nothing when there is none, or its time (limits::idempotency_window) is over.
std::optional<Kept> find(Tx& tx, const Name& name);
// Replaces what is over, of this name and a few others.
void keep(Tx& tx, const Name& name, const Kept& kept);

}  // namespace satsrail::store::idempotency
