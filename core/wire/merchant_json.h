#pragma once
// Merchants on the wire.

#include "core/domain/merchant.h"
#include "core/domain/merchant_profile.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::wire {

// Reads `{"merchant":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<MerchantInput> parse_merchant(const JsonBody& body);
Result<MerchantChange> parse_merchant_change(const JsonBody& body);
// What the same body says of how the merchant presents itself. Both of the above have judged it, too.
Result<MerchantProfileChange> parse_merchant_profile(const JsonBody& body);

std::string merchant_json(const Merchant& merchant);
// With its keys, by name ("sk_test"): on creation, and never again.
using NamedKeys = std::vector<std::pair<std::string_view, std::string>>;
std::string merchant_json(const Merchant& merchant, const NamedKeys& keys);

// What merchant.plan_changed and merchant.suspended tell.
std::string plan_changed_json(const Merchant& merchant);
std::string merchant_suspended_json(const Merchant& merchant);

}  // namespace satsrail::wire
