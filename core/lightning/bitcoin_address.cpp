#include "core/lightning/bitcoin_address.h"

#include "core/lightning/bech32.h"
#include "core/util/crypto.h"

#include <algorithm>
#include <array>
#include <optional>

namespace satsrail {

namespace {

constexpr int k_key_hash = 17;
constexpr int k_script_hash = 18;
constexpr std::size_t k_hash_bytes = 20;
constexpr std::size_t k_base58_bytes = 1 + k_hash_bytes + 4;  // version, hash, checksum
constexpr std::size_t k_witness_chars_max = 90;               // BIP 173
constexpr std::string_view k_base58_letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// Long division of a big-endian number by 58; 25 bytes at most, so its cost does not matter.
std::string base58(std::vector<std::uint8_t> number) {
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
    text += k_base58_letters[remainder];
  }
  text.append(leading_zeros, k_base58_letters.front());
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

Error not_an_address(std::string_view why) {
  return {ErrorCode::validation_error, "not a Bitcoin address: " + std::string(why)};
}

// The other way round: one multiplication by 58 a letter. Nothing when a letter is none, or the number is too large.
std::optional<std::array<std::uint8_t, k_base58_bytes>> from_base58(std::string_view text) {
  std::array<std::uint8_t, k_base58_bytes> number{};
  for (const char letter : text) {
    const auto digit = k_base58_letters.find(letter);
    if (digit == std::string_view::npos) {
      return std::nullopt;
    }
    auto carry = static_cast<unsigned>(digit);
    for (auto byte = number.rbegin(); byte != number.rend(); ++byte) {
      carry += *byte * 58U;
      *byte = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) {
      return std::nullopt;
    }
  }
  return number;
}

Result<AddressProgram> parse_base58(const NetworkInfo& network, std::string_view text) {
  const auto number = from_base58(text);
  if (!number) {
    return not_an_address("it is neither bech32 nor base58 of 25 bytes");
  }
  const std::uint8_t kind = number->front();
  const auto hash = std::span(*number).subspan(1, k_hash_bytes);
  if (base58check(kind, hash) != text) {
    return not_an_address("its checksum is wrong, so it was mistyped or cut");
  }
  if (kind != network.key_hash_version && kind != network.script_hash_version) {
    return not_an_address("it belongs to another network than " + std::string(network.name));
  }
  return AddressProgram{kind == network.key_hash_version ? k_key_hash : k_script_hash, {hash.begin(), hash.end()}};
}

Result<AddressProgram> parse_witness(const NetworkInfo& network, const bech32::Decoded& decoded,
                                     bech32::Variant variant) {
  if (decoded.prefix != network.address_prefix) {
    return not_an_address("it belongs to another network than " + std::string(network.name));
  }
  if (decoded.words.empty() || decoded.words.front() > 16) {
    return not_an_address("it has no witness version from 0 to 16");
  }
  const int version = decoded.words.front();
  if ((version == 0) != (variant == bech32::Variant::bech32)) {
    return not_an_address("its checksum is of the kind for another witness version");
  }
  auto program = bech32::to_bytes(std::span(decoded.words).subspan(1));
  if (!program) {
    return not_an_address("its padding is not zero, or more than four bits");
  }
  if (!is_witness_program(version, program->size())) {
    return not_an_address("its witness program has a length that its version does not allow");
  }
  return AddressProgram{version, *std::move(program)};
}

}  // namespace

Result<AddressProgram> parse_address(Network network, std::string_view text) {
  const NetworkInfo& info = network_info(network);
  if (text.size() > k_witness_chars_max) {
    return not_an_address("it has more than 90 characters");
  }
  for (const auto variant : {bech32::Variant::bech32, bech32::Variant::bech32m}) {
    if (const auto decoded = bech32::decode(text, variant)) {
      return parse_witness(info, *decoded, variant);
    }
  }
  // Base58 has no letter 0 and knows upper from lower case, so hardly a text can be meant as both.
  const auto mistyped = bech32::decode(text);
  std::string prefix(text.substr(0, info.address_prefix.size() + 1));
  for (char& letter : prefix) {
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
  }
  if (prefix == std::string(info.address_prefix) + "1") {
    return not_an_address(mistyped.error().message());
  }
  return parse_base58(info, text);
}

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
