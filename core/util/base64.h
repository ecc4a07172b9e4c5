#pragma once
// Base64 (RFC 4648), in which gRPC's JSON writes bytes, and product keys are written.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

// The standard alphabet, padded.
std::string to_base64(std::span<const std::uint8_t> bytes);
// The URL-safe alphabet, not padded.
std::string to_base64url(std::span<const std::uint8_t> bytes);
// The standard and the URL-safe alphabet, padded or not. Nothing for any other character, a length that no bytes have,
// and bits left over that are not zero.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace satsrail
