#pragma once
// Orders, invoices and payments on the wire.

#include "core/domain/invoice.h"
#include "core/domain/order.h"
#include "core/domain/payment.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

class JsonWriter;

struct OrderLinks {
  std::string_view checkout_token;  // empty: none
  std::string_view checkout_session_id;
  std::string_view invoice_id;
  std::string_view payment_id;
};
// Objects that are shown whole beside their ids: JSON, "null" where there is none; left out where nothing is said.
struct OrderExpansion {
  std::optional<std::string> invoice;
  std::optional<std::string> payment;
  std::optional<std::string> merchant;
};
std::string order_json(const Order& order, const std::vector<OrderItem>& items, const OrderLinks& links,
                       const OrderExpansion& expansion = {});

struct InvoiceLinks {
  std::string_view order_id;
  std::string_view order_number;
  std::string_view checkout_token;
  std::string_view payment_id;
};
std::string invoice_json(const Invoice& invoice, const InvoiceLinks& links);
// Members of an object that has been begun: what a payer needs, and on a chain the confirmations.
void write_how_to_pay(JsonWriter& json, const Invoice& invoice);

// `event_ids`: what the settlement emitted; left out when empty.
std::string payment_json(const Payment& payment, const std::vector<std::string>& event_ids = {});
// The same payment as the merchant's ledger shows it.
std::string transaction_json(const Payment& payment);

// "50.00": in the currency's own decimals.
std::string amount_text(FiatCents amount, std::string_view currency);
// "100000.00" per bitcoin.
std::string rate_text(ExchangeRate rate, std::string_view currency);

}  // namespace satsrail::wire
