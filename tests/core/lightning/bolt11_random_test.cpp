// Invoices by the thousand, from a seed: what is written is read, and what is damaged is refused or harmless.

#include "core/ports/entropy.h"
#include "tests/core/lightning/bolt11_invariants.h"
#include "tests/core/lightning/forgery.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using satsrail::test::broken_promise;

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : m_entropy(seed) {}
  std::uint64_t bits(int count) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : m_entropy.bytes<8>()) {
      value = value << 8 | byte;
    }
    return count == 0 ? 0 : value >> (64 - count);
  }
  std::size_t below(std::size_t end) { return bits(32) % end; }
  bool once_in(std::size_t n) { return below(n) == 0; }
  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() {
    return m_entropy.bytes<N>();
  }
  std::vector<std::uint8_t> vector(std::size_t size) {
    std::vector<std::uint8_t> out(size);
    m_entropy.fill(out);
    return out;
  }

 private:
  SeededEntropy m_entropy;
};

std::string some_text(Dice& dice) {
  constexpr std::array<std::string_view, 6> k_pieces{"a", "Kaffee ", "é", "杯", "🥐", "\n"};
  std::string text;
  for (std::size_t pieces = dice.below(160); pieces-- > 0;) {
    text += k_pieces[dice.below(k_pieces.size())];
  }
  return text;
}

std::vector<Bolt11Fallback> some_fallbacks(Dice& dice, Network network) {
  std::vector<Bolt11Fallback> fallbacks(dice.below(3));
  for (auto& fallback : fallbacks) {
    fallback.version = static_cast<int>(dice.below(19));
    const bool hash = fallback.version == 0 || fallback.version > 16;
    fallback.program = dice.vector(hash ? 20 : 2 + dice.below(39));
    fallback.address = fallback_address(network, fallback.version, fallback.program);
  }
  return fallbacks;
}

std::vector<Bolt11Route> some_routes(Dice& dice) {
  std::vector<Bolt11Route> routes(dice.below(4));
  for (auto& route : routes) {
    route.resize(1 + dice.below(bolt11::k_route_hops_max));
    for (auto& hop : route) {
      hop = {dice.bytes<33>(), dice.bits(64), static_cast<std::uint32_t>(dice.bits(32)),
             static_cast<std::uint32_t>(dice.bits(32)), static_cast<std::uint16_t>(dice.bits(16))};
    }
  }
  return routes;
}

std::vector<int> some_features(Dice& dice) {
  std::vector<int> features;
  for (const int known : {8, 14, 16, 24, 48}) {
    if (dice.once_in(2)) {
      features.push_back(known + static_cast<int>(dice.below(2)));
    }
  }
  if (dice.once_in(4)) {
    features.push_back(101 + 2 * static_cast<int>(dice.below(150)));  // odd, so it may be unknown
  }
  return features;
}

Bolt11Invoice some_invoice(Dice& dice) {
  Bolt11Invoice invoice;
  invoice.network = k_networks[dice.below(k_networks.size())].network;
  if (!dice.once_in(4)) {
    // Of every order of magnitude, so that every unit is written.
    invoice.amount = Msat{static_cast<std::int64_t>(1 + dice.bits(static_cast<int>(dice.below(61))))};
    for (std::size_t zeros = dice.below(12); zeros > 0 && invoice.amount->value < 100'000'000'000'000'000; --zeros) {
      invoice.amount->value *= 10;
    }
  }
  invoice.timestamp = static_cast<std::int64_t>(dice.bits(static_cast<int>(dice.below(36))));
  invoice.payment_hash = dice.bytes<32>();
  invoice.payment_secret = dice.bytes<32>();
  if (dice.once_in(3)) {
    invoice.description_hash = dice.bytes<32>();
  } else {
    invoice.description = some_text(dice);
  }
  if (dice.once_in(3)) {
    invoice.expiry_seconds.reset();
  } else {
    invoice.expiry_seconds = static_cast<std::int64_t>(dice.bits(static_cast<int>(dice.below(60))));
  }
  if (dice.once_in(3)) {
    invoice.min_final_cltv_expiry.reset();
  } else {
    invoice.min_final_cltv_expiry = static_cast<int>(dice.bits(static_cast<int>(dice.below(32))));
  }
  invoice.features = some_features(dice);
  invoice.routes = some_routes(dice);
  invoice.fallbacks = some_fallbacks(dice, invoice.network);
  const bool metadata =
      std::any_of(invoice.features.begin(), invoice.features.end(), [](int bit) { return bit == 48 || bit == 49; });
  if (metadata && dice.once_in(2)) {
    invoice.metadata = dice.vector(dice.below(limits::bolt11_metadata_bytes_max + 1));
  }
  invoice.name_payee = dice.once_in(2);
  std::string letters = "spdhmnxcfr9";
  for (std::size_t named = dice.below(letters.size() + 1); named-- > 0;) {
    const auto at = dice.below(letters.size());
    invoice.field_order += letters[at];
    letters.erase(at, 1);
  }
  return invoice;
}

crypto::SecretKey some_key(Dice& dice) {
  while (true) {
    const auto key = dice.bytes<32>();
    if (crypto::public_key(key)) {
      return key;
    }
  }
}

