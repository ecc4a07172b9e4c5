#pragma once
// Domain time: UTC with millisecond precision inside, whole seconds on the wire.

#include <chrono>
#include <cstdint>

namespace satsrail {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Duration>;

constexpr std::int64_t to_millis(Time time) {
  return time.time_since_epoch().count();
}
constexpr Time from_millis(std::int64_t millis) {
  return Time(Duration(millis));
}
// Seconds since the epoch, rounded down: what a BOLT11 timestamp and a time header hold.
constexpr std::int64_t to_unix_seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace satsrail
