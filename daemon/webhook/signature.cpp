#include "daemon/webhook/signature.h"

#include "core/util/crypto.h"
#include "core/util/hex.h"

namespace satsrail::webhook {

std::string sign(std::string_view secret, std::string_view body) {
  return to_hex(crypto::hmac_sha256(secret, body));
}

HeaderList headers(const Delivery& delivery, std::string_view secret, Time real_now) {
  const auto signature = sign(secret, delivery.body);
  const auto timestamp = std::to_string(to_unix_seconds(real_now));
  return {
      {"Content-Type", "application/json"},
      {"User-Agent", "SatsRail-Webhook/1.0"},
      {"X-SatsRail-Signature", "sha256=" + signature},
      {"X-SatsRail-Timestamp", timestamp},
      {"X-SatsRail-Event", delivery.event_type},
      {"X-Webhook-Signature", signature},
      {"X-Webhook-Timestamp", timestamp},
      {"X-Webhook-Event", delivery.event_type},
      {"X-Webhook-Delivery-ID", delivery.id.str()},
      {"X-Idempotency-Key", delivery.event_id},
  };
}

}  // namespace satsrail::webhook
