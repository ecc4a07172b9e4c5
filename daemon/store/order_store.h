#pragma once

#include "core/domain/order.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::orders {

std::int64_t insert(Tx& tx, const Order& order);
void insert_item(Tx& tx, std::int64_t order_seq, const OrderItem& item);
void remove_items(Tx& tx, std::int64_t order_seq);
Order get(Tx& tx, std::int64_t seq);
std::optional<Order> find(Tx& tx, const Scope& scope, std::string_view id);
std::vector<OrderItem> items(Tx& tx, std::int64_t order_seq);
// Writes what changes in an order's life: state, invoice, payment and the times.
void update(Tx& tx, const Order& order);
// Writes what the merchant asked for: amounts, currency, tender, references and metadata.
void update_terms(Tx& tx, const Order& order);

// May an order of this scope name it?
bool has_wallet(Tx& tx, const Scope& scope, std::string_view id);
bool has_discount(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::store::orders
