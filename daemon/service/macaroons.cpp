#include "daemon/service/macaroons.h"

#include "core/util/hex.h"
#include "daemon/store/account_store.h"

#include <mutex>

namespace satsrail::service {

namespace {

constexpr std::string_view k_secret = "macaroon.secret";  // of the sandbox's settings
constexpr std::uint8_t k_version = 1;
constexpr std::size_t k_seq_bytes = 8;
constexpr std::size_t k_claim_bytes = 1 + k_seq_bytes + 1;  // version, merchant, mode
constexpr std::size_t k_bytes = k_claim_bytes + 32;

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void Macaroons::use_secret(const crypto::Digest& secret) {
  const std::unique_lock lock(m_mutex);
  m_secret = secret;
}

crypto::Digest Macaroons::secret() const {
  const std::shared_lock lock(m_mutex);
  return m_secret;
}

std::vector<std::uint8_t> Macaroons::mint(const Scope& scope) const {
  std::vector<std::uint8_t> bytes{k_version};
  for (std::size_t i = 0; i < k_seq_bytes; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(scope.merchant_seq) >> (56 - 8 * i)));
  }
  bytes.push_back(scope.livemode ? 1 : 0);
  const auto proof = crypto::hmac_sha256(text_of(secret()), text_of(bytes));
  bytes.insert(bytes.end(), proof.begin(), proof.end());
  return bytes;
}

std::optional<Scope> Macaroons::read(std::string_view hex) const {
  const auto bytes = from_hex_array<k_bytes>(hex);
  if (!bytes) {
    return std::nullopt;
  }
  std::uint64_t seq = 0;
  for (std::size_t i = 0; i < k_seq_bytes; ++i) {
    seq = seq << 8 | (*bytes)[1 + i];
  }
  const Scope scope{static_cast<std::int64_t>(seq), (*bytes)[1 + k_seq_bytes] == 1};
  // What it claims is read first and believed only if the same claim makes the same bytes.
  return crypto::constant_time_equal(text_of(*bytes), text_of(mint(scope))) ? std::optional(scope) : std::nullopt;
}

std::optional<crypto::Digest> find_macaroon_secret(store::Tx& tx) {
  const auto hex = store::settings::find(tx, k_secret);
  return hex ? from_hex_array<32>(*hex) : std::nullopt;
}

crypto::Digest macaroon_secret(store::Tx& tx, Entropy& entropy) {
  if (const auto secret = find_macaroon_secret(tx)) {
    return *secret;
  }
  const auto secret = entropy.bytes<32>();
  store::settings::put(tx, k_secret, to_hex(secret));
  return secret;
}

}  // namespace satsrail::service
