#pragma once
// The headers of a webhook. The signature covers the exact bytes of the body; the timestamps are real time, because
// receivers compare them with their own clocks and refuse more than five minutes of difference.

#include "core/domain/delivery.h"
#include "core/domain/webhook_endpoint.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <string_view>

namespace satsrail::service::webhooks {

// Hex HMAC-SHA256 of the body, keyed with the whole secret, `whsec_` included.
std::string sign(std::string_view secret, std::string_view body);

// Every header of every dialect that collides with nothing, `X-SatsRail-Signature` in the endpoint's dialect
// (`sha256=<hex>`, in the stream dialect the hex alone), and the endpoint's own headers.
HeaderList headers(const Delivery& delivery, const WebhookEndpoint& endpoint, Time real_now);

}  // namespace satsrail::service::webhooks
