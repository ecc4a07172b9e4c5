#pragma once
// Bech32 (BIP 173) and bech32m (BIP 350): text with a checksum, in 5-bit words. Without BIP 173's limit of 90
// characters, which BOLT11 lifts.

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::bech32 {

inline constexpr std::size_t k_checksum_words = 6;

using Words = std::vector<std::uint8_t>;  // each 0..31

enum class Variant : std::uint8_t { bech32, bech32m };  // BOLT11 and witness version 0; later witness versions

struct Decoded {
  std::string prefix;  // lower case, the part before the last '1'
  Words words;         // without the checksum
};

// `prefix` in lower case.
std::string encode(std::string_view prefix, std::span<const std::uint8_t> words, Variant variant = Variant::bech32);
// All upper or all lower case. Error: validation_error, a sentence that says what is wrong.
Result<Decoded> decode(std::string_view text, Variant variant = Variant::bech32);

// Bytes to words, most significant bit first, the last word padded with zeros.
void append_words(Words& words, std::span<const std::uint8_t> bytes);
// Words to bytes. Nothing when what is left at the end is more than four bits or not zero (BIP 173).
std::optional<std::vector<std::uint8_t>> to_bytes(std::span<const std::uint8_t> words);
// The same, but what is left becomes a last byte, filled up with zero bits.
void append_padded_bytes(std::vector<std::uint8_t>& bytes, std::span<const std::uint8_t> words);

}  // namespace satsrail::bech32
