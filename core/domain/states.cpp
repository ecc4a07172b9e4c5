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

template <class State, std::size_t N>
State parse_stored(const std::array<State, N>& states, std::string_view stored, std::string_view noun) {
  for (const State state : states) {
    if (to_string(state) == stored) {
      return state;
    }
  }
  // The database checks these columns, so another spelling means a damaged file.
  throw std::runtime_error("unknown " + std::string(noun) + " state in the database: " + std::string(stored));
}

}  // namespace

std::string_view to_string(OrderState state) {
  switch (state) {
    case OrderState::pending:
      return "pending";
    case OrderState::invoice_generated:
      return "invoice_generated";
    case OrderState::paid:
      return "paid";
    case OrderState::shipped:
      return "shipped";
    case OrderState::cancelled:
      return "cancelled";
    case OrderState::refunded:
      break;
  }
  return "refunded";
}

OrderState parse_order_state(std::string_view stored) {
  constexpr std::array k_states{OrderState::pending, OrderState::invoice_generated, OrderState::paid,
                                OrderState::shipped, OrderState::cancelled,         OrderState::refunded};
  return parse_stored(k_states, stored, "order");
}

std::string_view to_string(InvoiceState state) {
  switch (state) {
    case InvoiceState::pending:
      return "pending";
    case InvoiceState::paid:
      return "paid";
    case InvoiceState::expired:
      break;
  }
  return "expired";
}

InvoiceState parse_invoice_state(std::string_view stored) {
  return parse_stored(std::array{InvoiceState::pending, InvoiceState::paid, InvoiceState::expired}, stored, "invoice");
}

std::string_view to_string(SessionState state) {
  switch (state) {
    case SessionState::pending:
      return "pending";
    case SessionState::completed:
      return "completed";
    case SessionState::expired:
      return "expired";
    case SessionState::cancelled:
      break;
  }
  return "cancelled";
}

SessionState parse_session_state(std::string_view stored) {
  constexpr std::array k_states{SessionState::pending, SessionState::completed, SessionState::expired,
                                SessionState::cancelled};
  return parse_stored(k_states, stored, "checkout session");
}

std::string_view to_string(DeliveryState state) {
  switch (state) {
    case DeliveryState::pending:
      return "pending";
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::failed:
      return "failed";
    case DeliveryState::cancelled:
      break;
  }
  return "cancelled";
}

DeliveryState parse_delivery_state(std::string_view stored) {
  constexpr std::array k_states{DeliveryState::pending, DeliveryState::delivered, DeliveryState::failed,
                                DeliveryState::cancelled};
  return parse_stored(k_states, stored, "delivery");
}

std::string_view to_string(NodeInvoiceState state) {
  switch (state) {
    case NodeInvoiceState::open:
      return "open";
    case NodeInvoiceState::accepted:
      return "accepted";
    case NodeInvoiceState::settled:
      return "settled";
    case NodeInvoiceState::canceled:
      break;
  }
  return "canceled";
}

NodeInvoiceState parse_node_invoice_state(std::string_view stored) {
  constexpr std::array k_states{NodeInvoiceState::open, NodeInvoiceState::accepted, NodeInvoiceState::settled,
                                NodeInvoiceState::canceled};
  return parse_stored(k_states, stored, "node invoice");
}

std::string_view to_string(NodePaymentState state) {
  switch (state) {
    case NodePaymentState::initiated:
      return "initiated";
    case NodePaymentState::in_flight:
      return "in_flight";
    case NodePaymentState::succeeded:
      return "succeeded";
    case NodePaymentState::failed:
      break;
  }
  return "failed";
}

NodePaymentState parse_node_payment_state(std::string_view stored) {
  constexpr std::array k_states{NodePaymentState::initiated, NodePaymentState::in_flight, NodePaymentState::succeeded,
                                NodePaymentState::failed};
  return parse_stored(k_states, stored, "node payment");
}

std::string_view to_string(PaymentFailure failure) {
  switch (failure) {
    case PaymentFailure::timeout:
      return "timeout";
    case PaymentFailure::no_route:
      return "no_route";
    case PaymentFailure::error:
      return "error";
    case PaymentFailure::incorrect_payment_details:
      return "incorrect_payment_details";
    case PaymentFailure::insufficient_balance:
      return "insufficient_balance";
    case PaymentFailure::canceled:
      break;
  }
  return "canceled";
}

PaymentFailure parse_payment_failure(std::string_view stored) {
  constexpr std::array k_failures{PaymentFailure::timeout,
                                  PaymentFailure::no_route,
                                  PaymentFailure::error,
                                  PaymentFailure::incorrect_payment_details,
                                  PaymentFailure::insufficient_balance,
                                  PaymentFailure::canceled};
  return parse_stored(k_failures, stored, "payment failure");
}

std::string_view to_string(HtlcState state) {
  switch (state) {
    case HtlcState::accepted:
      return "accepted";
    case HtlcState::settled:
      return "settled";
    case HtlcState::canceled:
      break;
  }
  return "canceled";
}

HtlcState parse_htlc_state(std::string_view stored) {
  return parse_stored(std::array{HtlcState::accepted, HtlcState::settled, HtlcState::canceled}, stored, "HTLC");
}

std::string_view to_string(PaymentMethod method) {
  switch (method) {
    case PaymentMethod::lightning:
      return "lightning";
    case PaymentMethod::onchain:
      return "onchain";
    case PaymentMethod::usdt:
      break;
  }
  return "usdt";
}

PaymentMethod parse_payment_method(std::string_view stored) {
  return parse_stored(std::array{PaymentMethod::lightning, PaymentMethod::onchain, PaymentMethod::usdt}, stored,
                      "payment method");
}

std::string_view to_string(PaymentState state) {
  return state == PaymentState::pending ? "pending" : "completed";
}

PaymentState parse_payment_state(std::string_view stored) {
  return parse_stored(std::array{PaymentState::pending, PaymentState::completed}, stored, "payment");
}

std::string_view to_string(PaymentException exception) {
  switch (exception) {
    case PaymentException::late:
      return "late";
    case PaymentException::duplicate:
      return "duplicate";
    case PaymentException::after_cancel:
      return "after_cancel";
    case PaymentException::overpaid:
      return "overpaid";
    case PaymentException::underpaid:
      break;
  }
  return "underpaid";
}

PaymentException parse_payment_exception(std::string_view stored) {
  constexpr std::array k_exceptions{PaymentException::late, PaymentException::duplicate, PaymentException::after_cancel,
                                    PaymentException::overpaid, PaymentException::underpaid};
  return parse_stored(k_exceptions, stored, "payment exception");
}

std::optional<Time> next_attempt_at(int attempts, Time last_attempt_at) {
  if (attempts < 1 || attempts > static_cast<int>(k_retry_schedule.size())) {
    return std::nullopt;
  }
  return last_attempt_at + k_retry_schedule[static_cast<std::size_t>(attempts - 1)];
}

}  // namespace satsrail
