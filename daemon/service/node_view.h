#pragma once
// The node's objects with everything that hangs on them, as the control API shows them.

#include "core/domain/node_invoice.h"
#include "core/domain/node_payment.h"
#include "daemon/service/context.h"

#include <optional>
#include <string>
#include <vector>

namespace satsrail::service {

struct NodePaymentView {
  NodePayment payment;
  std::vector<Htlc> htlcs;
  std::optional<NodeInvoiceState> invoice_state;
  std::string checkout_token;  // of the order that asked for it; empty: none
  std::string order_id;
  std::string invoice_id;
  std::string payment_id;  // the merchant's payment

  static NodePaymentView load(Tx& tx, NodePayment payment);
  std::string json() const;
};

struct NodeInvoiceView {
  NodeInvoice invoice;
  std::vector<Htlc> htlcs;  // accepted ones
  std::string checkout_token;
  std::string order_id;
  std::string invoice_id;

  static NodeInvoiceView load(Tx& tx, NodeInvoice invoice);
  std::string json() const;
};

}  // namespace satsrail::service
