#pragma once

#include "core/domain/delivery.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::deliveries {

std::int64_t insert(Tx& tx, const DeliveryId& id, const Scope& scope, std::int64_t event_seq, std::int64_t endpoint_seq,
                    std::string_view body);
Delivery get(Tx& tx, std::int64_t seq);
// Is it the one of that id? After a reset seqs begin anew.
bool exists(Tx& tx, std::int64_t seq, const DeliveryId& id);
std::optional<Delivery> find(Tx& tx, const Scope& scope, std::string_view id);
void update(Tx& tx, const Delivery& delivery);
std::vector<DeliveryAttempt> attempts(Tx& tx, std::int64_t delivery_seq);
// Marks the commit, so that streams are woken.
void insert_attempt(Tx& tx, const DeliveryAttempt& attempt);
bool was_ever_delivered(Tx& tx, std::int64_t delivery_seq);

// Attempts of all deliveries, in order of commit, with their delivery as it stands now.
struct LoggedAttempt {
  DeliveryAttempt attempt;
  Delivery delivery;
};
std::vector<LoggedAttempt> attempts_after(Tx& tx, std::int64_t seq, std::size_t limit);
std::int64_t last_attempt_seq(Tx& tx);

// What is due to an endpoint: deliveries never tried, in order of their events, and retries by due time.
std::vector<std::int64_t> first_due(Tx& tx, std::int64_t endpoint_seq, Time now, int limit);
std::vector<std::int64_t> retries_due(Tx& tx, std::int64_t endpoint_seq, Time now, int limit);
// The earliest due time after `now` of anything pending for an endpoint that is active.
std::optional<Time> next_due_after(Tx& tx, Time now);
void count_success(Tx& tx, std::int64_t endpoint_seq, Time at);
void count_failure(Tx& tx, std::int64_t endpoint_seq, Time at);

}  // namespace satsrail::store::deliveries
