#pragma once
// Invoices of orders: made, made anew, and ended.

#include "core/domain/checkout_session.h"
#include "core/domain/invoice.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/event_log.h"
#include "daemon/service/order_view.h"
#include "daemon/service/settlements.h"

#include <optional>
#include <string_view>

namespace satsrail::service::invoicing {

// What an order's Lightning invoice asks for at `now`. Without a session it lives 15 minutes, or what the node's
// settings say. Errors: validation_error or rate_unavailable when there is no rate.
struct Asked {
  Scope scope;
  FiatCents amount;
  std::string currency;
  std::optional<Time> deadline;            // the session's
  std::optional<PaymentOutcome> outcome;   // the session's
  std::string description;                 // "Checkout at …"
  std::optional<Sat> sats = std::nullopt;  // asked for exactly, in place of what `amount` costs
  std::optional<Bytes32> description_hash = std::nullopt;
};
Asked asked_by(Tx& tx, const CheckoutSession& session);
Asked asked_by(Tx& tx, const Order& order);
Asked asked_by(Tx& tx, const OrderView& view);  // the session's, where there is one
Result<InvoiceTerms> terms(const Context& context, const Asked& asked, Time now);

// The draft, if it still fits; else a new one. Error: wallet_unavailable (also: the node is offline or too slow).
Result<InvoiceDraft> draft_or_sign(const Context& context, const Asked& asked, Time now,
                                   const std::optional<InvoiceDraft>& draft);

// How long the node takes to answer, by its settings and the session's outcome.
Duration latency(const Context& context, const Scope& scope, std::optional<PaymentOutcome> outcome);

// Makes the order's Lightning invoice and tells of it (invoice.created). Older open invoices are superseded: canceled,
// unless they are to be kept payable.
enum class Older : std::uint8_t { as_the_node_does, kept };
Result<Invoice> attach(Tx& tx, const Context& context, OrderView& view, const Asked& asked,
                       const std::optional<InvoiceDraft>& draft, Older older = Older::as_the_node_does);

// The same on-chain or in USDT: a deterministic address that is nobody's. `confirmations`: 1 to 6.
Result<Invoice> attach_on_chain(Tx& tx, const Context& context, OrderView& view, PaymentMethod method,
                                int confirmations);

// Either of them, as it is wanted.
Result<Invoice> make(Tx& tx, const Context& context, OrderView& view, const InvoiceChoice& choice,
                     const std::optional<InvoiceDraft>& draft);

// Ends what an order still asks for. What is settled at the node, and only the API lags, stays; so does what is to be
// kept payable (by the node's settings, or for a payer who comes late). Money that is held goes back when the order is
// over, not when a newer invoice is made: that is how one order comes to be paid twice.
enum class Closing : std::uint8_t { superseded, order_over };
void close_open(Tx& tx, const Context& context, std::int64_t order_seq, Closing closing);

// From now on it stays payable when its checkout is over.
void keep(Tx& tx, const Invoice& invoice);

}  // namespace satsrail::service::invoicing
