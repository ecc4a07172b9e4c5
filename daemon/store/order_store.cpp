#include "daemon/store/order_store.h"

#include <stdexcept>

namespace satsrail::store::orders {

namespace {

#define ORDER_SELECT                                                                                              \
  "SELECT o.seq, o.id, o.merchant_seq, o.livemode, o.number, o.status, o.total_cents, o.currency, o.metadata, "   \
  "o.invoice_seq, o.payment_seq, o.created_at, o.updated_at, o.paid_at, o.cancelled_at, o.tax_cents, "            \
  "o.discount_cents, o.tender_type, o.wallet_id, o.discount_id, o.shipped_at, o.refunded_at, m.id FROM orders o " \
  "JOIN merchants m ON m.seq = o.merchant_seq "

template <class AnId>
std::optional<AnId> optional_id(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : AnId::parse(row.text(column));
}

// An id, or null.
std::optional<std::string_view> text_of(const auto& id) {
  return id ? std::optional(id->view()) : std::nullopt;
}

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
  order.tax = FiatCents{row.integer(15)};
  order.discount = FiatCents{row.integer(16)};
  order.tender = parse_tender_type(row.text(17)).value();
  order.wallet_id = optional_id<WalletId>(row, 18);
  order.discount_id = optional_id<DiscountId>(row, 19);
  order.shipped_at = row.optional_time(20);
  order.refunded_at = row.optional_time(21);
  order.merchant_id = MerchantId::parse(row.text(22)).value();
  return order;
}

}  // namespace

std::int64_t insert(Tx& tx, const Order& order) {
  return tx.run(
      "INSERT INTO orders (id, merchant_seq, livemode, number, status, total_cents, currency, metadata, created_at,"
      " updated_at, tax_cents, discount_cents, tender_type, wallet_id, discount_id)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      order.id.view(), order.scope.merchant_seq, order.scope.livemode, order.number, to_string(order.state),
      order.total.value, order.currency, order.metadata_json, order.created_at, order.updated_at, order.tax.value,
      order.discount.value, to_string(order.tender), text_of(order.wallet_id), text_of(order.discount_id));
}

void insert_item(Tx& tx, std::int64_t order_seq, const OrderItem& item) {
  tx.run(
      "INSERT INTO order_items (id, order_seq, product_id, name, description, image_url, price_cents, quantity, sku)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      item.id.view(), order_seq, text_of(item.product_id), item.name, item.description, item.image_url,
      item.price.value, item.quantity, item.sku);
}

void remove_items(Tx& tx, std::int64_t order_seq) {
  tx.run("DELETE FROM order_items WHERE order_seq = ?1", order_seq);
}

Order get(Tx& tx, std::int64_t seq) {
  auto row = tx.query(ORDER_SELECT "WHERE o.seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names an order that does not exist");
  }
  return read(row);
}

std::optional<Order> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row = tx.query(ORDER_SELECT "WHERE o.id = ?1 AND o.merchant_seq = ?2 AND o.livemode = ?3", id,
                      scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<OrderItem> items(Tx& tx, std::int64_t order_seq) {
  std::vector<OrderItem> list;
  auto row = tx.query(
      "SELECT id, product_id, name, description, image_url, price_cents, quantity, sku FROM order_items"
      " WHERE order_seq = ?1 ORDER BY seq",
      order_seq);
  while (row.step()) {
    OrderItem item;
    item.id = OrderItemId::parse(row.text(0)).value();
    item.product_id = optional_id<ProductId>(row, 1);
    item.name = row.str(2);
    item.description = row.optional_str(3);
    item.image_url = row.optional_str(4);
    item.price = FiatCents{row.integer(5)};
    item.quantity = row.integer(6);
    item.sku = row.optional_str(7);
    list.push_back(std::move(item));
  }
  return list;
}

void update(Tx& tx, const Order& order) {
  tx.run(
      "UPDATE orders SET status = ?2, invoice_seq = ?3, payment_seq = ?4, updated_at = ?5, paid_at = ?6,"
      " cancelled_at = ?7, shipped_at = ?8, refunded_at = ?9 WHERE seq = ?1",
      order.seq, to_string(order.state), order.invoice_seq, order.payment_seq, order.updated_at, order.paid_at,
      order.cancelled_at, order.shipped_at, order.refunded_at);
}

void update_terms(Tx& tx, const Order& order) {
  tx.run(
      "UPDATE orders SET total_cents = ?2, tax_cents = ?3, discount_cents = ?4, currency = ?5, tender_type = ?6,"
      " wallet_id = ?7, discount_id = ?8, metadata = ?9 WHERE seq = ?1",
      order.seq, order.total.value, order.tax.value, order.discount.value, order.currency, to_string(order.tender),
      text_of(order.wallet_id), text_of(order.discount_id), order.metadata_json);
}

namespace {

bool is_there(Query row) {
  return row.step();
}

}  // namespace

bool has_wallet(Tx& tx, const Scope& scope, std::string_view id) {
  return is_there(tx.query("SELECT 1 FROM wallets WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3", id,
                           scope.merchant_seq, scope.livemode));
}

bool has_discount(Tx& tx, const Scope& scope, std::string_view id) {
  return is_there(tx.query("SELECT 1 FROM discounts WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3", id,
                           scope.merchant_seq, scope.livemode));
}

}  // namespace satsrail::store::orders
