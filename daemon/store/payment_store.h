#pragma once

#include "core/domain/payment.h"
#include "daemon/store/database.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::store::payments {

std::int64_t insert(Tx& tx, const Payment& payment, std::int64_t invoice_seq);
Payment get(Tx& tx, std::int64_t seq);
// A pending payment has its confirmations.
void confirm(Tx& tx, std::int64_t seq);
// All that was paid for an order is given back.
void refund_of_order(Tx& tx, std::int64_t order_seq);
// What its settlement announced: events of one transaction have consecutive seqs.
void set_events(Tx& tx, std::int64_t seq, std::int64_t first_event_seq, std::int64_t last_event_seq);
std::vector<std::string> event_ids(Tx& tx, std::int64_t seq);
std::optional<Payment> find(Tx& tx, const Scope& scope, std::string_view id);

std::optional<Payment> find_by_invoice(Tx& tx, std::int64_t invoice_seq);

}  // namespace satsrail::store::payments
