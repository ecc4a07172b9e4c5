#include "daemon/lightning/simulated_node.h"

#include "core/lightning/bolt11.h"
#include "core/limits.h"
#include "core/util/hex.h"

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

SimulatedNode::SimulatedNode(const crypto::SecretKey& secret, Entropy& entropy, Network network)
    : m_secret(secret), m_public(public_key_or_throw(secret)), m_network(network), m_entropy(entropy) {}

Result<InvoiceDraft> SimulatedNode::draft_invoice(const InvoiceTerms& terms, Time now) {
  if (terms.amount.value <= 0 || terms.amount.value > limits::sats_max) {
    return unavailable("its amount must be positive, and at most 21 million bitcoin");
  }
  const std::int64_t timestamp = to_unix_seconds(now);
  const std::int64_t expiry_seconds = to_unix_seconds(terms.expires_at) - timestamp;
  if (expiry_seconds <= 0) {
    return unavailable("it would expire at once");
  }

  InvoiceDraft draft;
  draft.terms = terms;
  m_entropy.fill(draft.preimage);
  draft.payment_hash = payment_hash_of(draft.preimage);

  Bolt11Invoice invoice;
  invoice.network = m_network;
  invoice.amount = to_msat(terms.amount);
  invoice.timestamp = timestamp;
  invoice.expiry_seconds = expiry_seconds;
  invoice.payment_hash = draft.payment_hash;
  m_entropy.fill(invoice.payment_secret);
  invoice.description = terms.description;
  auto text = bolt11::encode(invoice, m_secret);
  if (!text) {
    return unavailable(text.error().message());
  }
  draft.bolt11 = *std::move(text);
  return draft;
}

NodeInfo SimulatedNode::info() const {
  const NetworkInfo& network = network_info(m_network);
  return {to_hex(m_public), std::string(network.name), std::string(network.invoice_prefix), "satsrail-sandbox"};
}

}  // namespace satsrail
