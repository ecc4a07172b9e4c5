#pragma once
// Links that sell one product: each visit begins a checkout of its own.

#include "core/domain/checkout_session.h"
#include "core/domain/product.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <string_view>

namespace satsrail::service::payment_links {

// The product that a link leads to, by slug or id; which of several, says the store. Errors: not_found;
// merchant_inactive.
Result<Product> find(Tx& tx, std::string_view id_or_slug);
// A new checkout for it, in the product's own mode. Errors: as find(), and of checkout_sessions::create().
Result<CheckoutSession> open(Tx& tx, const Context& context, std::string_view id_or_slug);

}  // namespace satsrail::service::payment_links
