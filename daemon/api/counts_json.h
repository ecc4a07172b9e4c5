#pragma once

#include "core/wire/json_writer.h"
#include "daemon/store/account_store.h"

namespace satsrail::api {

// Members of an object that has been begun: rows per table.
inline void write_counts(wire::JsonWriter& json, const store::Counts& counts) {
  json.field("checkout_sessions", counts.checkout_sessions)
      .field("orders", counts.orders)
      .field("invoices", counts.invoices)
      .field("payments", counts.payments)
      .field("products", counts.products)
      .field("webhook_endpoints", counts.webhook_endpoints)
      .field("events", counts.events)
      .field("deliveries", counts.deliveries)
      .field("deliveries_pending", counts.deliveries_pending);
}

}  // namespace satsrail::api
