#pragma once
// The node's own invoice, as Lightning nodes keep it (LND's Invoice.InvoiceState): apart from what the merchant's API
// shows, which is derived from it.

#include "core/domain/scope.h"
#include "core/domain/transition.h"
#include "core/lightning/payment_hash.h"
#include "core/money.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

enum class NodeInvoiceState : std::uint8_t {
  open,      // nobody has paid yet
  accepted,  // a complete set of HTLCs is held: the payer's money is locked, the merchant has none of it
  settled,   // the preimage is out
  canceled,  // expired, superseded or given up; it can never be paid again
};
enum class NodeInvoiceTrigger : std::uint8_t { accept, settle, cancel };

// The merchant's events tell of these changes, in the same commit: settled is invoice.paid, canceled invoice.expired.
using NodeInvoiceTransition = Transition<NodeInvoiceState, NodeInvoiceTrigger>;
inline constexpr std::array k_node_invoice_transitions{
    NodeInvoiceTransition{NodeInvoiceState::open, NodeInvoiceTrigger::accept, NodeInvoiceState::accepted, {}},
    NodeInvoiceTransition{NodeInvoiceState::accepted, NodeInvoiceTrigger::settle, NodeInvoiceState::settled, {}},
    NodeInvoiceTransition{NodeInvoiceState::open, NodeInvoiceTrigger::cancel, NodeInvoiceState::canceled, {}},
    NodeInvoiceTransition{NodeInvoiceState::accepted, NodeInvoiceTrigger::cancel, NodeInvoiceState::canceled, {}},
};
static_assert(is_final(k_node_invoice_transitions, NodeInvoiceState::settled));
static_assert(is_final(k_node_invoice_transitions, NodeInvoiceState::canceled));
// Money moves by HTLCs only: what was never accepted cannot settle.
static_assert(!find_transition(k_node_invoice_transitions, NodeInvoiceState::open, NodeInvoiceTrigger::settle));

inline constexpr std::string_view k_merchant_node = "merchant";

struct NodeInvoice {
  std::int64_t seq = 0;
  Scope scope;
  std::string owner{k_merchant_node};  // or the name of the payer's wallet that made it
  NodeInvoiceState state = NodeInvoiceState::open;
  std::string bolt11;
  PaymentHash payment_hash{};
  Preimage preimage{};         // shown to nobody before the invoice is settled
  std::optional<Msat> amount;  // none: the payer decides
  Msat received{};
  bool hold = false;   // settles by hand only
  bool keep = false;   // stays payable when its checkout is over or a newer one is made
  Time signed_at{};    // the BOLT11 timestamp
  Time valid_until{};  // what a wallet reads there as its end; whole seconds, and as wrong as the node's clock
  Time created_at{};
  Time expires_at{};  // in this very instant it can still be paid
  std::optional<Time> notify_at;
  std::optional<Time> accepted_at;
  std::optional<Time> settled_at;
  std::optional<Time> canceled_at;

  bool is_live() const { return state == NodeInvoiceState::open || state == NodeInvoiceState::accepted; }
};

std::string_view to_string(NodeInvoiceState state);  // "open"
NodeInvoiceState parse_node_invoice_state(std::string_view stored);

}  // namespace satsrail
