#pragma once

#include "core/domain/invoice.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>

namespace satsrail::store::invoices {

std::int64_t insert(Tx& tx, const Invoice& invoice);
Invoice get(Tx& tx, std::int64_t seq);
std::optional<Invoice> find(Tx& tx, const Scope& scope, std::string_view id);
// By payment hash, open or not. `made_at` is the BOLT11 timestamp: ids are ordered by time, so the search looks at
// the invoices of that second only.
std::optional<Invoice> find_by_hash(Tx& tx, const PaymentHash& hash, Time made_at);
void update_state(Tx& tx, const Invoice& invoice);

}  // namespace satsrail::store::invoices
