#pragma once

#include "core/domain/payment.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>

namespace satsrail::store::payments {

std::int64_t insert(Tx& tx, const Payment& payment, std::int64_t invoice_seq);
Payment get(Tx& tx, std::int64_t seq);
std::optional<Payment> find(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::store::payments
