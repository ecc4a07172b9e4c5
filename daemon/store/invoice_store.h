#pragma once

#include "core/domain/invoice.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::invoices {

std::int64_t insert(Tx& tx, const Invoice& invoice);
Invoice get(Tx& tx, std::int64_t seq);
std::optional<Invoice> find(Tx& tx, const Scope& scope, std::string_view id);
// The merchant's side of a node's invoice; none when the node made it for itself.
std::optional<Invoice> find_by_node_invoice(Tx& tx, std::int64_t node_invoice_seq);
// All that an order still asks for, oldest first.
std::vector<Invoice> open_of_order(Tx& tx, std::int64_t order_seq);
void update_state(Tx& tx, const Invoice& invoice);

// Open on-chain and USDT invoices whose deadline is not after `now` and to which nothing was sent.
std::vector<std::int64_t> on_chain_due(Tx& tx, Time now, int limit);
std::optional<Time> next_on_chain_expiry_after(Tx& tx, Time now);

}  // namespace satsrail::store::invoices
