#pragma once
// What opens a payer's wallet to LND's clients: bytes that name a merchant and a mode, with a proof that this sandbox
// wrote them. Nothing is stored but the secret of the proof.

#include "core/domain/scope.h"
#include "core/ports/entropy.h"
#include "core/util/crypto.h"
#include "daemon/store/database.h"

#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <vector>

namespace satsrail::service {

class Macaroons {
 public:
  explicit Macaroons(const crypto::Digest& secret) : m_secret(secret) {}

  // What was minted before is worth nothing any more, unless it is the same secret.
  void use_secret(const crypto::Digest& secret);
  std::vector<std::uint8_t> mint(const Scope& scope) const;
  // From hex, as clients send it. Nothing: this sandbox did not write it.
  std::optional<Scope> read(std::string_view hex) const;

 private:
  crypto::Digest secret() const;

  mutable std::shared_mutex m_mutex;
  crypto::Digest m_secret;
};

// The sandbox's, made once. `entropy` must be nobody's to guess: never a seeded one.
crypto::Digest macaroon_secret(store::Tx& tx, Entropy& entropy);
// Nothing: none was made yet.
std::optional<crypto::Digest> find_macaroon_secret(store::Tx& tx);

}  // namespace satsrail::service
