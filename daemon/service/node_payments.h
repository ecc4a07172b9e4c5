#pragma once
// The payer's part of Lightning: a wallet that tries to pay an invoice. What fails before it reaches the payee is known
// to the payer alone.

#include "core/domain/node_payment.h"
#include "core/domain/payment_outcome.h"
#include "core/lightning/bolt11.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/settlements.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service::node_payments {

inline constexpr std::string_view k_first_payer = "alice";
inline constexpr std::string_view k_second_payer = "bob";

struct PayerOrder {
  std::string payer{k_first_payer};
  PaymentOutcome outcome = PaymentOutcome::paid;
  std::optional<Time> send_at;  // the payer means to pay then
  Duration delay{0};            // from the payer to the payee
  bool hold = false;            // the payee keeps the HTLC until it is told what to do
  std::optional<Msat> amount;   // default: what the invoice asks for
  std::optional<Msat> fee_limit;
  int parts = 1;
  bool to_itself = false;  // an invoice of the wallet's own may be paid
};

// What came of it so far, and what the merchant's API learned in the same moment.
struct Attempt {
  NodePayment payment;
  std::optional<settlements::Settlement> settlement;
};

// What a wallet reads from a BOLT11 text.
struct Payable {
  std::string bolt11;
  PaymentHash payment_hash{};
  std::optional<Msat> amount;                    // none: the payer decides
  std::int64_t valid_until = 0;                  // unix seconds
  std::optional<std::int64_t> node_invoice_seq;  // none: no node here made it
  Scope scope;                                   // of that node,
  std::string owner;                             // and whose it is
};
// Of an invoice that a node here made: its text need not be decoded again (a signature check of some 60 us).
Payable payable(const NodeInvoice& invoice);
// Error: validation_error for a text that is no valid invoice.
Result<Payable> payable(Tx& tx, std::string_view bolt11);

// Tries to pay. Errors, with nothing in the log: validation_error (amount missing or out of range), conflict ("invoice
// is already paid", "payment is in transition" or "self-payments not allowed": the wallet's own node refuses),
// unavailable (too many on their way). An invoice of another merchant or mode is out of reach: no route leads there.
Result<Attempt> start(Tx& tx, const Context& context, const Scope& scope, const Payable& invoice,
                      const PayerOrder& order);
// The same for a text, which is decoded first.
Result<Attempt> start(Tx& tx, const Context& context, const Scope& scope, std::string_view bolt11,
                      const PayerOrder& order);

// What a wallet says of an invoice that ended at `valid_until`, in unix seconds.
std::string expired_message(std::int64_t valid_until);

// The node invoice of a BOLT11 text that decoded, if a node here made it.
std::optional<NodeInvoice> payee_invoice(Tx& tx, const Bolt11& decoded);

// What is due goes on: it is sent, or arrives. The payment must have a due_at.
Attempt go_on(Tx& tx, const Context& context, NodePayment payment);
// What is due for one invoice until `until`, before somebody closes it.
void go_on_for(Tx& tx, const Context& context, std::int64_t node_invoice_seq, Time until);
// Its HTLCs waited long enough: a set that never got complete goes back, a held one with its invoice.
void time_out(Tx& tx, const Context& context, NodePayment payment);

// Ends of a payment, for the payee's side to call.
void succeed(Tx& tx, NodePayment& payment, const Preimage& preimage);
void fail(Tx& tx, NodePayment& payment, PaymentFailure failure, std::string message);

// What the wallet could pay now.
Msat spendable(Tx& tx, const Scope& scope, std::string_view payer);

}  // namespace satsrail::service::node_payments
