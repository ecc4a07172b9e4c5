#pragma once
// The headers of a webhook. The signature covers the exact bytes of the body; the timestamps are real time, because
// receivers compare them with their own clocks and refuse more than five minutes of difference.

#include "core/domain/delivery.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <string_view>

namespace satsrail::webhook {

// Hex HMAC-SHA256 of the body, keyed with the whole secret, `whsec_` included.
std::string sign(std::string_view secret, std::string_view body);

// The seed dialect's `X-SatsRail-Signature: sha256=<hex>`, and beside it every header of the other dialects that
// collides with nothing.
HeaderList headers(const Delivery& delivery, std::string_view secret, Time real_now);

}  // namespace satsrail::webhook
