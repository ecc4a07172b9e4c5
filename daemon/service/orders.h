#pragma once
// Orders as the merchant's backend makes, changes, ships, cancels and refunds them. Those of a checkout are the
// checkout's to price.

#include "core/domain/order.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/order_view.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::service::orders {

// Signs the invoice of an order that is going to be made. `number` is what create() will be given: the invoice names
// it. Nothing when none is wanted on Lightning.
Result<std::optional<InvoiceDraft>> draft_for_new(Tx& tx, const Context& context, const Scope& scope,
                                                  const OrderInput& input, const std::string& number);
bool wants_draft(const OrderInput& input);
// The order, and as asked its invoice, or the cash that it was paid in. An order in cash has no invoice.
// Errors: validation_error, wallet_unavailable, rate_unavailable.
Result<OrderView> create(Tx& tx, const Context& context, const Scope& scope, const OrderInput& input,
                         const std::string& number, const std::optional<InvoiceDraft>& draft);

// As it stands at this moment: a checkout whose deadline has come is expired first. Errors: not_found, needs_write.
Result<OrderView> find(Tx& tx, const Context& context, const Scope& scope, std::string_view id);

// Nothing to change, nothing to tell. Another amount, currency or tender voids the open invoice.
// Errors: not_found; validation_error also for what its state or its checkout does not allow.
Result<OrderView> update(Tx& tx, const Context& context, const Scope& scope, std::string_view id,
                         const OrderChange& change);

// With its open invoice and its checkout. One that is cancelled stays so. Errors: not_found, validation_error.
Status cancel(Tx& tx, const Context& context, const Scope& scope, std::string_view id);

// Everything that was paid for it is given back. Errors: not_found, conflict.
Result<OrderView> refund(Tx& tx, const Context& context, const Scope& scope, std::string_view id);

// An invoice for an order that there is. `made` is false for one that is paid: its invoice is all that there is to
// show.
struct Invoiced {
  OrderView view;  // `invoice` is there
  bool made = true;
};
Result<std::optional<InvoiceDraft>> draft_for_existing(Tx& tx, const Context& context, const Scope& scope,
                                                       std::string_view id);
// Errors: not_found, validation_error, wallet_unavailable, rate_unavailable.
Result<Invoiced> invoice(Tx& tx, const Context& context, const Scope& scope, std::string_view id,
                         const InvoiceChoice& choice, const std::optional<InvoiceDraft>& draft);

}  // namespace satsrail::service::orders
