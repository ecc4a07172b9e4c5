#include "daemon/api/invoice_status.h"

#include <algorithm>
#include <cassert>

namespace satsrail::api {

void write_invoice_status(wire::JsonWriter& json, const service::OrderView& view, Time now) {
  assert(view.invoice);
  const auto& invoice = *view.invoice;
  const auto left = std::chrono::ceil<std::chrono::seconds>(invoice.expires_at - now).count();
  const bool pending = invoice.state == InvoiceState::pending;
  const bool paid_by_this = view.payment && view.payment->invoice_id == invoice.id.view();
  json.field("status", to_string(invoice.state))
      .field("paid", invoice.state == InvoiceState::paid)
      .field("settled_at", invoice.settled_at)
      .field("amount_sats", invoice.amount)
      .field("confirmations", invoice.confirmations)
      .field("expires_at", invoice.expires_at)
      .field("time_remaining", pending ? std::max<std::int64_t>(left, 0) : 0)
      .field("order_id", view.order.id.view())
      .field("payment_id", paid_by_this ? std::optional(view.payment->id.view()) : std::nullopt);
}

}  // namespace satsrail::api
