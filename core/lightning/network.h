#pragma once
// The Bitcoin networks, as far as their addresses and invoices tell them apart.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

enum class Network : std::uint8_t { mainnet, testnet, signet, regtest };

struct NetworkInfo {
  Network network;
  std::string_view name;             // "regtest"
  std::string_view invoice_prefix;   // "lnbcrt"
  std::string_view address_prefix;   // bech32 addresses: "bcrt"
  std::uint8_t key_hash_version;     // base58 addresses: pay to a key's hash …
  std::uint8_t script_hash_version;  // … and to a script's
};

// Longer prefixes first: every regtest invoice also begins with mainnet's "lnbc", every signet one with "lntb".
inline constexpr std::array k_networks{
    NetworkInfo{Network::regtest, "regtest", "lnbcrt", "bcrt", 111, 196},
    NetworkInfo{Network::signet, "signet", "lntbs", "tb", 111, 196},
    NetworkInfo{Network::testnet, "testnet", "lntb", "tb", 111, 196},
    NetworkInfo{Network::mainnet, "mainnet", "lnbc", "bc", 0, 5},
};

constexpr const NetworkInfo& network_info(Network network) {
  for (const auto& info : k_networks) {
    if (info.network == network) {
      return info;
    }
  }
  return k_networks.front();
}

// "regtest" and the like, as a user writes it.
constexpr std::optional<Network> parse_network(std::string_view name) {
  for (const auto& info : k_networks) {
    if (info.name == name) {
      return info.network;
    }
  }
  return std::nullopt;
}

// What whoever runs a sandbox of this network must know; empty for regtest, which no wallet with money understands.
std::string network_warning(Network network);

}  // namespace satsrail
