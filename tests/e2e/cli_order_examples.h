#pragma once
// The commands about orders and what pays them, in an order that a sandbox can live through.

#include "tests/e2e/cli_example.h"
#include "tests/e2e/shop.h"

#include <array>
#include <map>
#include <string>

namespace satsrail::test {

inline constexpr std::array k_order_examples{
    CliExample{"orders create", "orders create --item name=Tea,price_cents=300 --invoice", Way::changes},
    CliExample{"orders list", "orders list", Way::reads, Needs::sandbox, "/api/v1/m/orders"},
    CliExample{"orders get", "orders get $order", Way::reads, Needs::sandbox, "/api/v1/m/orders/$order"},
    CliExample{"orders update", "orders update $other_order --amount 7.00", Way::changes},
    CliExample{"orders delete", "orders delete $other_order", Way::changes},
    CliExample{"orders ship", "orders ship $paid_order", Way::changes},
    CliExample{"orders refund", "orders refund $paid_order", Way::changes},
    CliExample{"invoices get", "invoices get $invoice", Way::reads, Needs::sandbox, "/api/v1/m/invoices/$invoice"},
    CliExample{"invoices status", "invoices status $invoice", Way::reads, Needs::sandbox,
               "/api/v1/m/invoices/$invoice/status"},
    CliExample{"invoices qr", "invoices qr $invoice", Way::reads, Needs::sandbox, "/api/v1/m/invoices/$invoice"},
    CliExample{"invoices generate", "invoices generate $order --idempotency-key walk", Way::changes},
    CliExample{"payments list", "payments list", Way::reads, Needs::sandbox, "/api/v1/m/payments"},
    CliExample{"payments get", "payments get $payment", Way::reads, Needs::sandbox, "/api/v1/m/payments/$payment"},
    CliExample{"payment-requests create", "payment-requests create --amount 5.00", Way::changes},
    CliExample{"payment-requests get", "payment-requests get $payment_request", Way::reads, Needs::sandbox,
               "/api/v1/m/payment_requests/$payment_request"},
    CliExample{"payment-requests status", "payment-requests status $payment_request", Way::reads, Needs::sandbox,
               "/api/v1/m/payment_requests/$payment_request/status"},
};

// What they are about.
inline void add_orders(HttpClient& api, std::map<std::string, std::string>& names) {
  for (const char* name : {"$order", "$other_order", "$paid_order"}) {
    names[name] = expect(api.post("/api/v1/m/orders", {{"order", {{"total_amount_cents", 900}}}}), 201).at("id");
  }
  expect(api.post("/api/v1/m/invoices/generate", {{"order_id", names["$paid_order"]}}), 201);
  pay_checkout(api, names["$paid_order"]);
  names["$invoice"] = expect(api.post("/api/v1/m/invoices/generate", {{"order_id", names["$order"]}}), 201).at("id");
  names["$payment_request"] =
      expect(api.post("/api/v1/m/payment_requests", {{"payment_request", {{"amount_cents", 900}}}}), 201).at("id");
}

}  // namespace satsrail::test
