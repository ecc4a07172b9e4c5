#include "core/domain/dialect.h"

#include "core/domain/event_type.h"

#include <array>
#include <chrono>

namespace satsrail {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 3> k_dialects{"seed", "docs", "stream"};
constexpr std::array<std::string_view, 3> k_policies{"real", "fast", "off"};

constexpr std::array<Duration, 4> k_five_attempts{1min, 5min, 30min, 120min};  // seed; stream says nothing of its own
constexpr std::array<Duration, 3> k_four_attempts{30s, 5min, 30min};
constexpr std::array<Duration, 4> k_fast{1s, 2s, 4s, 8s};

template <class Name>
std::optional<Name> find_name(const std::array<std::string_view, 3>& names, std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) {
      return static_cast<Name>(i);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Dialect dialect) {
  return k_dialects[static_cast<std::size_t>(dialect)];
}

std::optional<Dialect> parse_dialect(std::string_view text) {
  return find_name<Dialect>(k_dialects, text);
}

std::string_view to_string(RetryPolicy policy) {
  return k_policies[static_cast<std::size_t>(policy)];
}

std::optional<RetryPolicy> parse_retry_policy(std::string_view text) {
  return find_name<RetryPolicy>(k_policies, text);
}

std::span<const Duration> retry_schedule(Dialect dialect, RetryPolicy policy) {
  const std::span<const Duration> real = dialect == Dialect::docs ? std::span<const Duration>(k_four_attempts)
                                                                  : std::span<const Duration>(k_five_attempts);
  switch (policy) {
    case RetryPolicy::real:
      return real;
    case RetryPolicy::fast:
      return std::span<const Duration>(k_fast).first(real.size());
    case RetryPolicy::off:
      break;
  }
  return {};
}

int attempts_max(Dialect dialect, RetryPolicy policy) {
  return 1 + static_cast<int>(retry_schedule(dialect, policy).size());
}

std::optional<Time> next_attempt_at(Dialect dialect, RetryPolicy policy, int attempts, Time last_attempt_at) {
  const auto schedule = retry_schedule(dialect, policy);
  if (attempts < 1 || attempts > static_cast<int>(schedule.size())) {
    return std::nullopt;
  }
  return last_attempt_at + schedule[static_cast<std::size_t>(attempts - 1)];
}

std::vector<std::string> default_events(Dialect dialect) {
  switch (dialect) {
    case Dialect::docs:
      return {event_type::docs.begin(), event_type::docs.end()};
    case Dialect::stream:
      return {event_type::stream.begin(), event_type::stream.end()};
    case Dialect::seed:
      break;
  }
  return {std::string(event_type::checkout_completed)};
}

}  // namespace satsrail
