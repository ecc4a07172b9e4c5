#pragma once
// Signing costs more than the whole transaction, and a node may be slow: what a plan will need of the node is made
// beside the writer, and on the sandbox clock.

#include "core/domain/checkout_session.h"
#include "daemon/api/app.h"
#include "daemon/api/call.h"

#include <functional>
#include <optional>

namespace satsrail::api {

using Draft = std::optional<InvoiceDraft>;

// What an invoice will be needed for; nothing when none will be made.
struct InvoiceNeed {
  Scope scope;
  std::optional<PaymentOutcome> outcome;
  std::function<Result<Draft>(Tx&)> sign;
};

// Goes on with `then` and the signed invoice: at once, or when the node has answered. A node that says no leaves the
// draft empty; the transaction meets the same answer and tells it.
Plan with_invoice(App& app, std::optional<InvoiceNeed> need, std::function<Plan(Draft)> then);

// Of a session that has no invoice to show. `outcome` replaces the session's own.
std::optional<InvoiceNeed> need_of(App& app, Tx& tx, const CheckoutSession& session,
                                   std::optional<PaymentOutcome> outcome = std::nullopt);

}  // namespace satsrail::api
