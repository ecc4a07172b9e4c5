#include "core/util/crypto.h"

#include "core/util/slow_hash.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <memory>
#include <stdexcept>

namespace satsrail::crypto {

namespace {

void require(bool done, const char* what) {
  if (!done) {
    throw std::runtime_error(what);
  }
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

// Fetching an algorithm costs more than hashing 200 bytes, so it is fetched once per process and each thread
// keeps its own context. The fetched objects live as long as the process.
EVP_MD_CTX* digest_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  require(context != nullptr, "out of memory for SHA-256");
  return context.get();
}

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const k_algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(k_algorithm != nullptr, "OpenSSL offers no SHA-256");
  return k_algorithm;
}

std::unique_ptr<EVP_MAC_CTX, FreeMac> make_hmac_context() {
  static EVP_MAC* const k_algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  require(k_algorithm != nullptr, "OpenSSL offers no HMAC");
  std::unique_ptr<EVP_MAC_CTX, FreeMac> context(EVP_MAC_CTX_new(k_algorithm));
  require(context != nullptr, "out of memory for HMAC");
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
  require(EVP_MAC_CTX_set_params(context.get(), params) == 1, "OpenSSL offers no HMAC-SHA256");
  return context;
}

// One context for the process: making one computes tables. It is blinded once against side channels, and from
// then on only read, which libsecp256k1 allows from any thread.
const secp256k1_context* curve() {
  static const secp256k1_context* const k_context = [] {
    secp256k1_context* context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
    std::array<std::uint8_t, 32> seed;
    os_random(seed);
    require(secp256k1_context_randomize(context, seed.data()) == 1, "libsecp256k1 refused to blind its context");
    return context;
  }();
  return k_context;
}

PublicKey serialize(const secp256k1_pubkey& key) {
  PublicKey out;
  std::size_t size = out.size();
  secp256k1_ec_pubkey_serialize(curve(), out.data(), &size, &key, SECP256K1_EC_COMPRESSED);
  return out;
}

const std::uint8_t* as_bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

Digest sha256(std::span<const std::uint8_t> data) {
  Digest out;
  EVP_MD_CTX* const context = digest_context();
  require(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1 &&
              EVP_DigestUpdate(context, data.data(), data.size()) == 1 &&
              EVP_DigestFinal_ex(context, out.data(), nullptr) == 1,
          "SHA-256 failed");
  return out;
}

Digest sha256(std::string_view data) {
  return sha256(std::span(as_bytes(data), data.size()));
}

Digest hmac_sha256(std::string_view key, std::string_view data) {
  thread_local const auto context = make_hmac_context();
  // A null key means "the key of last time" to OpenSSL; an empty view may hold null.
  const std::uint8_t nothing = 0;
  const std::uint8_t* const key_bytes = key.empty() ? &nothing : as_bytes(key);
  Digest out;
  std::size_t size = out.size();
  require(EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) == 1 &&
              EVP_MAC_update(context.get(), as_bytes(data), data.size()) == 1 &&
              EVP_MAC_final(context.get(), out.data(), &size, out.size()) == 1,
          "HMAC-SHA256 failed");
  return out;
}

std::vector<std::uint8_t> other_hmac(OtherHash hash, std::string_view key, std::string_view data) {
  const auto size_max = static_cast<std::size_t>(EVP_MAX_MD_SIZE);
  std::vector<std::uint8_t> out(size_max);
  std::size_t size = 0;
  require(EVP_Q_mac(nullptr, "HMAC", nullptr, hash == OtherHash::sha1 ? "SHA1" : "SHA512", nullptr, key.data(),
                    key.size(), as_bytes(data), data.size(), out.data(), out.size(), &size) != nullptr,
          "HMAC failed");
  out.resize(size);
  return out;
}

Digest slow_hash(std::string_view password, std::span<const std::uint8_t> salt, int rounds) {
  Digest out;
  require(
      PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()),
                        rounds, sha256_algorithm(), static_cast<int>(out.size()), out.data()) == 1,
      "PBKDF2 failed");
  return out;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void os_random(std::span<std::uint8_t> out) {
  require(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "the operating system gives no random bytes");
}

std::optional<PublicKey> public_key(const SecretKey& secret) {
  secp256k1_pubkey key;
  if (secp256k1_ec_pubkey_create(curve(), &key, secret.data()) != 1) {
    return std::nullopt;
  }
  return serialize(key);
}

std::optional<RecoverableSignature> sign_recoverable(const SecretKey& secret, const Digest& digest) {
  secp256k1_ecdsa_recoverable_signature signature;
  if (secp256k1_ecdsa_sign_recoverable(curve(), &signature, digest.data(), secret.data(), nullptr, nullptr) != 1) {
    return std::nullopt;
  }
  RecoverableSignature out;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(curve(), out.compact.data(), &out.recovery_id, &signature);
  return out;
}

std::optional<PublicKey> recover(const Digest& digest, const RecoverableSignature& signature) {
  // Outside this range the library calls its illegal-argument handler, which aborts.
  if (signature.recovery_id < 0 || signature.recovery_id > 3) {
    return std::nullopt;
  }
  secp256k1_ecdsa_recoverable_signature parsed;
  secp256k1_pubkey key;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(curve(), &parsed, signature.compact.data(),
                                                          signature.recovery_id) != 1 ||
      secp256k1_ecdsa_recover(curve(), &key, &parsed, digest.data()) != 1) {
    return std::nullopt;
  }
  return serialize(key);
}

bool verify(const PublicKey& key, const Digest& digest, const std::array<std::uint8_t, 64>& compact) {
  secp256k1_pubkey point;
  secp256k1_ecdsa_signature signature;
  return secp256k1_ec_pubkey_parse(curve(), &point, key.data(), key.size()) == 1 &&
         secp256k1_ecdsa_signature_parse_compact(curve(), &signature, compact.data()) == 1 &&
         secp256k1_ecdsa_verify(curve(), &signature, digest.data(), &point) == 1;
}

}  // namespace satsrail::crypto
