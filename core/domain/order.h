#pragma once
// What is bought: the amount owed, whether it was paid, and which invoice asks for it now.

#include "core/domain/event_type.h"
#include "core/domain/scope.h"
#include "core/domain/transition.h"
#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail {

enum class OrderState : std::uint8_t { pending, invoice_generated, paid, shipped, cancelled, refunded };
enum class OrderTrigger : std::uint8_t { invoice, expire_invoice, pay, cancel };

using OrderTransition = Transition<OrderState, OrderTrigger>;
inline constexpr std::array k_order_transitions{
    OrderTransition{OrderState::pending, OrderTrigger::invoice, OrderState::invoice_generated,
                    event_type::order_updated},
    // Its last open invoice ended unpaid while the order lives on: another can be made.
    OrderTransition{OrderState::invoice_generated, OrderTrigger::expire_invoice, OrderState::pending,
                    event_type::order_updated},
    OrderTransition{OrderState::invoice_generated, OrderTrigger::pay, OrderState::paid, event_type::order_updated},
    // An older invoice of it that was left open.
    OrderTransition{OrderState::pending, OrderTrigger::pay, OrderState::paid, event_type::order_updated},
    OrderTransition{OrderState::pending, OrderTrigger::cancel, OrderState::cancelled, event_type::order_updated},
    OrderTransition{OrderState::invoice_generated, OrderTrigger::cancel, OrderState::cancelled,
                    event_type::order_updated},
};
// Money that was taken is never cancelled away; giving it back is a refund.
static_assert(!find_transition(k_order_transitions, OrderState::paid, OrderTrigger::cancel));
static_assert(is_final(k_order_transitions, OrderState::cancelled));

struct OrderItem {
  OrderItemId id;
  std::optional<ProductId> product_id;
  std::string name;
  std::optional<std::string> description;
  std::optional<std::string> image_url;
  FiatCents price;
  std::int64_t quantity = 1;
};

struct Order {
  std::int64_t seq = 0;
  OrderId id;
  Scope scope;
  std::string number;  // ORD-…
  OrderState state = OrderState::pending;
  FiatCents total;
  std::string currency;
  std::string metadata_json = "{}";
  std::optional<std::int64_t> invoice_seq;  // the newest invoice
  std::optional<std::int64_t> payment_seq;
  Time created_at{};
  Time updated_at{};
  std::optional<Time> paid_at;
  std::optional<Time> cancelled_at;
};

std::string_view to_string(OrderState state);
OrderState parse_order_state(std::string_view stored);

}  // namespace satsrail
