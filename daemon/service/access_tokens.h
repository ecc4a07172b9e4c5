#pragma once
// The proof of purchase that a paid product's buyer holds: made from what was paid, and verified for the merchant.
//
// Tokens are not stored. One is made anew, the same each time, from the order, the product and the moment of payment;
// the secret that signs them all is a setting of the sandbox, so they outlive a restart and a snapshot holds them.

#include "core/domain/checkout_session.h"
#include "core/domain/product.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/order_view.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service::access_tokens {

// A session was paid: its product's access lasts as long as the product says now, whatever it says later.
void grant(Tx& tx, const Context& context, const CheckoutSession& session);

// What a paid session shows its buyer.
struct Purchase {
  struct Item {
    std::string order_item_id;
    std::string key;  // the product's present one
  };
  std::vector<Item> items;
  std::string token;                  // empty: no product, or one that is no longer there
  std::int64_t duration_seconds = 0;  // of the access as a whole; for life: what is left of it
};
// Error: needs_write, of data from before there were tokens.
Result<Purchase> purchase(Tx& tx, const Context& context, const OrderView& view);

struct Access {
  Product product;  // with its present key
  std::string order_id;
  std::int64_t remaining_seconds = 0;  // at least 1
};
// Error: access_expired, whatever is wrong with it.
Result<Access> verify(Tx& tx, const Context& context, const Scope& scope, std::string_view token);

}  // namespace satsrail::service::access_tokens
