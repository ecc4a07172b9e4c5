#pragma once

#include "core/domain/checkout_session.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::checkout_sessions {

std::int64_t insert(Tx& tx, const CheckoutSession& session);
CheckoutSession get(Tx& tx, std::int64_t seq);
// By token or UUID, within the scope.
std::optional<CheckoutSession> find(Tx& tx, const Scope& scope, std::string_view id_or_token);
// The token alone is the capability of the hosted page.
std::optional<CheckoutSession> find_by_token(Tx& tx, std::string_view token);
std::optional<CheckoutSession> find_by_order(Tx& tx, std::int64_t order_seq);
// Writes what changes in a session's life: state and times.
void update(Tx& tx, const CheckoutSession& session);
// The earliest deadline of a pending session that is after `now`; held ones have none.
std::optional<Time> next_expiry_after(Tx& tx, Time now);
// Pending sessions whose deadline is not after `now`, earliest first, at most `limit`.
std::vector<std::int64_t> due(Tx& tx, Time now, int limit);

}  // namespace satsrail::store::checkout_sessions
