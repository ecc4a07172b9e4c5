#include "core/lightning/bech32.h"

#include "core/ports/entropy.h"
#include "core/util/hex.h"

#include <catch2/catch.hpp>

using namespace satsrail;

TEST_CASE("bech32: the valid strings of BIP 173 and BIP 350 come back as they were") {
  for (const std::string_view text : {"a12uel5l", "?1ezyfcl", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                                      "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"}) {
    CAPTURE(text);
    const auto decoded = bech32::decode(text);
    REQUIRE(decoded.ok());
    CHECK(bech32::encode(decoded->prefix, decoded->words) == text);
    CHECK_FALSE(bech32::decode(text, bech32::Variant::bech32m).ok());
  }
  CHECK(bech32::decode("A12UEL5L")->prefix == "a");
  for (const std::string_view text : {"a1lqfn3a", "?1v759aa", "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx"}) {
    CAPTURE(text);
    const auto decoded = bech32::decode(text, bech32::Variant::bech32m);
    REQUIRE(decoded.ok());
    CHECK(bech32::encode(decoded->prefix, decoded->words, bech32::Variant::bech32m) == text);
    CHECK_FALSE(bech32::decode(text).ok());
  }
}

TEST_CASE("bech32: the invalid strings of BIP 173 are refused") {
  for (const std::string_view text : {"\x20"
                                      "1nwldj5",
                                      "\x7F"
                                      "1axkwrx",
                                      "\x80"
                                      "1eym55h",
                                      "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xFF",
                                      "A1G7SGD8", "10a06t8", "1qzzfhee", "a12UEL5L"}) {
    CAPTURE(text);
    CHECK_FALSE(bech32::decode(text).ok());
  }
}

TEST_CASE("bech32: bytes survive the way through words") {
  SeededEntropy entropy(173);
  for (std::size_t size = 0; size < 70; ++size) {
    std::vector<std::uint8_t> bytes(size);
    entropy.fill(bytes);
    bech32::Words words;
    bech32::append_words(words, bytes);
    CHECK(words.size() == (size * 8 + 4) / 5);
    CHECK(bech32::to_bytes(words) == bytes);
  }
  CHECK_FALSE(bech32::to_bytes(bech32::Words{31, 31}));     // two bits that are not zero
  CHECK_FALSE(bech32::to_bytes(bech32::Words{31, 28, 0}));  // seven bits: a word too many
  CHECK_FALSE(bech32::to_bytes(bech32::Words{0}));
  CHECK(bech32::to_bytes(bech32::Words{31, 28}) == std::vector<std::uint8_t>{0xFF});
  std::vector<std::uint8_t> padded{0xAA};
  bech32::append_padded_bytes(padded, bech32::Words{31, 31});
  CHECK(to_hex(padded) == "aaffc0");
}