// What the reader must make of it.
std::string difference(const Bolt11Invoice& invoice, const Bolt11& back, const crypto::PublicKey& payee) {
  const bool hashed = invoice.description_hash.has_value();
  const std::pair<bool, const char*> checks[]{
      {back.network == invoice.network, "network"},
      {back.amount == invoice.amount, "amount"},
      {back.timestamp == invoice.timestamp, "timestamp"},
      {back.expiry_seconds == invoice.expiry_seconds.value_or(3600), "expiry"},
      {back.payment_hash == invoice.payment_hash, "payment hash"},
      {back.payment_secret == invoice.payment_secret, "payment secret"},
      {back.description_hash == invoice.description_hash, "description hash"},
      {hashed ? !back.description
              : back.description == truncate_utf8(invoice.description, limits::bolt11_description_bytes_max),
       "description"},
      {back.min_final_cltv_expiry == invoice.min_final_cltv_expiry.value_or(18), "final CLTV"},
      {back.features == invoice.features, "features"},
      {back.fallbacks == invoice.fallbacks, "fallbacks"},
      {back.routes == invoice.routes, "routes"},
      {back.metadata == invoice.metadata, "metadata"},
      {back.payee_named == invoice.name_payee, "naming of the payee"},
      {back.payee == payee, "payee"},
  };
  for (const auto& [same, name] : checks) {
    if (!same) {
      return name;
    }
  }
  return {};
}

constexpr std::string_view k_letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

// The words of an invoice between its prefix and its signature, damaged somewhere.
bech32::Words damaged(bech32::Words words, Dice& dice) {
  const auto at = words.begin() + static_cast<std::ptrdiff_t>(dice.below(words.size()));
  switch (dice.below(4)) {
    case 0:
      *at = static_cast<std::uint8_t>(dice.below(32));
      break;
    case 1:
      words.insert(at, static_cast<std::uint8_t>(dice.below(32)));
      break;
    case 2:
      words.erase(at);
      break;
    default:
      words.resize(dice.below(words.size()));
  }
  return words;
}

}  // namespace

TEST_CASE("bolt11 random: three thousand invoices with every field come back as they were") {
  Dice dice(11);
  std::size_t named = 0;
  std::size_t routed = 0;
  for (int round = 0; round < 3000; ++round) {
    CAPTURE(round);
    const auto invoice = some_invoice(dice);
    const auto key = some_key(dice);
    const auto text = bolt11::encode(invoice, key).value();
    const auto back = bolt11::decode(text).value();
    REQUIRE(difference(invoice, back, crypto::public_key(key).value()).empty());
    REQUIRE(broken_promise(back, text).empty());
    named += back.payee_named ? 1 : 0;
    routed += back.routes.empty() ? 0 : 1;
  }
  CHECK(named > 1000);
  CHECK(routed > 1000);
}

TEST_CASE("bolt11 random: a changed letter, a missing end and a wrong case are always refused") {
  Dice dice(12);
  for (int round = 0; round < 300; ++round) {
    const auto good = bolt11::encode(some_invoice(dice), some_key(dice)).value();
    for (int change = 0; change < 40; ++change) {
      std::string bad = good;
      char& letter = bad[dice.below(bad.size())];
      const char before = letter;
      // Another letter of the alphabet, a digit 1 (which moves the end of the prefix), or any byte at all.
      letter = dice.once_in(8) ? '1' : k_letters[dice.below(k_letters.size())];
      letter = dice.once_in(8) ? static_cast<char>(dice.below(256)) : letter;
      if (letter == before) {
        continue;
      }
      CAPTURE(bad);
      REQUIRE_FALSE(bolt11::decode(bad).ok());
    }
    CAPTURE(good);
    REQUIRE_FALSE(bolt11::decode(std::string_view(good).substr(0, dice.below(good.size()))).ok());
    REQUIRE_FALSE(bolt11::decode(std::string_view(good).substr(1 + dice.below(good.size()))).ok());
  }
}

TEST_CASE("bolt11 random: damage under a right checksum is refused or read as something that can be") {
  Dice dice(13);
  std::size_t passed = 0;
  for (int round = 0; round < 2000; ++round) {
    const auto key = some_key(dice);
    const auto good = bolt11::encode(some_invoice(dice), key).value();
    const auto decoded = bech32::decode(good).value();
    const std::span all(decoded.words);
    const auto body = all.first(all.size() - bolt11::k_signature_words);
    const auto bad = damaged({body.begin(), body.end()}, dice);
    CAPTURE(good);

    // Signed again: what a broken or hostile writer can make.
    const auto forged = test::sealed(decoded.prefix, bad, key);
    if (const auto read = bolt11::decode(forged)) {
      REQUIRE(broken_promise(*read, forged).empty());
      ++passed;
    }
    // Under the old signature it is somebody else's, if anybody's at all.
    auto words = bad;
    words.insert(words.end(), all.end() - bolt11::k_signature_words, all.end());
    const auto altered = bech32::encode(decoded.prefix, words);
    const auto read = bolt11::decode(altered);
    if (read && altered != good) {
      REQUIRE(broken_promise(*read, altered).empty());
      REQUIRE_FALSE(read->payee_named);
      REQUIRE(read->payee != crypto::public_key(key).value());
    }
  }
  CHECK(passed > 100);
}
