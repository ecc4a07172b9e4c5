#include "core/id.h"

#include "core/util/crypto.h"
#include "core/util/hex.h"

#include <algorithm>
#include <atomic>

namespace satsrail {

namespace {

constexpr bool is_dash_place(std::size_t place) {
  return place == 8 || place == 13 || place == 18 || place == 23;
}

std::uint64_t read_u64(std::span<const std::uint8_t, 8> bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) {
    value = value << 8 | byte;
  }
  return value;
}

// Appends `length` digits drawn evenly from `digits`: bytes of the last, incomplete round of the range are
// thrown away, because taking them modulo the size would favour the first digits.
void append_random_digits(std::string& out, std::string_view digits, std::size_t length, Entropy& entropy) {
  const std::size_t usable = 256 - 256 % digits.size();
  const std::size_t wanted = out.size() + length;
  while (out.size() < wanted) {
    for (const std::uint8_t byte : entropy.bytes<16>()) {
      if (byte < usable && out.size() < wanted) {
        out += digits[byte % digits.size()];
      }
    }
  }
}

// A bijection that scatters neighbours (the finalizer of splitmix64), so equal results mean equal inputs.
constexpr std::uint64_t scatter(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

}  // namespace

Uuid Uuid::v7(Time now, Entropy& entropy) {
  const std::uint64_t tick = entropy.next_tick(now);
  const std::uint64_t random = read_u64(entropy.bytes<8>());
  // Layout of RFC 9562, section 5.7: 48 bits of time, version, 12 bits, variant, 62 bits. The counter of the
  // tick fills the 12 bits and the first 8 of the 62.
  const std::uint64_t millis = tick >> 20;
  const std::uint64_t counter = tick & 0xFFFFF;
  const std::uint64_t high = millis << 16 | 0x7000 | counter >> 8;
  const std::uint64_t low = std::uint64_t{2} << 62 | (counter & 0xFF) << 54 | random >> 10;

  Uuid uuid;
  char* out = write_hex(uuid.m_text.data(), high >> 32, 8);
  *out++ = '-';
  out = write_hex(out, high >> 16, 4);
  *out++ = '-';
  out = write_hex(out, high, 4);
  *out++ = '-';
  out = write_hex(out, low >> 48, 4);
  *out++ = '-';
  write_hex(out, low, 12);
  return uuid;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != k_size) {
    return std::nullopt;
  }
  Uuid uuid;
  for (std::size_t place = 0; place < k_size; ++place) {
    char letter = text[place];
    if (letter >= 'A' && letter <= 'F') {
      letter = static_cast<char>(letter + ('a' - 'A'));
    }
    const bool is_hex = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    if (is_dash_place(place) ? letter != '-' : !is_hex) {
      return std::nullopt;
    }
    uuid.m_text[place] = letter;
  }
  return uuid;
}

std::string make_token(std::string_view prefix, Time now, Entropy& entropy) {
  std::array<std::uint8_t, 6 + 16> number;
  const auto millis = static_cast<std::uint64_t>(to_millis(now));
  for (std::size_t i = 0; i < 6; ++i) {
    number[i] = static_cast<std::uint8_t>(millis >> (8 * (5 - i)));
  }
  entropy.fill(std::span(number).subspan(6));
  std::string token;
  token.reserve(prefix.size() + 30);
  token += prefix;
  append_base62(token, number, 30);
  return token;
}

std::string make_order_number(Time now, Entropy& entropy) {
  std::string number = "ORD-0000000000000000";
  write_hex(number.data() + 4, entropy.next_tick(now), 16);
  for (char& letter : number) {
    if (letter >= 'a') {
      letter = static_cast<char>(letter - ('a' - 'A'));
    }
  }
  return number;
}

std::string make_order_number(Time now) {
  static OsEntropy source;
  return make_order_number(now, source);
}

std::string make_secret(std::string_view prefix, std::size_t length, Entropy& entropy) {
  std::string secret;
  secret.reserve(prefix.size() + length);
  secret += prefix;
  append_random_digits(secret, k_base62_digits, length, entropy);
  return secret;
}

std::string make_slug(Entropy& entropy) {
  std::string slug = "prod_";
  append_random_digits(slug, "0123456789abcdefghijklmnopqrstuvwxyz", 12, entropy);
  return slug;
}

std::string make_request_id() {
  struct Keys {
    std::uint64_t first;
    std::uint64_t second;
  };
  static const Keys k_keys = [] {
    std::array<std::uint8_t, 16> random;
    crypto::os_random(random);
    const std::span<const std::uint8_t, 16> bytes(random);
    return Keys{read_u64(bytes.first<8>()), read_u64(bytes.last<8>())};
  }();
  static std::atomic<std::uint64_t> counter{0};
  const std::uint64_t turn = counter.fetch_add(1, std::memory_order_relaxed);

  std::string id(28, '\0');
  std::copy_n("req_", 4, id.data());
  char* const out = write_hex(id.data() + 4, scatter(k_keys.first + turn), 16);
  write_hex(out, scatter(k_keys.second + turn), 8);
  return id;
}

}  // namespace satsrail
