#pragma once
// The events a merchant can subscribe to, by their names on the wire.

#include <array>
#include <string_view>

namespace satsrail::event_type {

inline constexpr std::string_view checkout_completed = "checkout.completed";
inline constexpr std::string_view order_created = "order.created";
inline constexpr std::string_view order_updated = "order.updated";
inline constexpr std::string_view invoice_created = "invoice.created";
inline constexpr std::string_view invoice_paid = "invoice.paid";
inline constexpr std::string_view invoice_expired = "invoice.expired";
inline constexpr std::string_view payment_received = "payment.received";
inline constexpr std::string_view payment_confirmed = "payment.confirmed";
inline constexpr std::string_view product_key_rotated = "product.key_rotated";
inline constexpr std::string_view merchant_plan_changed = "merchant.plan_changed";
inline constexpr std::string_view merchant_suspended = "merchant.suspended";

// What `available_events` lists.
inline constexpr std::array all{
    checkout_completed,  order_created,         order_updated,      invoice_created,
    invoice_paid,        invoice_expired,       payment_received,   payment_confirmed,
    product_key_rotated, merchant_plan_changed, merchant_suspended,
};

// What the docs dialect sends when nothing else is asked for, and what the stream dialect does.
inline constexpr std::array docs{
    order_created, order_updated, invoice_created, invoice_paid, invoice_expired, payment_received, payment_confirmed,
};
inline constexpr std::array stream{product_key_rotated, merchant_plan_changed, merchant_suspended};

constexpr bool is_known(std::string_view type) {
  for (const auto known : all) {
    if (known == type) {
      return true;
    }
  }
  return false;
}

}  // namespace satsrail::event_type
