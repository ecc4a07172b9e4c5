#include "daemon/service/order_terms.h"

#include "core/limits.h"
#include "daemon/store/order_store.h"
#include "daemon/store/product_store.h"

#include <fmt/format.h>

namespace satsrail::service::orders {

namespace {

__extension__ using Wide = __int128;

template <class Item>
FiatCents sum(const std::vector<Item>& items, FiatCents tax, FiatCents discount, std::vector<FieldError>& errors) {
  Wide cents = Wide{tax.value} - discount.value;
  for (const auto& item : items) {
    cents += Wide{item.price.value} * item.quantity;
  }
  if (cents < 1) {
    errors.push_back({"total_amount_cents", "must be greater than 0"});
    return {};
  }
  if (cents > limits::amount_cents_max) {
    errors.push_back(
        {"total_amount_cents", "must be less than or equal to " + std::to_string(limits::amount_cents_max)});
    return {};
  }
  return FiatCents{static_cast<std::int64_t>(cents)};
}

OrderItem item_of(Tx& tx, const Context& context, const OrderItemInput& input) {
  OrderItem item;
  item.id = OrderItemId::make(tx.now(), context.entropy);
  item.name = input.name;
  item.description = input.description;
  item.sku = input.sku;
  item.price = input.price;
  item.quantity = input.quantity;
  return item;
}

}  // namespace

FiatCents sum_of(const std::vector<OrderItem>& items, FiatCents tax, FiatCents discount,
                 std::vector<FieldError>& errors) {
  return sum(items, tax, discount, errors);
}

FiatCents total_of(const OrderInput& input, std::vector<FieldError>& errors) {
  return input.total ? *input.total : sum(input.items, input.tax, input.discount, errors);
}

std::optional<WalletId> wallet_of(Tx& tx, const Scope& scope, const std::optional<std::string>& id,
                                  std::vector<FieldError>& errors) {
  const auto wallet = id ? WalletId::parse(*id) : std::nullopt;
  if (id && !(wallet && store::orders::has_wallet(tx, scope, wallet->view()))) {
    errors.push_back({"wallet_id", "must exist"});
    return std::nullopt;
  }
  return wallet;
}

std::optional<DiscountId> discount_of(Tx& tx, const Scope& scope, const std::optional<std::string>& id,
                                      std::vector<FieldError>& errors) {
  const auto discount = id ? DiscountId::parse(*id) : std::nullopt;
  if (id && !(discount && store::orders::has_discount(tx, scope, discount->view()))) {
    errors.push_back({"discount_id", "must exist"});
    return std::nullopt;
  }
  return discount;
}

std::vector<OrderItem> items_of(Tx& tx, const Context& context, const Scope& scope,
                                const std::vector<OrderItemInput>& inputs, std::vector<FieldError>& errors) {
  std::vector<OrderItem> items;
  for (const auto& input : inputs) {
    auto item = item_of(tx, context, input);
    if (input.product) {
      if (const auto product = store::products::find(tx, scope, *input.product)) {
        item.product_id = product->id;
        item.image_url = product->image_url;
      } else {
        errors.push_back({fmt::format("items[{}].product_id", items.size()), "must exist"});
      }
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace satsrail::service::orders
