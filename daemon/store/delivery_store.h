#pragma once

#include "core/domain/delivery.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::deliveries {

struct NewDelivery {
  DeliveryId id;
  Scope scope;
  std::int64_t event_seq = 0;
  std::int64_t endpoint_seq = 0;
  std::string_view body;
  DeliveryState state = DeliveryState::pending;  // due now; or collected
  std::int64_t place = 0;                        // among the first attempts of its endpoint, before the order of making
  std::optional<DeliveryId> shown_id = {};       // of the one that it repeats
};
std::int64_t insert(Tx& tx, const NewDelivery& delivery);
Delivery get(Tx& tx, std::int64_t seq);
// Is it the one of that id? After a reset seqs begin anew.
bool exists(Tx& tx, std::int64_t seq, const DeliveryId& id);
bool is_pending(Tx& tx, std::int64_t seq, const DeliveryId& id);
// Is its first attempt still to come? Not when its endpoint is paused or deleted.
bool awaits_first_attempt(Tx& tx, std::int64_t seq, const DeliveryId& id);
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
std::int64_t last_attempt_seq_before(Tx& tx, Time time);  // 0 when there is none
// What the first delivery of that event to that endpoint said in X-Webhook-Delivery-ID.
std::optional<DeliveryId> first_for(Tx& tx, std::int64_t event_seq, std::int64_t endpoint_seq);

// What is due to an endpoint: deliveries never tried, in order of their events, and retries by due time.
std::vector<std::int64_t> first_due(Tx& tx, std::int64_t endpoint_seq, Time now, int limit);
std::vector<std::int64_t> retries_due(Tx& tx, std::int64_t endpoint_seq, Time now, int limit);
// The earliest due time after `now` of anything pending for an endpoint that is active.
std::optional<Time> next_due_after(Tx& tx, Time now);
void count_success(Tx& tx, std::int64_t endpoint_seq, Time at);
void count_failure(Tx& tx, std::int64_t endpoint_seq, Time at);

}  // namespace satsrail::store::deliveries
