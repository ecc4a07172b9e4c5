#pragma once
// The simulated chain: transactions to invoices' addresses, and blocks that confirm them when they are mined.

#include "core/domain/invoice.h"
#include "daemon/service/context.h"
#include "daemon/service/payments.h"

#include <cstdint>
#include <vector>

namespace satsrail::service::chain {

// A payer's transaction to the invoice's address: seen, in no block yet. The invoice must be pending.
// A second one to the same address is refused with conflict: the first is told of.
Result<payments::Answer> send(Tx& tx, const Context& context, const Invoice& invoice);

struct Mined {
  std::int64_t height = 0;
  std::vector<std::string> payment_ids;  // that these blocks confirmed for good
};
// Adds `blocks` blocks, one after the other; the first takes in every waiting transaction.
Mined mine(Tx& tx, const Context& context, int blocks);

// Ends on-chain invoices whose deadline has come and to which nothing was sent.
int expire_due(Tx& tx, const Context& context, int limit);

}  // namespace satsrail::service::chain
