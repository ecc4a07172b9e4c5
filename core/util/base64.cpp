#include "core/util/base64.h"

#include <algorithm>

namespace satsrail {

namespace {

constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// 0 to 63, or -1.
int digit(char letter) {
  if (letter == '-' || letter == '_') {
    return letter == '-' ? 62 : 63;
  }
  const auto found = k_digits.find(letter);
  return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? bytes[i + k] : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? k_digits[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

std::string to_base64url(std::span<const std::uint8_t> bytes) {
  auto text = to_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(std::min(text.find('='), text.size()));
  return text;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) {
      text.remove_suffix(1);
    }
  }
  if (text.size() % 4 == 1) {
    return std::nullopt;
  }
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t rest = 0;
  int bits = 0;
  for (const char letter : text) {
    const int value = digit(letter);
    if (value < 0) {
      return std::nullopt;
    }
    rest = rest << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(rest >> bits));
      rest &= (1U << bits) - 1;
    }
  }
  return rest == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace satsrail
