#pragma once
// An order with everything that hangs on it, as its events show it.

#include "core/domain/checkout_session.h"
#include "core/domain/invoice.h"
#include "core/domain/order.h"
#include "core/domain/payment.h"
#include "core/wire/order_json.h"
#include "core/wire/webhook_json.h"
#include "daemon/service/context.h"

#include <optional>
#include <string>
#include <vector>

namespace satsrail::service {

// Which of the objects behind its ids an order is shown with.
struct Expand {
  bool invoice = false;
  bool payment = false;
  bool merchant = false;
};

struct OrderView {
  Order order;
  std::vector<OrderItem> items;
  std::optional<CheckoutSession> session;
  std::optional<Invoice> invoice;  // the newest
  std::optional<Payment> payment;

  static OrderView load(Tx& tx, std::int64_t order_seq);

  std::string order_json() const;
  std::string order_json(Tx& tx, const Expand& expand) const;
  std::string invoice_json() const;  // `invoice` must be there
  // Points into this view.
  wire::WebhookFacts facts() const;

 private:
  wire::OrderLinks links() const;
};

}  // namespace satsrail::service
