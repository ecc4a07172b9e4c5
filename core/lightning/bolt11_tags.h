#pragma once
// What the writer and the reader of BOLT11 must agree on.

#include "core/util/crypto.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace satsrail::bolt11 {

// The tag of a field is the value of its bech32 letter.
enum class Tag : std::uint8_t {
  payment_hash = 1,       // p
  route = 3,              // r
  features = 5,           // 9
  expiry = 6,             // x
  fallback = 9,           // f
  description = 13,       // d
  payment_secret = 16,    // s
  payee = 19,             // n
  description_hash = 23,  // h
  min_final_cltv = 24,    // c
  metadata = 27,          // m
};

inline constexpr std::size_t k_timestamp_words = 7;   // 35 bits
inline constexpr std::size_t k_field_head_words = 3;  // tag, and a length of 10 bits
inline constexpr std::size_t k_field_words_max = 1023;
inline constexpr std::size_t k_hash_words = 52;        // 256 bits
inline constexpr std::size_t k_public_key_words = 53;  // 264 bits
inline constexpr std::size_t k_hop_bytes = 33 + 8 + 4 + 4 + 2;
inline constexpr std::size_t k_route_hops_max = k_field_words_max * 5 / 8 / k_hop_bytes;
inline constexpr std::size_t k_signature_words = 104;  // 64 bytes and the recovery id

// What is signed: the prefix with its amount, then the words packed into bytes, zero bits behind.
crypto::Digest signing_digest(std::string_view prefix, std::span<const std::uint8_t> words);

}  // namespace satsrail::bolt11
