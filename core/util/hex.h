#pragma once
// Bytes as text and text as bytes: hex, base62, percent-encoding, UTF-8.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

// Lower-case hex.
std::string to_hex(std::span<const std::uint8_t> bytes);
void append_hex(std::string& out, std::span<const std::uint8_t> bytes);
// The lowest `digits` hex digits of `value`, high first. Returns the end of what was written.
char* write_hex(char* out, std::uint64_t value, int digits);

// Either case. Nothing for an odd length or any other character.
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);
// True when `text` is exactly the hex of out.size() bytes; `out` is unspecified otherwise.
bool decode_hex(std::string_view text, std::span<std::uint8_t> out);
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> from_hex_array(std::string_view text) {
  std::array<std::uint8_t, N> out;
  return decode_hex(text, out) ? std::optional(out) : std::nullopt;
}

// In ASCII order, so that encoded numbers of one width sort as the numbers do.
inline constexpr std::string_view k_base62_digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
// Appends a big-endian number of at most 32 bytes as exactly `width` digits, zeros in front.
void append_base62(std::string& out, std::span<const std::uint8_t> big_endian, std::size_t width);

// RFC 3986: everything but letters, digits and "-._~" becomes %XX.
std::string percent_encode(std::string_view text);
enum class Plus : bool { literal, space };  // form encoding and query strings write a space as '+'
// Nothing when a '%' is not followed by two hex digits. The result may hold any byte.
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::literal);

// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);
// Code points of valid UTF-8.
std::size_t utf8_length(std::string_view text);
// The longest start of valid UTF-8 that has at most `bytes_max` bytes and ends between two code points.
std::string_view truncate_utf8(std::string_view text, std::size_t bytes_max);

}  // namespace satsrail
