#include "daemon/service/payment_plan.h"

#include "daemon/service/invoicing.h"

#include <algorithm>

namespace satsrail::service::payments {

namespace {

using enum PaymentOutcome;

// When the money moves, against the deadlines.
Status plan_time(Tx& tx, PaymentOutcome outcome, const std::optional<Invoice>& invoice,
                 std::optional<Time> session_ends, node_payments::PayerOrder& order) {
  if (!invoice) {
    return Error::validation("outcome", "needs an invoice of a checkout or an order");
  }
  constexpr auto k_second = std::chrono::seconds(1);
  const auto now = tx.now();
  const auto deadline = session_ends.value_or(invoice->expires_at);
  switch (outcome) {
    case expired:
      order.send_at = std::max<Time>(invoice->expires_at + k_second, now);
      break;
    case late:
      if (invoice->expires_at <= deadline) {
        return Error(ErrorCode::conflict,
                     "This invoice ends with its session, so nobody can pay it late; make the checkout with the "
                     "metadata \"satsrail_outcome\": \"late\", or set the node's invoice_expiry beforehand");
      }
      invoicing::keep(tx, *invoice);
      order.send_at = std::max<Time>(deadline + k_second, now);
      break;
    default:
      // On its way now, and there at the deadline, or a moment later.
      order.delay = std::max<Duration>(deadline - now, Duration{0}) + Duration{outcome == after_deadline ? 1 : 0};
  }
  return Done{};
}

}  // namespace

Status plan(Tx& tx, PaymentOutcome outcome, const std::optional<Invoice>& invoice, std::optional<Time> deadline,
            node_payments::PayerOrder& order) {
  constexpr int k_parts = 3;
  const std::int64_t sats = invoice ? invoice->amount.value : 0;
  order.outcome = outcome;
  switch (outcome) {
    case held:
      order.hold = true;
      break;
    case mpp:
    case mpp_partial:
      order.parts = std::max(order.parts, k_parts);
      break;
    case overpaid:
      order.amount = order.amount.value_or(to_msat(Sat{sats + (sats + 1) / 2}));
      break;
    case underpaid:
      order.amount = order.amount.value_or(to_msat(Sat{std::max<std::int64_t>(sats / 2, 1)}));
      break;
    case expired:
    case late:
    case at_deadline:
    case after_deadline:
      return plan_time(tx, outcome, invoice, deadline, order);
    default:
      break;
  }
  return Done{};
}

}  // namespace satsrail::service::payments
