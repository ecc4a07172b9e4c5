#pragma once
// A Lightning node that is simulated but does not lie: real keys, real invoices, real preimages. By default its
// invoices are regtest's, which no wallet with real money accepts.

#include "core/lightning/network.h"
#include "core/ports/entropy.h"
#include "core/ports/lightning_node.h"
#include "core/util/crypto.h"

#include <shared_mutex>
#include <string>

namespace satsrail {

class SimulatedNode final : public LightningNode {
 public:
  // Throws std::invalid_argument when `secret` is no secp256k1 key: a key file was damaged. `entropy` must
  // outlive the node.
  SimulatedNode(const crypto::SecretKey& secret, Entropy& entropy, Network network = Network::regtest,
                std::string alias = "satsrail-sandbox");

  // Another identity from now on, as the constructor takes it.
  void use_key(const crypto::SecretKey& secret);

  // From any thread: the entropy is safe to share. The amount must be positive and the
  // expiry in the future, else wallet_unavailable.
  Result<InvoiceDraft> draft_invoice(const InvoiceTerms& terms, Time now,
                                     const std::optional<Preimage>& preimage = std::nullopt) override;
  NodeInfo info() const override;

 private:
  crypto::SecretKey secret() const;

  mutable std::shared_mutex m_mutex;  // of the two keys
  crypto::SecretKey m_secret;
  crypto::PublicKey m_public;
  const Network m_network;
  const std::string m_alias;
  Entropy& m_entropy;
};

}  // namespace satsrail
