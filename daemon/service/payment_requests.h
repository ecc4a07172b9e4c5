#pragma once
// Requests for money without a basket: an order and its invoice in one call.

#include "core/domain/payment_request.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/order_view.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::service::payment_requests {

struct RequestView {
  PaymentRequest request;
  OrderView order;         // `invoice` is the request's own, also where the order has a newer one
  std::string order_json;  // the order as it shows itself
  std::string json() const;
};

// As for an order: what will be asked of the node, before the order is there.
Result<std::optional<InvoiceDraft>> draft_for_new(Tx& tx, const Context& context, const Scope& scope,
                                                  const PaymentRequestInput& input, const std::string& number);
// Errors: validation_error, wallet_unavailable, rate_unavailable.
Result<RequestView> create(Tx& tx, const Context& context, const Scope& scope, const PaymentRequestInput& input,
                           const std::string& number, const std::optional<InvoiceDraft>& draft);
// Errors: not_found.
Result<RequestView> find(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::service::payment_requests
