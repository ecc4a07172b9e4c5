#pragma once
// What the merchant sees of money that moves: derived from the node's invoice and from the chain, never the other way.

#include "core/domain/invoice.h"
#include "core/domain/payment.h"
#include "daemon/service/context.h"
#include "daemon/service/event_log.h"
#include "daemon/service/order_view.h"

#include <optional>
#include <string>
#include <vector>

namespace satsrail::service::settlements {

struct Settlement {
  Payment payment;
  std::vector<std::string> event_ids;  // what it announced, in order
};

// Money for an invoice, as the merchant's API comes to know it.
struct Arrival {
  Sat received;
  std::optional<PaymentHash> payment_hash;
  std::optional<Preimage> preimage;
  std::optional<std::string> txid;
  Time settled_at{};
  Deliver deliver = Deliver::once;
};

// Final money, all at once: payment, invoice, and, if it is what the order waited for, order and session. Money that
// came too late, twice or after a cancel is recorded with its exception and moves neither of the two.
// The invoice must be pending.
Settlement complete(Tx& tx, const Context& context, const Invoice& invoice, const Arrival& arrival);

// On-chain: a transaction was seen. The payment is pending, and the session waits for it past its deadline.
Settlement detect(Tx& tx, const Context& context, const Invoice& invoice, const Arrival& arrival);
// It has its confirmations.
Settlement confirm(Tx& tx, const Context& context, const Invoice& invoice);

// An invoice that can never be paid any more: invoice.expired. An order that lives on and has no other open invoice
// goes back to pending, so that one can be made; one that is being closed is left to its closer.
enum class Owner : bool { lives, closing };
void expire(Tx& tx, const Context& context, Invoice invoice, Owner owner);

// Was money sent for one of the order's open invoices, and has it not arrived for good?
bool money_is_on_its_way(Tx& tx, std::int64_t order_seq);
// Does money that is on its way keep the order's session from expiring? Writes it to the session.
void refresh_held(Tx& tx, std::int64_t order_seq);

}  // namespace satsrail::service::settlements
