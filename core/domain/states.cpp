// The spelling of every state, on the wire and in the database alike.

#include "core/domain/checkout_session.h"
#include "core/domain/delivery.h"
#include "core/domain/invoice.h"
#include "core/domain/order.h"

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

std::optional<Time> next_attempt_at(int attempts, Time last_attempt_at) {
  if (attempts < 1 || attempts > static_cast<int>(k_retry_schedule.size())) {
    return std::nullopt;
  }
  return last_attempt_at + k_retry_schedule[static_cast<std::size_t>(attempts - 1)];
}

}  // namespace satsrail
