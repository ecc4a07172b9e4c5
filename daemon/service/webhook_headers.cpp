#include "daemon/service/webhook_headers.h"

#include "core/util/crypto.h"
#include "core/util/hex.h"

namespace satsrail::service::webhooks {

std::string sign(std::string_view secret, std::string_view body) {
  return to_hex(crypto::hmac_sha256(secret, body));
}

HeaderList headers(const Delivery& delivery, const WebhookEndpoint& endpoint, Time real_now) {
  const auto signature = sign(endpoint.secret, delivery.body);
  const bool bare = endpoint.options.dialect == Dialect::stream;
  const auto timestamp = std::to_string(to_unix_seconds(real_now));
  HeaderList list{
      {"Content-Type", "application/json"},
      {"User-Agent", "SatsRail-Webhook/1.0"},
      {"X-SatsRail-Signature", bare ? signature : "sha256=" + signature},
      {"X-SatsRail-Timestamp", timestamp},
      {"X-SatsRail-Event", delivery.event_type},
      {"X-Webhook-Signature", signature},
      {"X-Webhook-Timestamp", timestamp},
      {"X-Webhook-Event", delivery.event_type},
      {"X-Webhook-Delivery-ID", delivery.shown_id.str()},
      {"X-Idempotency-Key", delivery.event_id},
  };
  list.insert(list.end(), endpoint.options.headers.begin(), endpoint.options.headers.end());
  return list;
}

}  // namespace satsrail::service::webhooks
