#pragma once
// What the node does by itself when its time comes.

#include "daemon/service/context.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service::node_steps {

struct Step {
  std::string_view job;  // "node_payment.arrive"
  std::string id;        // of the payment, or an invoice's payment hash
};

// Payments that are sent or arrive, settlements that the API learns of, HTLCs that time out.
// At most `limit` of each; fewer in all when nothing more is due.
std::vector<Step> run_due(Tx& tx, const Context& context, int limit);
std::optional<Time> next_due_after(Tx& tx, Time now);

// Invoices whose own clock has run out. Apart from the others, because at one instant sessions end before the
// invoices that outlive none of them.
std::vector<Step> expire_due(Tx& tx, const Context& context, int limit);
std::optional<Time> next_expiry_after(Tx& tx, Time now);

}  // namespace satsrail::service::node_steps
