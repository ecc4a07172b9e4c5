#include "daemon/service/webhooks.h"

#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/wire/fields.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/webhook_store.h"

namespace satsrail::service::webhooks {

Result<WebhookEndpoint> create(Tx& tx, const Context& context, const Scope& scope, const WebhookEndpointInput& input,
                               Life life) {
  if (store::webhook_endpoints::count(tx, scope) >= static_cast<std::int64_t>(limits::webhook_endpoints_max)) {
    return Error::validation("base", "There are already " + std::to_string(limits::webhook_endpoints_max) +
                                         " webhook endpoints; delete one first");
  }
  WebhookEndpoint endpoint;
  endpoint.id = WebhookEndpointId::make(tx.now(), context.entropy);
  endpoint.scope = scope;
  endpoint.url = input.url;
  // The seed dialect's documented set.
  endpoint.events = input.events.value_or(std::vector<std::string>{std::string(event_type::checkout_completed)});
  endpoint.description = input.description;
  endpoint.secret = input.secret ? *input.secret : make_secret("whsec_", 32, context.entropy);
  endpoint.active = input.active;
  endpoint.temporary = life == Life::temporary;
  endpoint.metadata_json = wire::metadata_json(input.metadata);
  endpoint.created_at = endpoint.updated_at = tx.now();
  endpoint.seq = store::webhook_endpoints::insert(tx, endpoint);
  return endpoint;
}

Result<WebhookEndpoint> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto endpoint = store::webhook_endpoints::find(tx, scope, id);
  if (!endpoint) {
    return Error::not_found("Webhook");
  }
  return *std::move(endpoint);
}

Result<WebhookEndpoint> update(Tx& tx, const Scope& scope, std::string_view id, const WebhookEndpointChange& change) {
  TRY_ASSIGN(auto endpoint, find(tx, scope, id));
  if (change.url) {
    endpoint.url = *change.url;
  }
  if (change.events) {
    endpoint.events = *change.events;
  }
  if (change.description) {
    endpoint.description = *change.description;
  }
  if (change.active) {
    endpoint.active = *change.active;
  }
  if (change.metadata) {
    endpoint.metadata_json = wire::metadata_json(*change.metadata);
  }
  endpoint.updated_at = tx.now();
  store::webhook_endpoints::update(tx, endpoint);
  tx.notice.deliveries = true;  // what waited for a pause to end goes out now
  return endpoint;
}

Status remove(Tx& tx, const Scope& scope, std::string_view id) {
  TRY_ASSIGN(const auto endpoint, find(tx, scope, id));
  store::webhook_endpoints::remove(tx, endpoint.seq);
  return Done{};
}

Result<Delivery> find_delivery(Tx& tx, const Scope& scope, std::string_view id) {
  auto delivery = store::deliveries::find(tx, scope, id);
  if (!delivery) {
    return Error::not_found("Delivery");
  }
  return *std::move(delivery);
}

Result<Delivery> retry(Tx& tx, const Scope& scope, std::string_view id) {
  TRY_ASSIGN(auto delivery, find_delivery(tx, scope, id));
  const auto endpoint = store::webhook_endpoints::find(tx, scope, delivery.endpoint_id);
  if (!endpoint) {
    return Error(ErrorCode::conflict, "The webhook endpoint of this delivery was deleted");
  }
  if (!endpoint->active) {
    return Error(ErrorCode::conflict, "The webhook endpoint of this delivery is inactive; activate it first");
  }
  delivery.state = DeliveryState::pending;
  delivery.due_at = tx.now();
  delivery.updated_at = tx.now();
  store::deliveries::update(tx, delivery);
  tx.notice.deliveries = true;
  return delivery;
}

Result<Delivery> record_attempt(Tx& tx, const DeliveryId& id, DeliveryAttempt attempt) {
  if (!store::deliveries::exists(tx, attempt.delivery_seq, id)) {
    return Error::not_found("Delivery");
  }
  auto delivery = store::deliveries::get(tx, attempt.delivery_seq);
  attempt.number = delivery.attempt_count + 1;
  const bool succeeded = attempt.status && *attempt.status >= 200 && *attempt.status < 300;
  const bool delivered_before = store::deliveries::was_ever_delivered(tx, delivery.seq);
  store::deliveries::insert_attempt(tx, attempt);
  delivery.attempt_count = attempt.number;
  delivery.last_status = attempt.status;
  delivery.updated_at = tx.now();
  if (succeeded || delivered_before) {
    delivery.state = DeliveryState::delivered;
  } else if (delivery.state == DeliveryState::pending) {
    const auto next = next_attempt_at(attempt.number, attempt.at);
    delivery.state = next ? DeliveryState::pending : DeliveryState::failed;
    delivery.due_at = next.value_or(delivery.due_at);
  }
  store::deliveries::update(tx, delivery);
  if (succeeded) {
    store::deliveries::count_success(tx, delivery.endpoint_seq, attempt.at);
  } else {
    store::deliveries::count_failure(tx, delivery.endpoint_seq, attempt.at);
  }
  return delivery;
}

}  // namespace satsrail::service::webhooks
