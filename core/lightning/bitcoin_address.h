#pragma once
// Addresses on the chain, as far as the fallback field of a BOLT11 invoice needs them: versions 0 to 16 are witness
// versions (BIP 173, BIP 350), 17 is a key's hash and 18 a script's (base58check).

#include "core/lightning/network.h"
#include "core/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

// The address that a version and its program stand for. Empty for any other version, and for a program whose length
// its version does not allow.
std::string fallback_address(Network network, int version, std::span<const std::uint8_t> program);

struct AddressProgram {
  int version = 0;
  std::vector<std::uint8_t> program;
  friend bool operator==(const AddressProgram&, const AddressProgram&) = default;
};

// The way back: P2PKH, P2SH, P2WPKH, P2WSH, P2TR and later witness versions, of this network alone. Testnet, signet and
// regtest share their base58 addresses, testnet and signet the others too.
// Error: validation_error, one sentence that says what is wrong.
Result<AddressProgram> parse_address(Network network, std::string_view text);

}  // namespace satsrail
