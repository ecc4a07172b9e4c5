#include "core/lightning/bitcoin_address.h"

#include "core/lightning/bech32.h"
#include "core/util/crypto.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace satsrail {

namespace {

constexpr int k_key_hash = 17;
constexpr int k_script_hash = 18;
constexpr std::size_t k_hash_bytes = 20;

// Long division of a big-endian number by 58; 25 bytes at most, so its cost does not matter.
std::string base58(std::vector<std::uint8_t> number) {
  constexpr std::string_view k_letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const auto first_digit = std::find_if(number.begin(), number.end(), [](std::uint8_t byte) { return byte != 0; });
  const auto leading_zeros = static_cast<std::size_t>(first_digit - number.begin());
  std::string text;
  while (std::any_of(number.begin(), number.end(), [](std::uint8_t byte) { return byte != 0; })) {
    unsigned remainder = 0;
    for (std::uint8_t& byte : number) {
      const unsigned part = remainder << 8 | byte;
      byte = static_cast<std::uint8_t>(part / 58);
      remainder = part % 58;
    }
    text += k_letters[remainder];
  }
  text.append(leading_zeros, k_letters.front());
  std::reverse(text.begin(), text.end());
  return text;
}

std::string base58check(std::uint8_t version, std::span<const std::uint8_t> payload) {
  std::vector<std::uint8_t> number(1 + payload.size());
  number.front() = version;
  std::copy(payload.begin(), payload.end(), number.begin() + 1);
  const auto sum = crypto::sha256(crypto::sha256(number));
  number.insert(number.end(), sum.begin(), sum.begin() + 4);
  return base58(std::move(number));
}

bool is_witness_program(int version, std::size_t size) {
  if (version == 0) {
    return size == 20 || size == 32;
  }
  return version >= 1 && version <= 16 && size >= 2 && size <= 40;
}

}  // namespace

std::string fallback_address(Network network, int version, std::span<const std::uint8_t> program) {
  const NetworkInfo& info = network_info(network);
  if (version == k_key_hash || version == k_script_hash) {
    const std::uint8_t kind = version == k_key_hash ? info.key_hash_version : info.script_hash_version;
    return program.size() == k_hash_bytes ? base58check(kind, program) : std::string();
  }
  if (!is_witness_program(version, program.size())) {
    return {};
  }
  bech32::Words words{static_cast<std::uint8_t>(version)};
  bech32::append_words(words, program);
  return bech32::encode(info.address_prefix, words, version == 0 ? bech32::Variant::bech32 : bech32::Variant::bech32m);
}

}  // namespace satsrail
