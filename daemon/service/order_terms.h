#pragma once
// What an order is to cost and what it names, checked against what there is. Problems are gathered by field.

#include "core/domain/order.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service::orders {

inline constexpr std::string_view k_cash_only = "is for cash orders only; set tender_type to cash";

// What the items come to, with tax and without discount; noted on total_amount_cents unless it is 1 to the most there
// may be.
FiatCents sum_of(const std::vector<OrderItem>& items, FiatCents tax, FiatCents discount,
                 std::vector<FieldError>& errors);
// As it was asked for, else the sum.
FiatCents total_of(const OrderInput& input, std::vector<FieldError>& errors);

std::optional<WalletId> wallet_of(Tx& tx, const Scope& scope, const std::optional<std::string>& id,
                                  std::vector<FieldError>& errors);
std::optional<DiscountId> discount_of(Tx& tx, const Scope& scope, const std::optional<std::string>& id,
                                      std::vector<FieldError>& errors);

// With ids of their own; products are found by UUID or slug.
std::vector<OrderItem> items_of(Tx& tx, const Context& context, const Scope& scope,
                                const std::vector<OrderItemInput>& inputs, std::vector<FieldError>& errors);

}  // namespace satsrail::service::orders
