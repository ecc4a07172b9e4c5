#pragma once
// An event owed to an endpoint, and the attempts to hand it over.

#include "core/domain/dialect.h"
#include "core/domain/scope.h"
#include "core/id.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail {

enum class DeliveryState : std::uint8_t {
  pending,    // an attempt is due at due_at
  delivered,  // an attempt was answered 2xx
  failed,     // the schedule is used up
  cancelled,  // its endpoint was deleted
  collected,  // kept for a test to read; sent only by hand
};

struct Delivery {
  std::int64_t seq = 0;
  DeliveryId id;
  DeliveryId shown_id;  // what X-Webhook-Delivery-ID says: its own id, or that of the delivery which it repeats
  Scope scope;
  std::int64_t event_seq = 0;
  std::string event_id;
  std::string event_type;
  std::int64_t endpoint_seq = 0;
  std::string endpoint_id;
  std::string url;
  Dialect dialect = Dialect::seed;
  RetryPolicy retry = RetryPolicy::real;
  DeliveryState state = DeliveryState::pending;
  int attempt_count = 0;
  Time due_at{};
  std::optional<int> last_status;
  std::string body;  // the exact bytes of every attempt
  Time created_at{};
  Time updated_at{};

  int attempts_max() const { return satsrail::attempts_max(dialect, retry); }
};

struct DeliveryAttempt {
  std::int64_t seq = 0;
  std::int64_t delivery_seq = 0;
  int number = 1;
  Time at{};
  std::chrono::milliseconds duration{0};
  HeaderList request_headers;
  std::optional<int> status;  // nothing: no HTTP answer
  HeaderList response_headers;
  std::string response_body;
  std::string error;
};

std::string_view to_string(DeliveryState state);
DeliveryState parse_delivery_state(std::string_view stored);

}  // namespace satsrail
