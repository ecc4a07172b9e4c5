#pragma once
// The payments of a merchant, one page of them: the list behind both /payments and /transactions, with the same
// filters and the same order.

#include "core/domain/payment.h"
#include "daemon/api/call.h"
#include "daemon/api/list.h"

#include <span>
#include <string>

namespace satsrail::api {

// Of on-chain payments that have too few confirmations yet.
enum class Unconfirmed : bool { left_out, listed };

std::span<const Filter> payment_list_filters(Unconfirmed unconfirmed);

// Newest first by confirmed_at, each as `shown` makes it.
Plan payment_list(const Call& call, Unconfirmed unconfirmed, std::string (*shown)(const Payment&));

}  // namespace satsrail::api
