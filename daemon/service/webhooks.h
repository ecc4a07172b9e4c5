#pragma once
// Webhook endpoints, and the deliveries that are owed to them.

#include "core/domain/delivery.h"
#include "core/domain/webhook_endpoint.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service::webhooks {

enum class Life { permanent, temporary };

// Looks at the files that an endpoint names. Error: validation_error when one cannot be read.
Status check_files(const DeliveryOptionsChange& options);

// Errors: validation_error when the merchant has limits::webhook_endpoints_max (temporary: temporary_endpoints_max).
Result<WebhookEndpoint> create(Tx& tx, const Context& context, const Scope& scope, const WebhookEndpointInput& input,
                               Life life = Life::permanent);
Result<WebhookEndpoint> find(Tx& tx, const Scope& scope, std::string_view id);
Result<WebhookEndpoint> update(Tx& tx, const Scope& scope, std::string_view id, const WebhookEndpointChange& change);
Status remove(Tx& tx, const Scope& scope, std::string_view id);

// Temporary copies of every active endpoint that is registered, which are told what it is told, signed as for it, at
// `target`; a target without a path takes that of the registered address. Errors: as create().
Result<std::vector<WebhookEndpoint>> copy_to(Tx& tx, const Context& context, const Scope& scope,
                                             const std::string& target);
// Makes due what happened after that event and the endpoints would have been told of, oldest first.
// Error: validation_error when that is more than limits::replayed_events_max.
Status owe_since(Tx& tx, const Context& context, const Scope& scope, std::int64_t after_event,
                 const std::vector<WebhookEndpoint>& endpoints);

struct Resend {
  std::string event_id;
  std::int64_t times = 1;
  std::optional<std::string> webhook_id;  // absent: every active endpoint that subscribes to it
  bool same_delivery_id = false;          // X-Webhook-Delivery-ID repeats that of the endpoint's first delivery
};
// New deliveries of an old event. Errors: not_found, conflict when there is nobody to send it to, validation_error when
// it would make more than limits::resent_deliveries_max.
Result<std::vector<Delivery>> resend(Tx& tx, const Context& context, const Scope& scope, const Resend& wish);

Result<Delivery> find_delivery(Tx& tx, const Scope& scope, std::string_view id);
// One more attempt, due now; of one that was collected the first. Errors: conflict when the endpoint is deleted or
// inactive.
Result<Delivery> retry(Tx& tx, const Scope& scope, std::string_view id);

// The target of a delivery that is still pending is back: its next attempt is due now.
Status attempt_again(Tx& tx, std::int64_t seq, const DeliveryId& id);

// What came of an attempt: recorded, and the delivery moved on. Returns the delivery as it stands then.
// Errors: not_found when the sandbox was reset while the attempt was under way.
Result<Delivery> record_attempt(Tx& tx, const DeliveryId& id, DeliveryAttempt attempt);

}  // namespace satsrail::service::webhooks
