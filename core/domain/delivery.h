#pragma once
// An event owed to an endpoint, and the attempts to hand it over.

#include "core/domain/scope.h"
#include "core/id.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <array>
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
};

// Published for the seed dialect: four retries after the first attempt, each counted from the failure before it.
inline constexpr std::array<std::chrono::minutes, 4> k_retry_schedule{
    std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(30), std::chrono::minutes(120)};
inline constexpr int k_attempts_max = 1 + static_cast<int>(k_retry_schedule.size());

// When the next attempt is due after `attempts` failed ones; nothing when the schedule is used up.
std::optional<Time> next_attempt_at(int attempts, Time last_attempt_at);

struct Delivery {
  std::int64_t seq = 0;
  DeliveryId id;
  Scope scope;
  std::int64_t event_seq = 0;
  std::string event_id;
  std::string event_type;
  std::int64_t endpoint_seq = 0;
  std::string endpoint_id;
  std::string url;
  DeliveryState state = DeliveryState::pending;
  int attempt_count = 0;
  Time due_at{};
  std::optional<int> last_status;
  std::string body;  // the exact bytes of every attempt
  Time created_at{};
  Time updated_at{};
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
