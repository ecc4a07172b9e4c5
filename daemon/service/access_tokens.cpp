#include "daemon/service/access_tokens.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/access_token.h"
#include "daemon/service/products.h"
#include "daemon/store/access_store.h"
#include "daemon/store/account_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/product_store.h"

#include <algorithm>
#include <chrono>

namespace satsrail::service::access_tokens {

namespace {

constexpr std::string_view k_secret = "access_token.secret";  // of the sandbox's settings
constexpr std::int64_t k_lifetime_seconds = std::chrono::seconds(limits::lifetime_access).count();

// Made at the first payment for a product.
Result<std::string> secret(Tx& tx, const Context& context) {
  if (auto known = store::settings::find(tx, k_secret)) {
    return *std::move(known);
  }
  if (!tx.writable()) {
    return Error::needs_write();
  }
  auto made = to_hex(context.entropy.bytes<32>());
  store::settings::put(tx, k_secret, made);
  return made;
}

std::int64_t unix_seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::int64_t duration_of(const Product& product) {
  return product.access_duration_seconds.value_or(k_lifetime_seconds);
}

Error dead(std::string_view why) {
  return {ErrorCode::access_expired, "Access token " + std::string(why)};
}

bool is_paid(const Order& order) {
  return order.state == OrderState::paid || order.state == OrderState::shipped;
}

}  // namespace

void grant(Tx& tx, const Context& context, const CheckoutSession& session) {
  if (!session.product_id) {
    return;
  }
  if (const auto product = store::products::find(tx, session.scope, *session.product_id)) {
    store::access::grant(tx, session.seq, duration_of(*product));
    // Made here, where it can be written: the first look at the token may be a read.
    [[maybe_unused]] const auto made = secret(tx, context);
  }
}

Result<Purchase> purchase(Tx& tx, const Context& context, const OrderView& view) {
  Purchase bought;
  const auto& session = *view.session;
  if (!session.product_id || !session.completed_at) {
    return bought;
  }
  auto found = store::products::find(tx, session.scope, *session.product_id);
  if (!found) {
    return bought;
  }
  TRY_ASSIGN(const auto product, products::with_key(tx, context, *std::move(found)));
  for (const auto& item : view.items) {
    if (item.product_id == product.id) {
      bought.items.push_back({item.id.str(), product.key});
    }
  }
  TRY_ASSIGN(const auto key, secret(tx, context));
  const auto seconds = store::access::granted_seconds(tx, session.seq).value_or(duration_of(product));
  const auto ends = unix_seconds(*session.completed_at) + seconds;
  bought.token = wire::write_access_token({session.order_id, product.id.str(), ends}, key);
  const bool for_life = seconds == k_lifetime_seconds;
  bought.duration_seconds = for_life ? std::max<std::int64_t>(ends - unix_seconds(tx.now()), 0) : seconds;
  return bought;
}

Result<Access> verify(Tx& tx, const Context& context, const Scope& scope, std::string_view token) {
  const auto key = store::settings::find(tx, k_secret);
  const auto claims = key ? wire::read_access_token(token, *key) : std::nullopt;
  if (!claims) {
    return dead("is not one of this sandbox's");
  }
  const auto order = store::orders::find(tx, scope, claims->order_id);
  if (!order) {
    return dead("is of no order of this merchant and mode");
  }
  if (!is_paid(*order)) {
    return dead("is of an order that is " + std::string(to_string(order->state)));
  }
  const auto left = std::chrono::floor<std::chrono::seconds>(from_millis(claims->expires_at * 1000) - tx.now());
  if (left.count() < 1) {
    return dead("has expired");
  }
  auto found = store::products::find(tx, scope, claims->product_id);
  if (!found) {
    return dead("is of a product that was deleted");
  }
  TRY_ASSIGN(auto product, products::with_key(tx, context, *std::move(found)));
  return Access{std::move(product), claims->order_id, left.count()};
}

}  // namespace satsrail::service::access_tokens
