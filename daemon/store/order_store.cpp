#include "daemon/store/order_store.h"

#include <stdexcept>

namespace satsrail::store::orders {

namespace {

#define ORDER_COLUMNS                                                                               \
  "seq, id, merchant_seq, livemode, number, status, total_cents, currency, metadata, invoice_seq, " \
  "payment_seq, created_at, updated_at, paid_at, cancelled_at"

Order read(const Query& row) {
  Order order;
  order.seq = row.integer(0);
  order.id = OrderId::parse(row.text(1)).value();
  order.scope = {row.integer(2), row.boolean(3)};
  order.number = row.str(4);
  order.state = parse_order_state(row.text(5));
  order.total = FiatCents{row.integer(6)};
  order.currency = row.str(7);
  order.metadata_json = row.str(8);
  order.invoice_seq = row.optional_integer(9);
  order.payment_seq = row.optional_integer(10);
  order.created_at = row.time(11);
  order.updated_at = row.time(12);
  order.paid_at = row.optional_time(13);
  order.cancelled_at = row.optional_time(14);
  return order;
}

}  // namespace

std::int64_t insert(Tx& tx, const Order& order) {
  return tx.run(
      "INSERT INTO orders (id, merchant_seq, livemode, number, status, total_cents, currency, metadata, created_at,"
      " updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      order.id.view(), order.scope.merchant_seq, order.scope.livemode, order.number, to_string(order.state),
      order.total.value, order.currency, order.metadata_json, order.created_at, order.updated_at);
}

void insert_item(Tx& tx, std::int64_t order_seq, const OrderItem& item) {
  const auto product_id = item.product_id ? std::optional(item.product_id->view()) : std::nullopt;
  tx.run(
      "INSERT INTO order_items (id, order_seq, product_id, name, description, image_url, price_cents, quantity)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      item.id.view(), order_seq, product_id, item.name, item.description, item.image_url, item.price.value,
      item.quantity);
}

Order get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " ORDER_COLUMNS " FROM orders WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names an order that does not exist");
  }
  return read(row);
}

std::optional<Order> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row = tx.query("SELECT " ORDER_COLUMNS " FROM orders WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3", id,
                      scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<OrderItem> items(Tx& tx, std::int64_t order_seq) {
  std::vector<OrderItem> list;
  auto row = tx.query(
      "SELECT id, product_id, name, description, image_url, price_cents, quantity FROM order_items WHERE order_seq = ?1"
      " ORDER BY seq",
      order_seq);
  while (row.step()) {
    OrderItem item;
    item.id = OrderItemId::parse(row.text(0)).value();
    if (!row.is_null(1)) {
      item.product_id = ProductId::parse(row.text(1));
    }
    item.name = row.str(2);
    item.description = row.optional_str(3);
    item.image_url = row.optional_str(4);
    item.price = FiatCents{row.integer(5)};
    item.quantity = row.integer(6);
    list.push_back(std::move(item));
  }
  return list;
}

void update(Tx& tx, const Order& order) {
  tx.run(
      "UPDATE orders SET status = ?2, invoice_seq = ?3, payment_seq = ?4, updated_at = ?5, paid_at = ?6, cancelled_at "
      "= ?7"
      " WHERE seq = ?1",
      order.seq, to_string(order.state), order.invoice_seq, order.payment_seq, order.updated_at, order.paid_at,
      order.cancelled_at);
}

}  // namespace satsrail::store::orders
