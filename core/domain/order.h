#pragma once
// What is bought: the amount owed, whether it was paid, and which invoice asks for it now.

#include "core/domain/event_type.h"
#include "core/domain/invoice.h"
#include "core/domain/metadata.h"
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
enum class OrderTrigger : std::uint8_t { invoice, expire_invoice, pay, mark_as_paid, ship, cancel, refund };

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
    // Cash in the till: no invoice asks for it.
    OrderTransition{OrderState::pending, OrderTrigger::mark_as_paid, OrderState::paid, event_type::order_updated},
    OrderTransition{OrderState::paid, OrderTrigger::ship, OrderState::shipped, event_type::order_updated},
    OrderTransition{OrderState::pending, OrderTrigger::cancel, OrderState::cancelled, event_type::order_updated},
    OrderTransition{OrderState::invoice_generated, OrderTrigger::cancel, OrderState::cancelled,
                    event_type::order_updated},
    OrderTransition{OrderState::paid, OrderTrigger::refund, OrderState::refunded, event_type::order_updated},
    OrderTransition{OrderState::shipped, OrderTrigger::refund, OrderState::refunded, event_type::order_updated},
};
// Money that was taken is never cancelled away; giving it back is a refund.
static_assert(!find_transition(k_order_transitions, OrderState::paid, OrderTrigger::cancel));
static_assert(!find_transition(k_order_transitions, OrderState::shipped, OrderTrigger::cancel));
static_assert(is_final(k_order_transitions, OrderState::cancelled));
static_assert(is_final(k_order_transitions, OrderState::refunded));
// Nothing leaves the shop before it is paid, and nothing is given back that was never taken.
static_assert(!find_transition(k_order_transitions, OrderState::pending, OrderTrigger::ship));
static_assert(!find_transition(k_order_transitions, OrderState::invoice_generated, OrderTrigger::ship));
static_assert(!find_transition(k_order_transitions, OrderState::pending, OrderTrigger::refund));
// While an invoice asks for the money, cash would be the second payment.
static_assert(!find_transition(k_order_transitions, OrderState::invoice_generated, OrderTrigger::mark_as_paid));

enum class TenderType : std::uint8_t { bitcoin, cash };

struct OrderItem {
  OrderItemId id;
  std::optional<ProductId> product_id;
  std::string name;
  std::optional<std::string> description;
  std::optional<std::string> sku;
  std::optional<std::string> image_url;
  FiatCents price;
  std::int64_t quantity = 1;
};

struct Order {
  std::int64_t seq = 0;
  OrderId id;
  Scope scope;
  MerchantId merchant_id;  // of the scope
  std::string number;      // ORD-…
  OrderState state = OrderState::pending;
  FiatCents total;
  FiatCents tax;       // in the total
  FiatCents discount;  // taken off it
  std::string currency;
  TenderType tender = TenderType::bitcoin;
  std::optional<WalletId> wallet_id;
  std::optional<DiscountId> discount_id;
  std::string metadata_json = "{}";
  std::optional<std::int64_t> invoice_seq;  // the newest invoice
  std::optional<std::int64_t> payment_seq;
  Time created_at{};
  Time updated_at{};
  std::optional<Time> paid_at;
  std::optional<Time> shipped_at;
  std::optional<Time> cancelled_at;
  std::optional<Time> refunded_at;

  // Its money was taken; a refund does not undo that.
  bool was_paid() const {
    return state == OrderState::paid || state == OrderState::shipped || state == OrderState::refunded;
  }
};

// An item as it is asked for; `product` is a UUID or a slug.
struct OrderItemInput {
  std::string name;
  FiatCents price;
  std::int64_t quantity = 1;
  std::optional<std::string> description;
  std::optional<std::string> sku;
  std::optional<std::string> product;
};

struct OrderInput {
  std::optional<FiatCents> total;  // left out: what the items come to
  FiatCents tax;
  FiatCents discount;
  Currency currency = Currency::usd();
  TenderType tender = TenderType::bitcoin;
  std::vector<OrderItemInput> items;
  std::optional<std::string> wallet_id;
  std::optional<std::string> discount_id;
  Metadata metadata;
  bool generate_invoice = false;
  InvoiceChoice invoice;
  bool mark_as_paid = false;
};

// Only what is there changes; an empty optional inside clears.
struct OrderChange {
  std::optional<FiatCents> total;
  std::optional<FiatCents> tax;
  std::optional<FiatCents> discount;
  std::optional<Currency> currency;
  std::optional<TenderType> tender;
  std::optional<std::vector<OrderItemInput>> items;  // in place of all that there were
  std::optional<std::optional<std::string>> wallet_id;
  std::optional<std::optional<std::string>> discount_id;
  std::optional<Metadata> metadata;
  std::optional<OrderState> status;
  bool mark_as_paid = false;
};

std::string_view to_string(OrderState state);
OrderState parse_order_state(std::string_view stored);
std::optional<OrderState> find_order_state(std::string_view text);  // as somebody wrote it
std::string_view to_string(TenderType tender);
std::optional<TenderType> parse_tender_type(std::string_view text);

}  // namespace satsrail
