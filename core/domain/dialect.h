#pragma once
// How an endpoint is spoken to: three published descriptions of SatsRail's webhooks disagree, and a receiver written
// from one of them cannot read the others. An endpoint has one dialect: it decides the body, the value of the one
// header that they all use differently, which events are sent by default, and when a failed attempt is repeated.

#include "core/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

enum class Dialect : std::uint8_t {
  seed,    // flat body, `X-SatsRail-Signature: sha256=<hex>`; checkout.completed
  docs,    // {"id","event","type",…,"data":{"object"}}; seven events of orders, invoices and payments
  stream,  // {"id","type","payload"}, `X-SatsRail-Signature: <hex>`; the three events of products and merchants
};
std::string_view to_string(Dialect dialect);
std::optional<Dialect> parse_dialect(std::string_view text);

// When a failed attempt is repeated.
enum class RetryPolicy : std::uint8_t {
  real,  // as the dialect's description says
  fast,  // as often, and a few seconds apart
  off,   // never
};
std::string_view to_string(RetryPolicy policy);
std::optional<RetryPolicy> parse_retry_policy(std::string_view text);

// The waits after each failed attempt but the last, on the sandbox clock.
std::span<const Duration> retry_schedule(Dialect dialect, RetryPolicy policy);
int attempts_max(Dialect dialect, RetryPolicy policy);
// When the next attempt is due after `attempts` failed ones; nothing when the schedule is used up.
std::optional<Time> next_attempt_at(Dialect dialect, RetryPolicy policy, int attempts, Time last_attempt_at);

// What an endpoint that names no events is told of.
std::vector<std::string> default_events(Dialect dialect);

}  // namespace satsrail
