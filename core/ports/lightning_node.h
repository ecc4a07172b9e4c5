#pragma once
// A Lightning node, as far as the merchant's API needs one: it signs invoices. What becomes of them is the business of
// daemon/service (HTLCs, settling), which keeps it in the database.

#include "core/lightning/payment_hash.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

#include <optional>
#include <string>

namespace satsrail {

// What an invoice promises. Two equal terms may share one signed invoice.
struct InvoiceTerms {
  std::optional<Msat> amount;  // none: the payer decides
  std::string description;     // UTF-8, shortened to what a BOLT11 `d` field holds (639 bytes)
  std::optional<Bytes32> description_hash = std::nullopt;  // written in its place (LNURL)
  Time expires_at{};                                       // whole seconds matter: BOLT11 counts them
  Duration skew{0};                                        // of the clock that dates it
  friend bool operator==(const InvoiceTerms&, const InvoiceTerms&) = default;
};

// A signed invoice that is not stored yet. Making one costs a signature (about 30 us), so it is made before
// the transaction that stores it.
struct InvoiceDraft {
  InvoiceTerms terms;
  std::string bolt11;
  PaymentHash payment_hash{};
  Preimage preimage{};
  Time signed_at{};    // the BOLT11 timestamp
  Time valid_until{};  // and with its expiry added
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
  // Thread-safe. `preimage`: chosen by the caller (LND's r_preimage), else random. Error: wallet_unavailable.
  virtual Result<InvoiceDraft> draft_invoice(const InvoiceTerms& terms, Time now,
                                             const std::optional<Preimage>& preimage = std::nullopt) = 0;
  virtual NodeInfo info() const = 0;
};

}  // namespace satsrail
