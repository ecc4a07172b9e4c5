#pragma once
// What the checkout page asks of the customer, and has been told.

#include "core/domain/checkout_session.h"
#include "daemon/store/database.h"

#include <string>
#include <vector>

namespace satsrail::store::customer_forms {

// The merchant's fields; none when the session's form was filled in already.
std::vector<std::string> unanswered(Tx& tx, std::int64_t session_seq);
// The session's customer_… members, and that they were answered at its `updated_at`.
void put_answers(Tx& tx, const CheckoutSession& session);

}  // namespace satsrail::store::customer_forms
