#pragma once
// Money that arrived. On Lightning a payment is final the moment it settles; on-chain it is pending until its
// transaction has the confirmations that the invoice asks for.

#include "core/domain/invoice.h"
#include "core/domain/scope.h"
#include "core/id.h"
#include "core/money.h"
#include "core/ports/lightning_node.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>

namespace satsrail {

enum class PaymentState : std::uint8_t { pending, completed };

// Money that needs a person or a rule: it arrived, but did not do what the order expected of it.
enum class PaymentException : std::uint8_t {
  late,          // after the session had expired
  duplicate,     // the order was paid already, by another invoice
  after_cancel,  // of an order that was cancelled
  overpaid,
  underpaid,  // not possible on Lightning for an invoice with an amount
};

struct Payment {
  std::int64_t seq = 0;
  PaymentId id;
  Scope scope;
  Sat amount;
  FiatCents fiat;
  std::string currency;
  FiatCents usd;  // worth in US dollars, at the rate of its invoice; the same as `fiat` for USD
  ExchangeRate rate;
  PaymentState state = PaymentState::completed;
  std::optional<PaymentException> exception;
  PaymentMethod method = PaymentMethod::lightning;
  std::optional<PaymentHash> payment_hash;  // Lightning
  std::optional<Preimage> preimage;         // as the merchant's API shows it
  std::optional<std::string> txid;          // on-chain
  Time created_at{};
  Time settled_at{};                 // when the money arrived at the node
  std::optional<Time> confirmed_at;  // when the API knew it for good
  std::optional<Time> refunded_at;   // when its order was refunded

  std::int64_t order_seq = 0;
  std::string order_id;
  std::string order_number;
  std::string invoice_id;
  std::optional<std::string> checkout_token;
  std::optional<std::string> product_id;
  std::string metadata_json = "{}";  // the order's
};

std::string_view to_string(PaymentState state);
PaymentState parse_payment_state(std::string_view stored);
std::string_view to_string(PaymentException exception);  // "late"
PaymentException parse_payment_exception(std::string_view stored);

}  // namespace satsrail
