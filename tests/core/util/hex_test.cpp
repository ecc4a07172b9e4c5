#include "core/util/hex.h"

#include "core/ports/entropy.h"

#include <catch2/catch.hpp>

using namespace satsrail;

TEST_CASE("hex: bytes to text and back") {
  const std::vector<std::uint8_t> bytes{0x00, 0x7f, 0xAB, 0xff};
  CHECK(to_hex(bytes) == "007fabff");
  CHECK(from_hex("007FabFF") == bytes);
  CHECK(from_hex("") == std::vector<std::uint8_t>{});
  for (const std::string_view text : {"0", "0g", "@0", "G0", "0x", " 0", "00 "}) {
    CAPTURE(text);
    CHECK_FALSE(from_hex(text));
  }
  CHECK(from_hex_array<2>("0102") == std::array<std::uint8_t, 2>{1, 2});
  CHECK_FALSE(from_hex_array<2>("010203"));
  std::string text(16, '-');
  CHECK(write_hex(text.data(), 0x0123456789abcdef, 16) == text.data() + 16);
  CHECK(text == "0123456789abcdef");
}

TEST_CASE("base62: of one width, text sorts as the numbers do") {
  const auto encoded = [](std::span<const std::uint8_t> number, std::size_t width) {
    std::string text;
    append_base62(text, number, width);
    return text;
  };
  CHECK(encoded(std::array<std::uint8_t, 1>{0}, 3) == "000");
  CHECK(encoded(std::array<std::uint8_t, 1>{61}, 1) == "z");
  CHECK(encoded(std::array<std::uint8_t, 2>{0x0F, 0x04}, 3) == "100");  // 62 * 62
  std::array<std::uint8_t, 22> highest;
  highest.fill(0xFF);
  // 2^176 - 1, worked out with a calculator of unlimited precision.
  CHECK(encoded(highest, 30) == "A2kL32r9ku6HrcANr3ayRQDYSUT3Z1");

  SeededEntropy entropy(62);
  for (int round = 0; round < 200; ++round) {
    const auto a = entropy.bytes<22>();
    auto b = a;
    b[static_cast<std::size_t>(round) % b.size()] ^= 1;
    CHECK((a < b) == (encoded(a, 30) < encoded(b, 30)));
  }
}

TEST_CASE("percent-encoding: there and back") {
  const std::string all = "a b&c=d/é+~";
  CHECK(percent_encode(all) == "a%20b%26c%3Dd%2F%C3%A9%2B~");
  CHECK(percent_decode(percent_encode(all)) == all);
  CHECK(percent_decode("a+b%2B") == "a+b+");
  CHECK(percent_decode("a+b%2B", Plus::space) == "a b+");
  CHECK(percent_decode("%00")->size() == 1);
  for (const std::string_view text : {"%", "%2", "%2g", "%g2", "abc%", "%%20"}) {
    CAPTURE(text);
    CHECK_FALSE(percent_decode(text));
  }
}

TEST_CASE("UTF-8: well-formed is accepted, everything else refused") {
  for (const std::string_view text :
       {"", "plain", "é", "ナンセンス 1杯", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CAPTURE(text);
    CHECK(is_valid_utf8(text));
  }
  for (const std::string_view text :
       {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE6\x9D", "\xC3(", "\xE2\x82("}) {
    CAPTURE(text);
    CHECK_FALSE(is_valid_utf8(text));
  }
}

TEST_CASE("UTF-8: lengths are counted, and text is cut, in whole characters") {
  CHECK(utf8_length("1杯é") == 3);
  const std::string_view text = "a杯b";
  CHECK(truncate_utf8(text, 0) == "");
  CHECK(truncate_utf8(text, 1) == "a");
  CHECK(truncate_utf8(text, 3) == "a");
  CHECK(truncate_utf8(text, 4) == "a杯");
  CHECK(truncate_utf8(text, 5) == text);
  CHECK(truncate_utf8(text, 99) == text);
}
