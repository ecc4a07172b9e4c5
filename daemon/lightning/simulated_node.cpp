#include "daemon/lightning/simulated_node.h"

#include "core/lightning/bolt11.h"
#include "core/limits.h"
#include "core/util/hex.h"

#include <mutex>
#include <stdexcept>
#include <string>

namespace satsrail {

namespace {

crypto::PublicKey public_key_or_throw(const crypto::SecretKey& secret) {
  const auto key = crypto::public_key(secret);
  if (!key) {
    throw std::invalid_argument("the node's secret key is not a secp256k1 key");
  }
  return *key;
}

Error unavailable(std::string_view why) {
  return {ErrorCode::wallet_unavailable, "The node could not make an invoice: " + std::string(why)};
}

}  // namespace

SimulatedNode::SimulatedNode(const crypto::SecretKey& secret, Entropy& entropy, Network network, std::string alias)
    : m_secret(secret),
      m_public(public_key_or_throw(secret)),
      m_network(network),
      m_alias(std::move(alias)),
      m_entropy(entropy) {}

void SimulatedNode::use_key(const crypto::SecretKey& secret) {
  const auto key = public_key_or_throw(secret);
  const std::unique_lock lock(m_mutex);
  m_secret = secret;
  m_public = key;
}

crypto::SecretKey SimulatedNode::secret() const {
  const std::shared_lock lock(m_mutex);
  return m_secret;
}

Result<InvoiceDraft> SimulatedNode::draft_invoice(const InvoiceTerms& terms, Time now,
                                                  const std::optional<Preimage>& preimage) {
  if (terms.amount && (terms.amount->value <= 0 || *terms.amount > to_msat(Sat{limits::sats_max}))) {
    return unavailable("its amount must be positive, and at most 21 million bitcoin");
  }
  const std::int64_t expiry_seconds = to_unix_seconds(terms.expires_at) - to_unix_seconds(now);
  if (expiry_seconds <= 0) {
    return unavailable("it would expire at once");
  }

  InvoiceDraft draft;
  draft.terms = terms;
  draft.signed_at = std::chrono::floor<std::chrono::seconds>(now + terms.skew);
  draft.valid_until = draft.signed_at + std::chrono::seconds(expiry_seconds);
  if (preimage) {
    draft.preimage = *preimage;
  } else {
    m_entropy.fill(draft.preimage);
  }
  draft.payment_hash = payment_hash_of(draft.preimage);

  Bolt11Invoice invoice;
  invoice.network = m_network;
  invoice.amount = terms.amount;
  invoice.timestamp = to_unix_seconds(draft.signed_at);
  invoice.expiry_seconds = expiry_seconds;
  invoice.payment_hash = draft.payment_hash;
  m_entropy.fill(invoice.payment_secret);
  invoice.description = terms.description;
  invoice.description_hash = terms.description_hash;
  auto text = bolt11::encode(invoice, secret());
  if (!text) {
    return unavailable(text.error().message());
  }
  draft.bolt11 = *std::move(text);
  return draft;
}

NodeInfo SimulatedNode::info() const {
  const NetworkInfo& network = network_info(m_network);
  const std::shared_lock lock(m_mutex);
  return {to_hex(m_public), std::string(network.name), std::string(network.invoice_prefix), m_alias};
}

}  // namespace satsrail
