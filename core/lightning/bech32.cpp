#include "core/lightning/bech32.h"

#include <array>

namespace satsrail::bech32 {

namespace {

constexpr std::string_view k_letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::uint8_t k_no_word = 0xFF;

constexpr auto k_word_of_letter = [] {
  std::array<std::uint8_t, 128> table{};
  table.fill(k_no_word);
  for (std::size_t word = 0; word < k_letters.size(); ++word) {
    table[static_cast<std::size_t>(k_letters[word])] = static_cast<std::uint8_t>(word);
  }
  return table;
}();

// What each value of the 5 bits that leave the register adds to it: the generator of BIP 173, summed ahead.
constexpr auto k_feedback = [] {
  constexpr std::array<std::uint32_t, 5> k_generator{0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3};
  std::array<std::uint32_t, 32> table{};
  for (std::size_t top = 0; top < table.size(); ++top) {
    for (std::size_t bit = 0; bit < k_generator.size(); ++bit) {
      table[top] ^= (top >> bit & 1) != 0 ? k_generator[bit] : 0;
    }
  }
  return table;
}();

class Checksum {
 public:
  explicit Checksum(std::string_view prefix) {
    for (const char letter : prefix) {
      add(static_cast<std::uint8_t>(letter >> 5));
    }
    add(0);
    for (const char letter : prefix) {
      add(static_cast<std::uint8_t>(letter & 31));
    }
  }
  void add(std::uint8_t word) { m_value = ((m_value & 0x1FFFFFF) << 5) ^ word ^ k_feedback[m_value >> 25]; }
  std::uint32_t value() const { return m_value; }

 private:
  std::uint32_t m_value = 1;
};

constexpr std::uint32_t target(Variant variant) {
  return variant == Variant::bech32 ? 1 : 0x2BC830A3;
}

Error malformed(std::string message) {
  return {ErrorCode::validation_error, std::move(message)};
}

}  // namespace

std::string encode(std::string_view prefix, std::span<const std::uint8_t> words, Variant variant) {
  Checksum checksum(prefix);
  std::string text;
  text.reserve(prefix.size() + 1 + words.size() + k_checksum_words);
  text.append(prefix).append(1, '1');
  for (const std::uint8_t word : words) {
    checksum.add(word);
    text += k_letters[word];
  }
  for (std::size_t i = 0; i < k_checksum_words; ++i) {
    checksum.add(0);
  }
  const std::uint32_t sum = checksum.value() ^ target(variant);
  for (std::size_t i = 0; i < k_checksum_words; ++i) {
    text += k_letters[sum >> (5 * (k_checksum_words - 1 - i)) & 31];
  }
  return text;
}

Result<Decoded> decode(std::string_view text, Variant variant) {
  bool any_lower = false;
  bool any_upper = false;
  std::string lower(text);
  for (char& letter : lower) {
    if (letter < 33 || letter > 126) {
      return malformed("it holds a character that bech32 does not allow");
    }
    any_lower = any_lower || (letter >= 'a' && letter <= 'z');
    if (letter >= 'A' && letter <= 'Z') {
      any_upper = true;
      letter = static_cast<char>(letter + ('a' - 'A'));
    }
  }
  if (any_lower && any_upper) {
    return malformed("it mixes upper and lower case");
  }
  const std::size_t separator = lower.rfind('1');
  if (separator == std::string::npos || separator == 0) {
    return malformed("it has no prefix that ends in 1");
  }
  if (lower.size() - separator - 1 < k_checksum_words) {
    return malformed("it is too short to hold a checksum");
  }

  Decoded decoded;
  decoded.prefix = lower.substr(0, separator);
  decoded.words.reserve(lower.size() - separator - 1);
  Checksum checksum(decoded.prefix);
  for (const char letter : std::string_view(lower).substr(separator + 1)) {
    const std::uint8_t word = k_word_of_letter[static_cast<std::size_t>(letter)];
    if (word == k_no_word) {
      return malformed(std::string("the letter \"") + letter + "\" is not one of bech32's");
    }
    decoded.words.push_back(word);
    checksum.add(word);
  }
  if (checksum.value() != target(variant)) {
    return malformed("its checksum is wrong, so it was mistyped or cut");
  }
  decoded.words.resize(decoded.words.size() - k_checksum_words);
  return decoded;
}

void append_words(Words& words, std::span<const std::uint8_t> bytes) {
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 5;) {
      held -= 5;
      words.push_back(static_cast<std::uint8_t>(bits >> held & 31));
    }
    bits &= 31;
  }
  if (held > 0) {
    words.push_back(static_cast<std::uint8_t>(bits << (5 - held) & 31));
  }
}

void append_padded_bytes(std::vector<std::uint8_t>& bytes, std::span<const std::uint8_t> words) {
  bytes.reserve(bytes.size() + words.size() * 5 / 8 + 1);
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::uint8_t word : words) {
    bits = (bits << 5 | word) & 0xFFF;
    held += 5;
    if (held >= 8) {
      held -= 8;
      bytes.push_back(static_cast<std::uint8_t>(bits >> held));
    }
  }
  if (held > 0) {
    bytes.push_back(static_cast<std::uint8_t>(bits << (8 - held)));
  }
}

std::optional<std::vector<std::uint8_t>> to_bytes(std::span<const std::uint8_t> words) {
  const std::size_t left = words.size() * 5 % 8;
  if (left > 4 || (!words.empty() && (words.back() & ((1U << left) - 1)) != 0)) {
    return std::nullopt;
  }
  std::vector<std::uint8_t> bytes;
  append_padded_bytes(bytes, words);
  bytes.resize(words.size() * 5 / 8);
  return bytes;
}

}  // namespace satsrail::bech32
