#pragma once
// For how long a paid session grants access to its product.

#include "daemon/store/database.h"

#include <cstdint>
#include <optional>

namespace satsrail::store::access {

void grant(Tx& tx, std::int64_t session_seq, std::int64_t seconds);
// Nothing: it sold no product, was not paid, or was paid before there were access tokens.
std::optional<std::int64_t> granted_seconds(Tx& tx, std::int64_t session_seq);

}  // namespace satsrail::store::access
