#pragma once

#include "core/lightning/network.h"

#include <cstdint>
#include <span>
#include <string>

namespace satsrail {

// The on-chain address that a BOLT11 fallback field stands for: versions 0 to 16 are witness versions (BIP 173,
// BIP 350), 17 is a key's hash and 18 a script's (base58check). Empty for any other version, and for a program
// whose length its version does not allow.
std::string fallback_address(Network network, int version, std::span<const std::uint8_t> program);

}  // namespace satsrail
