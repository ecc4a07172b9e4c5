#pragma once
// The first payer's wallet as a client of LND drives it: what it refuses, what it sends, what it is told later.

#include "core/lightning/bolt11.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/payments.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::service::wallet {

struct Send {
  std::string bolt11;
  std::optional<Msat> amount;     // for an invoice that leaves it to the payer, and no other
  std::optional<Msat> fee_limit;  // none: any fee
  bool to_itself = false;
};

// Why the wallet's node would not even begin, in LND's words.
struct Refusal {
  std::string message;
  bool exists = false;  // a payment of this hash is there already
};
std::optional<Refusal> refusal(Tx& tx, const Context& context, const Scope& scope, const Bolt11& invoice,
                               const Send& send);

struct Sent {
  NodePayment payment;  // what came of it so far
  bool dies = false;    // as payments::Paid::dies
};
// Pays as `refusal` allows, and meets the outcome that the invoice's checkout asks for. Errors: as payments::pay and
// node_payments::start; a payment that fails is no error.
Result<Sent> send(Tx& tx, const Context& context, const Scope& scope, const Bolt11& invoice, const Send& send);

// The newest payment of the wallet for a hash.
std::optional<NodePayment> find(Tx& tx, const Scope& scope, const PaymentHash& hash);

// Every part of every payment for an invoice.
std::vector<Htlc> htlcs_for(Tx& tx, const NodeInvoice& invoice);

}  // namespace satsrail::service::wallet
