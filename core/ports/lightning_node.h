#pragma once
// The merchant's Lightning node, as far as a checkout needs it: it makes invoices.

#include "core/lightning/payment_hash.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

#include <string>

namespace satsrail {

// What an invoice promises. Two equal terms may share one signed invoice.
struct InvoiceTerms {
  Sat amount;
  std::string description;  // UTF-8, shortened to what a BOLT11 `d` field holds (639 bytes)
  Time expires_at;          // whole seconds matter: BOLT11 counts them from its timestamp
  friend bool operator==(const InvoiceTerms&, const InvoiceTerms&) = default;
};

// A signed invoice that is not stored yet. Making one costs a signature (about 30 us), so it is made before
// the transaction that stores it.
struct InvoiceDraft {
  InvoiceTerms terms;
  std::string bolt11;
  PaymentHash payment_hash{};
  Preimage preimage{};
};

struct NodeInfo {
  std::string pubkey;   // 66 hex: compressed secp256k1 point that every invoice's signature recovers to
  std::string network;  // "regtest"
  std::string prefix;   // "lnbcrt"
  std::string alias;
};

class LightningNode {
 public:
  virtual ~LightningNode() = default;
  // Thread-safe. Error: wallet_unavailable.
  virtual Result<InvoiceDraft> draft_invoice(const InvoiceTerms& terms, Time now) = 0;
  virtual NodeInfo info() const = 0;
};

}  // namespace satsrail
