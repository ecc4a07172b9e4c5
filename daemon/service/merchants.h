#pragma once
// Merchants, each a world of its own: nothing of one is seen with the keys of another.

#include "core/domain/api_key.h"
#include "core/domain/merchant.h"
#include "core/domain/merchant_profile.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/key_ring.h"

#include <string_view>
#include <vector>

namespace satsrail::service::merchants {

struct Created {
  Merchant merchant;
  std::vector<ApiKey> keys;
};
// With the four keys whose texts are given. Errors: validation_error (there are merchants_max already).
Result<Created> create(Tx& tx, const Context& context, const MerchantInput& input, const MerchantProfileChange& profile,
                       const KeyTexts& texts);

// Errors: not_found.
Result<Merchant> find(Tx& tx, std::string_view id);

// A merchant has no mode, so its endpoints of both modes hear of a new plan (merchant.plan_changed) and of a suspension
// (merchant.suspended). What is as it was is not announced, and a change of nothing leaves the merchant as it was.
Merchant update(Tx& tx, const Context& context, Merchant merchant, const MerchantChange& change,
                const MerchantProfileChange& profile);

}  // namespace satsrail::service::merchants
