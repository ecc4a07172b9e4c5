#pragma once

#include "core/domain/node_invoice.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::node_invoices {

std::int64_t insert(Tx& tx, const NodeInvoice& invoice);
NodeInvoice get(Tx& tx, std::int64_t seq);
std::optional<NodeInvoice> find(Tx& tx, std::int64_t seq);
// By payment hash, live or not. `signed_at` is the BOLT11 timestamp: an ended invoice is looked for among those of
// that second only.
std::optional<NodeInvoice> find_by_hash(Tx& tx, const PaymentHash& hash, std::optional<Time> signed_at);
// Writes what changes in an invoice's life: state, what was received, times.
void update(Tx& tx, const NodeInvoice& invoice);

// Of one owner in the order in which they were made, or the newest first: at most `limit` on that side of `from`.
enum class Order : bool { oldest_first, newest_first };
std::vector<NodeInvoice> of_owner(Tx& tx, const Scope& scope, std::string_view owner, Order order, std::int64_t from,
                                  int limit);
// Those of one owner that can still be paid, or are being paid.
std::vector<std::int64_t> live_of_owner(Tx& tx, const Scope& scope, std::string_view owner);
std::int64_t last_seq(Tx& tx);

// Accepted, and not held by hand: what a process that died left between accept and settle.
std::vector<std::int64_t> accepted_unheld(Tx& tx);
// What falls due at `now` or before, earliest first: settlements to tell the merchant's API of, and open invoices whose
// expiry has passed (in its very instant an invoice can still be paid).
std::vector<std::int64_t> to_notify(Tx& tx, Time now, int limit);
std::vector<std::int64_t> to_expire(Tx& tx, Time now, int limit);
// The earliest of each after `now`.
std::optional<Time> next_notify_after(Tx& tx, Time now);
std::optional<Time> next_expiry_after(Tx& tx, Time now);

}  // namespace satsrail::store::node_invoices
