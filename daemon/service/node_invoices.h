#pragma once
// The payee's part of Lightning: a node's invoices, the HTLCs that are offered to them, and what settles or cancels
// both. HTLCs are stored before anything else happens, so whatever the process dies of, they are resolved once after
// it.

#include "core/domain/node_invoice.h"
#include "core/domain/node_payment.h"
#include "daemon/service/context.h"
#include "daemon/service/settlements.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service::node_invoices {

// Stores a signed invoice. `payable_until` is finer than BOLT11's seconds: a session's deadline to the millisecond.
NodeInvoice add(Tx& tx, const Scope& scope, const InvoiceDraft& draft, Time payable_until,
                std::string_view owner = k_merchant_node);

// Why the payee answers incorrect_or_unknown_payment_details to HTLCs of `total` that arrive at `at` (BOLT 4: not open,
// expired, less than asked, more than twice that). Nothing: it accepts.
std::optional<std::string> refusal(const NodeInvoice& invoice, Msat total, Time at);

// The HTLCs of `payment` are a complete set, and held; those of other, incomplete sets go back. The order's session
// does not expire before this is resolved.
enum class Settling : std::uint8_t {
  now,            // the caller settles in this transaction
  by_hand,        // when it is told to
  after_restart,  // the process is about to die
};
void accept(Tx& tx, NodeInvoice& invoice, const NodePayment& payment, Settling settling);

// The preimage goes out: HTLCs settle, their payments succeed, balances move, and the merchant's side follows, at
// once or after the API's lag. What the merchant's API learned, if it did. The invoice must be accepted.
std::optional<settlements::Settlement> settle(Tx& tx, const Context& context, NodeInvoice& invoice);

// The invoice can never be paid any more: accepted HTLCs go back to their payers, and the merchant's invoice expires.
// The invoice must be live.
void cancel(Tx& tx, const Context& context, NodeInvoice& invoice, std::string_view why, settlements::Owner owner);

// The merchant's API learns of a settlement that it lagged behind.
settlements::Settlement notify(Tx& tx, const Context& context, NodeInvoice& invoice);

// After a restart: what was accepted and not held settles.
void redrive(Tx& tx, const Context& context);

}  // namespace satsrail::service::node_invoices
