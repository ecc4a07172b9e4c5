#pragma once
// How a payer moves who is to meet an outcome: when, with how much, in how many parts.

#include "core/domain/invoice.h"
#include "core/domain/payment_outcome.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/node_payments.h"

#include <optional>

namespace satsrail::service::payments {

// Fills in what `order` leaves open. `invoice` is what will be paid, none for one that no order asked for; `deadline`
// is its session's. Errors: validation_error when the outcome needs an invoice of an order; conflict when nobody can
// pay this one late, because it ends with its session.
Status plan(Tx& tx, PaymentOutcome outcome, const std::optional<Invoice>& invoice, std::optional<Time> deadline,
            node_payments::PayerOrder& order);

}  // namespace satsrail::service::payments
