#include "daemon/store/payment_link_store.h"

#include "daemon/store/product_store.h"

namespace satsrail::store::payment_links {

std::optional<Product> find(Tx& tx, std::string_view id_or_slug) {
  const auto id = ProductId::parse(id_or_slug);
  auto row = id ? tx.query("SELECT seq FROM products WHERE id = ?1 AND status = 'active'", id->view())
                : tx.query(
                      "SELECT seq FROM products WHERE slug = ?1 AND status = 'active'"
                      " ORDER BY merchant_seq, livemode LIMIT 1",
                      id_or_slug);
  return row.step() ? std::optional(products::get(tx, row.integer(0))) : std::nullopt;
}

}  // namespace satsrail::store::payment_links
