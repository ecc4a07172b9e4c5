#include "core/lightning/bitcoin_address.h"

#include "core/lightning/bech32.h"
#include "core/ports/entropy.h"
#include "core/util/hex.h"

#include <catch2/catch.hpp>

using namespace satsrail;

namespace {

std::string refusal(Network network, std::string_view text) {
  const auto parsed = parse_address(network, text);
  return parsed ? "(accepted)" : parsed.error().message();
}

}  // namespace

TEST_CASE("addresses: only programs of the right length have one") {
  const std::vector<std::uint8_t> hash(20, 7);
  CHECK(fallback_address(Network::regtest, 0, hash).starts_with("bcrt1q"));
  CHECK(fallback_address(Network::signet, 0, hash).starts_with("tb1q"));
  CHECK(fallback_address(Network::mainnet, 17, std::vector<std::uint8_t>(20, 0)) ==
        "1111111111111111111114oLvT2");  // the well-known address of the all-zero hash
  CHECK(fallback_address(Network::mainnet, 18, hash).starts_with("3"));
  CHECK(fallback_address(Network::mainnet, 0, std::vector<std::uint8_t>(21, 7)).empty());
  CHECK(fallback_address(Network::mainnet, 17, std::vector<std::uint8_t>(32, 7)).empty());
  CHECK(fallback_address(Network::mainnet, 1, std::vector<std::uint8_t>(41, 7)).empty());
  CHECK(fallback_address(Network::mainnet, 19, hash).empty());
}

TEST_CASE("addresses: well-known ones are read") {
  const auto read = [](Network network, std::string_view text) {
    const auto parsed = parse_address(network, text).value();
    return std::to_string(parsed.version) + ":" + to_hex(parsed.program);
  };
  // The hash of BIP 173's example key, as P2WPKH on two networks and in capitals.
  const std::string key_hash = "0:751e76e8199196d454941c45d1b3a323f1433bd6";
  CHECK(read(Network::mainnet, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4") == key_hash);
  CHECK(read(Network::mainnet, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4") == key_hash);
  CHECK(read(Network::testnet, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx") == key_hash);
  CHECK(read(Network::signet, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx") == key_hash);
  CHECK(read(Network::mainnet, "1111111111111111111114oLvT2") == "17:" + std::string(40, '0'));
}

TEST_CASE("addresses: each kind on each network comes back as it was") {
  SeededEntropy entropy(44);
  for (const auto& network : k_networks) {
    for (int version = 0; version <= 18; ++version) {
      for (std::size_t size = 0; size <= 41; ++size) {
        std::vector<std::uint8_t> program(size);
        entropy.fill(program);
        const auto text = fallback_address(network.network, version, program);
        if (!text.empty()) {
          CAPTURE(text);
          CHECK(parse_address(network.network, text).value() == AddressProgram{version, program});
        }
      }
    }
  }
}

TEST_CASE("addresses: what is none is refused in plain words") {
  CHECK_THAT(refusal(Network::mainnet, ""), Catch::Contains("checksum is wrong") || Catch::Contains("neither"));
  CHECK_THAT(refusal(Network::mainnet, "hello world"), Catch::Contains("neither bech32 nor base58"));
  CHECK_THAT(refusal(Network::mainnet, "1111111111111111111114oLvT3"), Catch::Contains("checksum is wrong"));
  CHECK_THAT(refusal(Network::mainnet, "11111111111111111111114oLvT2"), Catch::Contains("checksum is wrong"));
  CHECK_THAT(refusal(Network::mainnet, std::string(40, 'z')), Catch::Contains("neither bech32 nor base58"));
  CHECK_THAT(refusal(Network::mainnet, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"),
             Catch::Contains("checksum is wrong"));
  CHECK_THAT(refusal(Network::mainnet, "BC1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
             Catch::Contains("mixes upper and lower case"));
  CHECK_THAT(refusal(Network::mainnet, "bc1" + std::string(88, 'q')), Catch::Contains("more than 90 characters"));

  CHECK_THAT(refusal(Network::regtest, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
             Catch::Contains("another network than regtest"));
  CHECK_THAT(refusal(Network::mainnet, "mk2QpYatsKicvFVuTAQLBryyccRXMUaGHP"),
             Catch::Contains("another network than mainnet"));

  const auto written = [](const bech32::Words& words, bech32::Variant variant) {
    return refusal(Network::mainnet, bech32::encode("bc", words, variant));
  };
  bech32::Words words{0};
  bech32::append_words(words, std::vector<std::uint8_t>(20, 7));
  CHECK(written(words, bech32::Variant::bech32) == "(accepted)");
  CHECK_THAT(written(words, bech32::Variant::bech32m), Catch::Contains("another witness version"));
  words.front() = 1;
  CHECK(written(words, bech32::Variant::bech32m) == "(accepted)");
  CHECK_THAT(written(words, bech32::Variant::bech32), Catch::Contains("another witness version"));
  words.front() = 17;
  CHECK_THAT(written(words, bech32::Variant::bech32m), Catch::Contains("no witness version"));
  words.front() = 1;
  words.push_back(0);
  CHECK_THAT(written(words, bech32::Variant::bech32m), Catch::Contains("padding"));
  CHECK_THAT(written({}, bech32::Variant::bech32), Catch::Contains("no witness version"));
  CHECK_THAT(written({0}, bech32::Variant::bech32), Catch::Contains("a length that its version does not allow"));
}
