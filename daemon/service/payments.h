#pragma once
// Paying, as the merchant's side sees it: an invoice is settled, once.

#include "core/domain/checkout_session.h"
#include "core/domain/invoice.h"
#include "core/domain/payment.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace satsrail::service::payments {

struct Settlement {
  Payment payment;
  bool settled_now = true;             // false: it had been paid before; nothing changed
  std::vector<std::string> event_ids;  // what settling announced, then or now
};

// What a payer named: a checkout session that may not have an invoice yet, or an order's invoice.
struct Target {
  std::optional<CheckoutSession> session;
  std::int64_t order_seq = 0;
  std::int64_t invoice_seq = 0;  // 0: the order's newest
};

// A checkout token or UUID, an order id, an invoice id or a BOLT11 string ("lightning:" in front is fine).
// Errors: not_found; validation_error for a BOLT11 string that does not decode.
Result<Target> resolve(Tx& tx, const Scope& scope, std::string_view text);

// Settles in one step: invoice, order, payment, session and their five events. What was paid already answers the
// payment there is. A session whose deadline has passed is expired on the way, and the answer is its Error
// (checkout_session_expired or …_cancelled) beside a transaction to keep.
using Outcome = std::variant<Settlement, Error>;
Result<Outcome> pay(Tx& tx, const Context& context, Target target, const std::optional<InvoiceDraft>& draft);

}  // namespace satsrail::service::payments
