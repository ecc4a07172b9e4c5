#pragma once
// The payer's log, and the HTLCs that carry its payments.

#include "core/domain/node_payment.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store {

namespace node_payments {
std::int64_t insert(Tx& tx, const NodePayment& payment);
NodePayment get(Tx& tx, std::int64_t seq);
std::optional<NodePayment> find(Tx& tx, const Scope& scope, std::string_view id);
// Oldest first.
std::vector<NodePayment> of_invoice(Tx& tx, std::int64_t node_invoice_seq);
// Of one wallet, in the order in which they began or the newest first: at most `limit` on that side of `from`.
std::vector<NodePayment> of_payer(Tx& tx, const Scope& scope, std::string_view payer, bool newest_first,
                                  bool failed_too, std::int64_t from, int limit);
// The newest of one wallet for a hash.
std::optional<NodePayment> find_by_hash(Tx& tx, const Scope& scope, std::string_view payer, const PaymentHash& hash);
void update(Tx& tx, const NodePayment& payment);
// What is sent or arrives at `now` or before, earliest first.
std::vector<std::int64_t> due(Tx& tx, Time now, int limit);
std::optional<Time> next_due_after(Tx& tx, Time now);
// Locked in payments that are not over, fees included.
Msat in_flight(Tx& tx, const Scope& scope, std::string_view payer);
std::int64_t count_in_flight(Tx& tx, const Scope& scope);
}  // namespace node_payments

namespace htlcs {
std::int64_t insert(Tx& tx, const Htlc& htlc);
std::vector<Htlc> of_payment(Tx& tx, std::int64_t payment_seq);
std::vector<Htlc> accepted_for(Tx& tx, std::int64_t node_invoice_seq);
void update(Tx& tx, const Htlc& htlc);
// Payments whose accepted HTLCs have timed out at `now`; one of several parts stands there several times.
std::vector<std::int64_t> timed_out_payments(Tx& tx, Time now, int limit);
std::optional<Time> next_timeout_after(Tx& tx, Time now);
}  // namespace htlcs

}  // namespace satsrail::store
