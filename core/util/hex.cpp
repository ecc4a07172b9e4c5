#include "core/util/hex.h"

#include <cassert>

namespace satsrail {

namespace {

constexpr std::string_view k_hex_digits = "0123456789abcdef";

// -1 for what is no hex digit.
constexpr int hex_value(char letter) {
  if (letter >= '0' && letter <= '9') {
    return letter - '0';
  }
  const char lower = static_cast<char>(letter | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

constexpr bool is_unreserved(char letter) {
  const char lower = static_cast<char>(letter | 0x20);
  return (lower >= 'a' && lower <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' ||
         letter == '_' || letter == '~';
}

// How many bytes the code point at the start of `text` takes; 0 when it is malformed (Unicode, table 3-7).
std::size_t code_point_size(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto follows = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xBF) {
    return i < text.size() && at(i) >= low && at(i) <= high;
  };
  const std::uint8_t lead = at(0);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return follows(1) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;   // below it the form is overlong
    const std::uint8_t high = lead == 0xED ? 0x9F : 0xBF;  // above it lie the surrogates
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const std::uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;  // above it lies what Unicode does not have
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

constexpr bool is_continuation(char byte) {
  return (static_cast<std::uint8_t>(byte) & 0xC0) == 0x80;
}

}  // namespace

char* write_hex(char* out, std::uint64_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    *out++ = k_hex_digits[(value >> shift) & 0xF];
  }
  return out;
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  const std::size_t start = out.size();
  out.resize(start + 2 * bytes.size());
  char* to = out.data() + start;
  for (const std::uint8_t byte : bytes) {
    *to++ = k_hex_digits[byte >> 4];
    *to++ = k_hex_digits[byte & 0xF];
  }
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string out;
  append_hex(out, bytes);
  return out;
}

bool decode_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != 2 * out.size()) {
    return false;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  std::vector<std::uint8_t> out(text.size() / 2);
  return decode_hex(text, out) ? std::optional(std::move(out)) : std::nullopt;
}

void append_base62(std::string& out, std::span<const std::uint8_t> big_endian, std::size_t width) {
  assert(big_endian.size() <= 32);
  // Divided by 62^5 at a time: the largest power whose remainder still fits a 32-bit limb.
  constexpr std::uint32_t k_chunk = 62U * 62 * 62 * 62 * 62;
  std::array<std::uint32_t, 8> limbs{};  // little-endian
  for (std::size_t i = 0; i < big_endian.size(); ++i) {
    const std::size_t place = big_endian.size() - 1 - i;
    limbs[place / 4] |= std::uint32_t{big_endian[i]} << (8 * (place % 4));
  }
  std::size_t used = (big_endian.size() + 3) / 4;
  out.append(width, '0');
  char* const first = out.data() + out.size() - width;
  char* to = first + width;
  while (used > 0 && to != first) {
    std::uint64_t remainder = 0;
    for (std::size_t i = used; i-- > 0;) {
      const std::uint64_t part = remainder << 32 | limbs[i];
      limbs[i] = static_cast<std::uint32_t>(part / k_chunk);
      remainder = part % k_chunk;
    }
    while (used > 0 && limbs[used - 1] == 0) {
      --used;
    }
    for (int digit = 0; digit < 5 && to != first; ++digit) {
      *--to = k_base62_digits[remainder % 62];
      remainder /= 62;
    }
  }
  assert(used == 0);  // else `width` was too small for the number
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (const char letter : text) {
    if (is_unreserved(letter)) {
      out += letter;
    } else {
      const auto byte = static_cast<std::uint8_t>(letter);
      constexpr std::string_view k_upper_digits = "0123456789ABCDEF";
      out += {'%', k_upper_digits[byte >> 4], k_upper_digits[byte & 0xF]};
    }
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return std::nullopt;
      }
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      out += text[i] == '+' && plus == Plus::space ? ' ' : text[i];
    }
  }
  return out;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = code_point_size(text);
    if (size == 0) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

std::size_t utf8_length(std::string_view text) {
  std::size_t length = 0;
  for (const char byte : text) {
    length += is_continuation(byte) ? 0 : 1;
  }
  return length;
}

std::string_view truncate_utf8(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) {
    return text;
  }
  std::size_t end = bytes_max;
  while (end > 0 && is_continuation(text[end])) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace satsrail
