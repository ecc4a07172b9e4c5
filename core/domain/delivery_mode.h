#pragma once
// What becomes of a merchant's new deliveries.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace satsrail {

enum class DeliveryMode : std::uint8_t {
  async,    // sent at once, and nobody waits for them
  sync,     // an API call is answered when the first attempts of what it caused are made
  collect,  // not sent: kept for a test to read
};

inline constexpr std::array<std::string_view, 3> k_delivery_modes{"async", "sync", "collect"};

constexpr std::string_view to_string(DeliveryMode mode) {
  return k_delivery_modes[static_cast<std::size_t>(mode)];
}

constexpr std::optional<DeliveryMode> parse_delivery_mode(std::string_view text) {
  for (std::size_t i = 0; i < k_delivery_modes.size(); ++i) {
    if (k_delivery_modes[i] == text) {
      return static_cast<DeliveryMode>(i);
    }
  }
  return std::nullopt;
}

}  // namespace satsrail
