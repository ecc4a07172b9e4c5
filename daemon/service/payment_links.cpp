#include "daemon/service/payment_links.h"

#include "daemon/service/checkout_sessions.h"
#include "daemon/store/account_store.h"
#include "daemon/store/payment_link_store.h"

namespace satsrail::service::payment_links {

Result<Product> find(Tx& tx, std::string_view id_or_slug) {
  auto product = store::payment_links::find(tx, id_or_slug);
  if (!product) {
    return Error::not_found("Product");
  }
  if (store::merchants::get(tx, product->scope.merchant_seq).is_suspended()) {
    return Error(ErrorCode::merchant_inactive, "The merchant of this product is suspended: nothing can be bought");
  }
  return *std::move(product);
}

Result<CheckoutSession> open(Tx& tx, const Context& context, std::string_view id_or_slug) {
  TRY_ASSIGN(const auto product, find(tx, id_or_slug));
  CheckoutSessionInput input;
  input.product = product.id.str();
  return checkout_sessions::create(tx, context, product.scope, input, std::nullopt);
}

}  // namespace satsrail::service::payment_links
