#include "core/util/crypto.h"

#include "core/util/hex.h"

#include <catch2/catch.hpp>

#include <thread>
#include <vector>

using namespace satsrail;
using namespace std::string_literals;

TEST_CASE("crypto: SHA-256 and HMAC give the published digests") {
  CHECK(to_hex(crypto::sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(crypto::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, cases 1, 2 and 6 (a key longer than a block), one after the other on one context.
  CHECK(to_hex(crypto::hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(
      to_hex(crypto::hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  // An empty key is a key of its own, not the one before.
  CHECK(to_hex(crypto::hmac_sha256({}, {})) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("crypto: the HMACs of others give the published digests") {
  // RFC 2202, case 2, and RFC 4231, case 2.
  CHECK(to_hex(crypto::other_hmac(crypto::OtherHash::sha1, "Jefe", "what do ya want for nothing?")) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(
      to_hex(crypto::other_hmac(crypto::OtherHash::sha512, "Jefe", "what do ya want for nothing?")) ==
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b"
      "636e070a38bce737");
}

TEST_CASE("crypto: comparing in constant time still compares") {
  CHECK(crypto::constant_time_equal("", ""));
  CHECK(crypto::constant_time_equal("sk_test_1", "sk_test_1"));
  CHECK_FALSE(crypto::constant_time_equal("sk_test_1", "sk_test_2"));
  CHECK_FALSE(crypto::constant_time_equal("sk_test_1", "sk_test_"));
}

TEST_CASE("crypto: a signature leads back to its key, and to no other digest") {
  const auto secret = *from_hex_array<32>("e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734");
  const auto key = crypto::public_key(secret).value();
  CHECK(to_hex(key) == "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad");

  const auto digest = crypto::sha256("a message");
  const auto signature = crypto::sign_recoverable(secret, digest).value();
  CHECK(crypto::recover(digest, signature) == key);
  CHECK(crypto::verify(key, digest, signature.compact));
  CHECK_FALSE(crypto::verify(key, crypto::sha256("another"), signature.compact));
  CHECK(crypto::recover(crypto::sha256("another"), signature) != key);
  CHECK(crypto::sign_recoverable(secret, digest)->compact == signature.compact);
}

TEST_CASE("crypto: what is no key and no signature is refused") {
  const auto digest = crypto::sha256("a message");
  crypto::SecretKey zero{};
  crypto::SecretKey above_order;
  above_order.fill(0xFF);
  CHECK_FALSE(crypto::public_key(zero));
  CHECK_FALSE(crypto::public_key(above_order));
  CHECK_FALSE(crypto::sign_recoverable(zero, digest));
  CHECK_FALSE(crypto::recover(digest, {}));
  auto signature = crypto::sign_recoverable(crypto::sha256("key"), digest).value();
  signature.recovery_id = 4;
  CHECK_FALSE(crypto::recover(digest, signature));
  signature.recovery_id = -1;
  CHECK_FALSE(crypto::recover(digest, signature));
  CHECK_FALSE(crypto::verify({}, digest, signature.compact));
}

TEST_CASE("crypto: threads hash and sign at once") {
  const auto expected = crypto::sign_recoverable(crypto::sha256("key"), crypto::sha256("0"))->compact;
  std::array<bool, 4> right{};
  {
    std::vector<std::jthread> threads;
    for (auto& mine : right) {
      threads.emplace_back([&mine, &expected] {
        mine = true;
        for (int i = 0; i < 50; ++i) {
          const auto mac = crypto::hmac_sha256("Jefe", "what do ya want for nothing?");
          const auto compact = crypto::sign_recoverable(crypto::sha256("key"), crypto::sha256("0"))->compact;
          mine = mine && mac[0] == 0x5b && compact == expected;
        }
      });
    }
  }
  CHECK(right == std::array{true, true, true, true});
}
