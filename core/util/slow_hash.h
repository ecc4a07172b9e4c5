#pragma once
// PBKDF2 with HMAC-SHA256: what a password is kept as. Meant to be slow; `rounds` say how much.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace satsrail::crypto {

std::array<std::uint8_t, 32> slow_hash(std::string_view password, std::span<const std::uint8_t> salt, int rounds);

}  // namespace satsrail::crypto
