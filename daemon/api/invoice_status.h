#pragma once
// "Is it paid?", as pollers ask of an invoice and of a payment request.

#include "core/wire/json_writer.h"
#include "daemon/service/order_view.h"

namespace satsrail::api {

// The members from `status` on, of the invoice that the view holds.
void write_invoice_status(wire::JsonWriter& json, const service::OrderView& view, Time now);

}  // namespace satsrail::api
