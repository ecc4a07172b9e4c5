#pragma once
// Webhook endpoints, and the deliveries that are owed to them.

#include "core/domain/delivery.h"
#include "core/domain/webhook_endpoint.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <string_view>

namespace satsrail::service::webhooks {

enum class Life { permanent, temporary };

// Errors: validation_error when the merchant has limits::webhook_endpoints_max already.
Result<WebhookEndpoint> create(Tx& tx, const Context& context, const Scope& scope, const WebhookEndpointInput& input,
                               Life life = Life::permanent);
Result<WebhookEndpoint> find(Tx& tx, const Scope& scope, std::string_view id);
Result<WebhookEndpoint> update(Tx& tx, const Scope& scope, std::string_view id, const WebhookEndpointChange& change);
Status remove(Tx& tx, const Scope& scope, std::string_view id);

Result<Delivery> find_delivery(Tx& tx, const Scope& scope, std::string_view id);
// One more attempt, due now. Errors: conflict when the endpoint is deleted or inactive.
Result<Delivery> retry(Tx& tx, const Scope& scope, std::string_view id);

// What came of an attempt: recorded, and the delivery moved on. Returns the delivery as it stands then.
// Errors: not_found when the sandbox was reset while the attempt was under way.
Result<Delivery> record_attempt(Tx& tx, const DeliveryId& id, DeliveryAttempt attempt);

}  // namespace satsrail::service::webhooks
