#pragma once
// What a merchant asks for an order: an amount at a locked rate, until a deadline, by one method. On Lightning its
// state follows the node's own invoice: settled is paid, canceled is expired.

#include "core/domain/event_type.h"
#include "core/domain/node_invoice.h"
#include "core/domain/scope.h"
#include "core/domain/transition.h"
#include "core/id.h"
#include "core/money.h"
#include "core/ports/lightning_node.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace satsrail {

enum class InvoiceState : std::uint8_t { pending, paid, expired };
enum class InvoiceTrigger : std::uint8_t { settle, expire };

using InvoiceTransition = Transition<InvoiceState, InvoiceTrigger>;
inline constexpr std::array k_invoice_transitions{
    InvoiceTransition{InvoiceState::pending, InvoiceTrigger::settle, InvoiceState::paid, event_type::invoice_paid},
    InvoiceTransition{InvoiceState::pending, InvoiceTrigger::expire, InvoiceState::expired,
                      event_type::invoice_expired},
};
// A settled payment is final: no clock tick and no cancel may take the money back.
static_assert(is_final(k_invoice_transitions, InvoiceState::paid));
static_assert(is_final(k_invoice_transitions, InvoiceState::expired));

enum class PaymentMethod : std::uint8_t { lightning, onchain, usdt };

// How an invoice is wanted.
struct InvoiceChoice {
  PaymentMethod method = PaymentMethod::lightning;
  int confirmations = 1;  // on-chain and USDT: 1 to 6
};

struct Invoice {
  std::int64_t seq = 0;
  InvoiceId id;
  Scope scope;
  std::int64_t order_seq = 0;
  InvoiceState state = InvoiceState::pending;
  PaymentMethod method = PaymentMethod::lightning;
  // Of its node invoice; zero and empty for other methods.
  std::int64_t node_invoice_seq = 0;
  std::string bolt11;
  PaymentHash payment_hash{};
  NodeInvoiceState node_state = NodeInvoiceState::open;
  // On-chain and USDT.
  std::string address;
  int required_confirmations = 0;
  int confirmations = 0;  // of the transaction that pays it; 0 also when there is none
  Sat amount;
  FiatCents fiat;
  std::string currency;
  ExchangeRate rate;  // locked when the invoice was made
  FiatCents usd;      // worth in US dollars then; the same as `fiat` for USD
  Time created_at{};
  Time updated_at{};
  Time expires_at{};
  std::optional<Time> settled_at;
};

std::string_view to_string(PaymentMethod method);  // "onchain"
PaymentMethod parse_payment_method(std::string_view stored);
std::string_view to_string(InvoiceState state);
InvoiceState parse_invoice_state(std::string_view stored);

}  // namespace satsrail
