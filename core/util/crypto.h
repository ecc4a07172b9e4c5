#pragma once
// The only door to OpenSSL's primitives and libsecp256k1. Everything here is safe to call from any thread.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace satsrail::crypto {

using Digest = std::array<std::uint8_t, 32>;
using SecretKey = std::array<std::uint8_t, 32>;
using PublicKey = std::array<std::uint8_t, 33>;  // compressed point

struct RecoverableSignature {
  std::array<std::uint8_t, 64> compact{};  // R || S, big-endian
  int recovery_id = 0;                     // 0..3
};

Digest sha256(std::span<const std::uint8_t> data);
Digest sha256(std::string_view data);
Digest hmac_sha256(std::string_view key, std::string_view data);
// What other services sign webhooks with: only to recognise a signature that was made so by mistake.
enum class OtherHash : std::uint8_t { sha1, sha512 };
std::vector<std::uint8_t> other_hmac(OtherHash hash, std::string_view key, std::string_view data);

// Takes the same time wherever the first difference is. Different lengths answer at once: a length is no secret.
bool constant_time_equal(std::string_view a, std::string_view b);

// Fills `out` from the operating system's generator. Throws when it fails: nothing can go on without it.
void os_random(std::span<std::uint8_t> out);

// Nothing when `secret` is no key: zero, or not below the order of the curve.
std::optional<PublicKey> public_key(const SecretKey& secret);
// Deterministic (RFC 6979) and low-S; about 27 us. Nothing when `secret` is no key.
std::optional<RecoverableSignature> sign_recoverable(const SecretKey& secret, const Digest& digest);
// The key that made the signature; low-S and high-S alike. Nothing when no key could have.
std::optional<PublicKey> recover(const Digest& digest, const RecoverableSignature& signature);
// False for a high-S signature as well: BOLT11 demands low-S where the payee is named.
bool verify(const PublicKey& key, const Digest& digest, const std::array<std::uint8_t, 64>& compact);

}  // namespace satsrail::crypto
