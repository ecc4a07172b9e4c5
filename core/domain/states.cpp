// The spelling of every state, on the wire and in the database alike.

#include "core/domain/checkout_session.h"
#include "core/domain/delivery.h"
#include "core/domain/invoice.h"
#include "core/domain/node_invoice.h"
#include "core/domain/node_payment.h"
#include "core/domain/order.h"
#include "core/domain/payment.h"

#include <stdexcept>
#include <string>

namespace satsrail {

namespace {

template <class State>
struct Spelling {
  State state;
  std::string_view text;
};

// The rows stand in the order of the enum, whose last one they reach.
template <class State, std::size_t N>
constexpr bool spells_all(const std::array<Spelling<State>, N>& table, State last) {
  for (std::size_t i = 0; i < N; ++i) {
    if (static_cast<std::size_t>(table[i].state) != i) {
      return false;
    }
  }
  return table[N - 1].state == last;
}

template <class State, std::size_t N>
std::string_view spell(const std::array<Spelling<State>, N>& table, State state) {
  return table[static_cast<std::size_t>(state)].text;
}

template <class State, std::size_t N>
std::optional<State> find_spelling(const std::array<Spelling<State>, N>& table, std::string_view text) {
  for (const auto& row : table) {
    if (row.text == text) {
      return row.state;
    }
  }
  return std::nullopt;
}

template <class State, std::size_t N>
State parse_stored(const std::array<Spelling<State>, N>& table, std::string_view stored, std::string_view noun) {
  if (const auto state = find_spelling(table, stored)) {
    return *state;
  }
  // The database checks these columns, so another spelling means a damaged file.
  throw std::runtime_error("unknown " + std::string(noun) + " state in the database: " + std::string(stored));
}

constexpr std::array k_order_states{
    Spelling{OrderState::pending, "pending"},     Spelling{OrderState::invoice_generated, "invoice_generated"},
    Spelling{OrderState::paid, "paid"},           Spelling{OrderState::shipped, "shipped"},
    Spelling{OrderState::cancelled, "cancelled"}, Spelling{OrderState::refunded, "refunded"}};
static_assert(spells_all(k_order_states, OrderState::refunded));

constexpr std::array k_tender_types{Spelling{TenderType::bitcoin, "bitcoin"}, Spelling{TenderType::cash, "cash"}};
static_assert(spells_all(k_tender_types, TenderType::cash));

constexpr std::array k_invoice_states{Spelling{InvoiceState::pending, "pending"}, Spelling{InvoiceState::paid, "paid"},
                                      Spelling{InvoiceState::expired, "expired"}};
static_assert(spells_all(k_invoice_states, InvoiceState::expired));

constexpr std::array k_session_states{
    Spelling{SessionState::pending, "pending"}, Spelling{SessionState::completed, "completed"},
    Spelling{SessionState::expired, "expired"}, Spelling{SessionState::cancelled, "cancelled"}};
static_assert(spells_all(k_session_states, SessionState::cancelled));

constexpr std::array k_delivery_states{
    Spelling{DeliveryState::pending, "pending"}, Spelling{DeliveryState::delivered, "delivered"},
    Spelling{DeliveryState::failed, "failed"}, Spelling{DeliveryState::cancelled, "cancelled"},
    Spelling{DeliveryState::collected, "collected"}};
static_assert(spells_all(k_delivery_states, DeliveryState::collected));

constexpr std::array k_node_invoice_states{
    Spelling{NodeInvoiceState::open, "open"}, Spelling{NodeInvoiceState::accepted, "accepted"},
    Spelling{NodeInvoiceState::settled, "settled"}, Spelling{NodeInvoiceState::canceled, "canceled"}};
static_assert(spells_all(k_node_invoice_states, NodeInvoiceState::canceled));

constexpr std::array k_node_payment_states{
    Spelling{NodePaymentState::initiated, "initiated"}, Spelling{NodePaymentState::in_flight, "in_flight"},
    Spelling{NodePaymentState::succeeded, "succeeded"}, Spelling{NodePaymentState::failed, "failed"}};
static_assert(spells_all(k_node_payment_states, NodePaymentState::failed));

constexpr std::array k_payment_failures{
    Spelling{PaymentFailure::timeout, "timeout"},
    Spelling{PaymentFailure::no_route, "no_route"},
    Spelling{PaymentFailure::error, "error"},
    Spelling{PaymentFailure::incorrect_payment_details, "incorrect_payment_details"},
    Spelling{PaymentFailure::insufficient_balance, "insufficient_balance"},
    Spelling{PaymentFailure::canceled, "canceled"}};
static_assert(spells_all(k_payment_failures, PaymentFailure::canceled));

constexpr std::array k_htlc_states{Spelling{HtlcState::accepted, "accepted"}, Spelling{HtlcState::settled, "settled"},
                                   Spelling{HtlcState::canceled, "canceled"}};
static_assert(spells_all(k_htlc_states, HtlcState::canceled));

constexpr std::array k_payment_methods{Spelling{PaymentMethod::lightning, "lightning"},
                                       Spelling{PaymentMethod::onchain, "onchain"},
                                       Spelling{PaymentMethod::usdt, "usdt"}};
static_assert(spells_all(k_payment_methods, PaymentMethod::usdt));

constexpr std::array k_payment_states{Spelling{PaymentState::pending, "pending"},
                                      Spelling{PaymentState::completed, "completed"}};
static_assert(spells_all(k_payment_states, PaymentState::completed));

constexpr std::array k_payment_exceptions{
    Spelling{PaymentException::late, "late"}, Spelling{PaymentException::duplicate, "duplicate"},
    Spelling{PaymentException::after_cancel, "after_cancel"}, Spelling{PaymentException::overpaid, "overpaid"},
    Spelling{PaymentException::underpaid, "underpaid"}};
static_assert(spells_all(k_payment_exceptions, PaymentException::underpaid));

}  // namespace

std::string_view to_string(OrderState state) {
  return spell(k_order_states, state);
}
OrderState parse_order_state(std::string_view stored) {
  return parse_stored(k_order_states, stored, "order");
}
std::optional<OrderState> find_order_state(std::string_view text) {
  return find_spelling(k_order_states, text);
}

std::string_view to_string(TenderType tender) {
  return spell(k_tender_types, tender);
}
std::optional<TenderType> parse_tender_type(std::string_view text) {
  return find_spelling(k_tender_types, text);
}

std::string_view to_string(InvoiceState state) {
  return spell(k_invoice_states, state);
}
InvoiceState parse_invoice_state(std::string_view stored) {
  return parse_stored(k_invoice_states, stored, "invoice");
}

std::string_view to_string(SessionState state) {
  return spell(k_session_states, state);
}
SessionState parse_session_state(std::string_view stored) {
  return parse_stored(k_session_states, stored, "checkout session");
}

std::string_view to_string(DeliveryState state) {
  return spell(k_delivery_states, state);
}
DeliveryState parse_delivery_state(std::string_view stored) {
  return parse_stored(k_delivery_states, stored, "delivery");
}

std::string_view to_string(NodeInvoiceState state) {
  return spell(k_node_invoice_states, state);
}
NodeInvoiceState parse_node_invoice_state(std::string_view stored) {
  return parse_stored(k_node_invoice_states, stored, "node invoice");
}

std::string_view to_string(NodePaymentState state) {
  return spell(k_node_payment_states, state);
}
NodePaymentState parse_node_payment_state(std::string_view stored) {
  return parse_stored(k_node_payment_states, stored, "node payment");
}

std::string_view to_string(PaymentFailure failure) {
  return spell(k_payment_failures, failure);
}
PaymentFailure parse_payment_failure(std::string_view stored) {
  return parse_stored(k_payment_failures, stored, "payment failure");
}

std::string_view to_string(HtlcState state) {
  return spell(k_htlc_states, state);
}
HtlcState parse_htlc_state(std::string_view stored) {
  return parse_stored(k_htlc_states, stored, "HTLC");
}

std::string_view to_string(PaymentMethod method) {
  return spell(k_payment_methods, method);
}
PaymentMethod parse_payment_method(std::string_view stored) {
  return parse_stored(k_payment_methods, stored, "payment method");
}

std::string_view to_string(PaymentState state) {
  return spell(k_payment_states, state);
}
PaymentState parse_payment_state(std::string_view stored) {
  return parse_stored(k_payment_states, stored, "payment");
}

std::string_view to_string(PaymentException exception) {
  return spell(k_payment_exceptions, exception);
}
PaymentException parse_payment_exception(std::string_view stored) {
  return parse_stored(k_payment_exceptions, stored, "payment exception");
}

}  // namespace satsrail
