#pragma once
// Paying on command: a payer is sent to what was named, and meets the outcome that was asked for.

#include "core/domain/checkout_session.h"
#include "core/domain/invoice.h"
#include "core/domain/node_payment.h"
#include "core/domain/payment.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace satsrail::service::payments {

// What a payer named: a checkout session that may not have an invoice yet, an order, one invoice, or a BOLT11 string.
struct Target {
  std::optional<CheckoutSession> session;
  std::optional<std::int64_t> order_seq;         // none: an invoice that no order of the merchant asked for
  std::optional<std::int64_t> invoice_seq;       // none: the order's newest open one
  std::optional<std::int64_t> node_invoice_seq;  // named by its BOLT11 text: the payer has nothing else to go by
};

// A checkout token or UUID, the id of an order, an invoice or a payment request, or a BOLT11 string ("lightning:" in
// front is fine). Errors: not_found; validation_error for a BOLT11 string that does not decode.
Result<Target> resolve(Tx& tx, const Scope& scope, std::string_view text);

// How it is to be paid. Nothing set: at once, in full, and paying again answers the payment there is.
struct Wish {
  std::optional<PaymentOutcome> outcome;  // default: the session's own, else paid
  std::optional<Duration> delay;
  bool hold = false;
  std::optional<std::string> payer;  // default: alice. Who is named meets what a wallet meets that pays twice
  std::optional<Msat> amount;
  std::optional<Msat> fee_limit;
  std::optional<int> parts;

  bool is_plain() const { return !outcome && !delay && !hold && !payer && !amount && !fee_limit && !parts; }
};

struct Paid {
  std::optional<NodePayment> attempt;  // the payer's side; none when it had been paid before, or on-chain
  std::optional<Payment> payment;      // the merchant's side, as far as its API knows it
  bool settled_now = true;             // false: it had been paid before; nothing changed
  std::vector<std::string> event_ids;  // what settling announced, then or now
  bool dies = false;                   // the daemon is to be killed after this commit
};

// Sends the payer. An Error inside an Answer stands beside a transaction to keep: checkout_session_expired or
// …_cancelled, payment_failed (with the attempt), conflict (the wallet's own node refuses a second payment).
// Errors: validation_error, conflict, wallet_unavailable, needs_write.
using Answer = std::variant<Paid, Error>;
Result<Answer> pay(Tx& tx, const Context& context, const Scope& scope, Target target, const Wish& wish,
                   const std::optional<InvoiceDraft>& draft);

// payment_failed, with the payer's log entry inside.
Error failure_of(Tx& tx, const NodePayment& payment);

}  // namespace satsrail::service::payments
