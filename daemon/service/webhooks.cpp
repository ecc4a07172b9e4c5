#include "daemon/service/webhooks.h"

#include "core/limits.h"
#include "core/wire/fields.h"
#include "daemon/service/event_log.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"
#include "daemon/store/webhook_store.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace satsrail::service::webhooks {

Status check_files(const DeliveryOptionsChange& options) {
  const auto path = options.ca_file.value_or(std::nullopt);
  if (path && !std::ifstream(*path).good()) {
    return Error::validation("ca_file", "cannot be read: " + *path);
  }
  return Done{};
}

Result<WebhookEndpoint> create(Tx& tx, const Context& context, const Scope& scope, const WebhookEndpointInput& input,
                               Life life) {
  const bool temporary = life == Life::temporary;
  const auto most = temporary ? limits::temporary_endpoints_max : limits::webhook_endpoints_max;
  if (store::webhook_endpoints::count(tx, scope, temporary) >= static_cast<std::int64_t>(most)) {
    return Error::validation("base", "There are already " + std::to_string(most) +
                                         (temporary ? " temporary webhook endpoints; end a stream first"
                                                    : " webhook endpoints; delete one first"));
  }
  WebhookEndpoint endpoint;
  endpoint.id = WebhookEndpointId::make(tx.now(), context.entropy);
  endpoint.scope = scope;
  endpoint.url = input.url;
  input.options.apply_to(endpoint.options);
  endpoint.events = input.events ? *input.events : default_events(endpoint.options.dialect);
  endpoint.description = input.description;
  endpoint.secret = input.secret ? *input.secret : make_secret("whsec_", 32, context.entropy);
  endpoint.active = input.active;
  endpoint.temporary = temporary;
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
  change.options.apply_to(endpoint.options);
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

namespace {

// "http://localhost:3000" and "https://shop.test/hooks?v=2" make "http://localhost:3000/hooks?v=2".
std::string copied_url(const std::string& target, const std::string& registered) {
  const auto path_of = [](const std::string& url) { return url.find_first_of("/?#", url.find("://") + 3); };
  const auto own = path_of(target);
  const bool has_path = own != std::string::npos && target.substr(own) != "/";
  const auto from = path_of(registered);
  if (has_path || from == std::string::npos) {
    return target;
  }
  return target.substr(0, own) + registered.substr(from);
}

}  // namespace

Result<std::vector<WebhookEndpoint>> copy_to(Tx& tx, const Context& context, const Scope& scope,
                                             const std::string& target) {
  std::vector<WebhookEndpoint> copies;
  for (const auto& subscriber : store::webhook_endpoints::active_in(tx, scope)) {
    auto endpoint = store::webhook_endpoints::get(tx, subscriber.seq);
    if (endpoint.temporary) {
      continue;
    }
    WebhookEndpointInput input;
    input.url = copied_url(target, endpoint.url);
    input.events = endpoint.events;
    input.secret = endpoint.secret;
    input.description = endpoint.description;
    TRY_ASSIGN(auto copy, create(tx, context, scope, input, Life::temporary));
    copy.options = endpoint.options;
    copy.copy_of = endpoint.id.str();
    store::webhook_endpoints::update(tx, copy);
    copies.push_back(std::move(copy));
  }
  return copies;
}

namespace {

store::webhook_endpoints::Subscriber subscriber_of(const WebhookEndpoint& endpoint) {
  return {endpoint.seq, endpoint.events, endpoint.options.dialect, endpoint.options.shuffle};
}

}  // namespace

Status owe_since(Tx& tx, const Context& context, const Scope& scope, std::int64_t after_event,
                 const std::vector<WebhookEndpoint>& endpoints) {
  constexpr std::size_t k_page = 500;
  std::vector<store::webhook_endpoints::Subscriber> subscribers;
  std::transform(endpoints.begin(), endpoints.end(), std::back_inserter(subscribers), subscriber_of);
  DeliveryMaker maker(tx, context, scope);
  std::int64_t made = 0;
  std::vector<Event> events;
  do {
    events = store::events::after_in(tx, scope, after_event, k_page);
    for (const auto& event : events) {
      after_event = event.seq;
      for (const auto& subscriber : subscribers) {
        if (!any_pattern_matches(subscriber.events, event.type) ||
            !DeliveryMaker::can_tell(event, subscriber.dialect)) {
          continue;
        }
        if (++made > limits::replayed_events_max) {
          return Error::validation("since", "lies before more than " + std::to_string(limits::replayed_events_max) +
                                                " events that would be sent; name a later one");
        }
        maker.make(event, subscriber);
      }
    }
  } while (events.size() == k_page);
  return Done{};
}

namespace {

Result<std::vector<store::webhook_endpoints::Subscriber>> receivers_of(Tx& tx, const Scope& scope, const Event& event,
                                                                       const std::optional<std::string>& webhook_id) {
  if (webhook_id) {
    TRY_ASSIGN(const auto endpoint, find(tx, scope, *webhook_id));
    if (!endpoint.active) {
      return Error(ErrorCode::conflict, "This webhook endpoint is inactive; activate it first");
    }
    return std::vector{subscriber_of(endpoint)};
  }
  auto receivers = store::webhook_endpoints::active_in(tx, scope);
  receivers.erase(std::remove_if(receivers.begin(), receivers.end(),
                                 [&](const auto& to) { return !any_pattern_matches(to.events, event.type); }),
                  receivers.end());
  if (receivers.empty()) {
    return Error(ErrorCode::conflict,
                 "No active webhook endpoint subscribes to " + event.type + "; name one with webhook_id");
  }
  return receivers;
}

}  // namespace

Result<std::vector<Delivery>> resend(Tx& tx, const Context& context, const Scope& scope, const Resend& wish) {
  const auto event = store::events::find(tx, scope, wish.event_id);
  if (!event) {
    return Error::not_found("Event");
  }
  TRY_ASSIGN(const auto receivers, receivers_of(tx, scope, *event, wish.webhook_id));
  const auto count = wish.times * static_cast<std::int64_t>(receivers.size());
  if (count > limits::resent_deliveries_max) {
    return Error::validation("times", "makes " + std::to_string(count) +
                                          " deliveries, one for each endpoint each time (maximum is " +
                                          std::to_string(limits::resent_deliveries_max) + ")");
  }
  DeliveryMaker maker(tx, context, scope);
  std::vector<Delivery> made;
  for (std::int64_t time = 0; time < wish.times; ++time) {
    for (const auto& receiver : receivers) {
      if (!DeliveryMaker::can_tell(*event, receiver.dialect)) {
        return Error(ErrorCode::conflict,
                     "An older version recorded this event and did not keep what its webhooks say");
      }
      const auto shown_id =
          wish.same_delivery_id ? store::deliveries::first_for(tx, event->seq, receiver.seq) : std::nullopt;
      made.push_back(store::deliveries::get(tx, maker.make(*event, receiver, shown_id)));
    }
  }
  return made;
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

Status attempt_again(Tx& tx, std::int64_t seq, const DeliveryId& id) {
  if (store::deliveries::is_pending(tx, seq, id)) {
    auto delivery = store::deliveries::get(tx, seq);
    delivery.due_at = std::min(delivery.due_at, tx.now());
    store::deliveries::update(tx, delivery);
    tx.notice.deliveries = true;
  }
  return Done{};
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
    const auto next = next_attempt_at(delivery.dialect, delivery.retry, attempt.number, attempt.at);
    delivery.state = next ? DeliveryState::pending : DeliveryState::failed;
    delivery.due_at = next.value_or(delivery.due_at);
    tx.notice.timers = next && *next < tx.now() + limits::scheduler_look_again;
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
