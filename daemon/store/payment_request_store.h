#pragma once

#include "core/domain/payment_request.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>

namespace satsrail::store::payment_requests {

std::int64_t insert(Tx& tx, const PaymentRequest& request);
std::optional<PaymentRequest> find(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::store::payment_requests
