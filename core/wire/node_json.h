#pragma once
// The simulated node on the wire of the control API.

#include "core/domain/node_invoice.h"
#include "core/domain/node_payment.h"
#include "core/domain/node_settings.h"
#include "core/domain/payment_outcome.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

// What hangs on the payer's payment; empty texts are null on the wire.
struct NodePaymentLinks {
  std::optional<NodeInvoiceState> invoice_state;
  std::string_view checkout_token;
  std::string_view order_id;
  std::string_view invoice_id;
  std::string_view payment_id;
};
std::string node_payment_json(const NodePayment& payment, const std::vector<Htlc>& htlcs,
                              const NodePaymentLinks& links);

struct NodeInvoiceLinks {
  std::string_view checkout_token;
  std::string_view order_id;
  std::string_view invoice_id;
};
// The preimage is shown once it is settled.
std::string node_invoice_json(const NodeInvoice& invoice, const std::vector<Htlc>& accepted,
                              const NodeInvoiceLinks& links);

// {"offline":"off","latency":"0s",…}: the texts that are assigned.
std::string node_settings_json(const NodeSettings& settings);

std::string payment_outcome_json(const OutcomeInfo& info);

}  // namespace satsrail::wire
