#pragma once
// A seed: a shop in one document. docs/seed.md tells its shape.

#include "core/domain/catalog_terms.h"
#include "core/domain/exchange.h"
#include "core/domain/merchant_document.h"
#include "core/domain/merchant_profile.h"
#include "core/domain/product.h"
#include "core/domain/product_type.h"
#include "core/domain/staff.h"
#include "core/domain/subscription_plan.h"
#include "core/domain/wallet.h"
#include "core/domain/webhook_endpoint.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

// Every entry is read twice where it may find its like: as what is to be made, and as what is to be changed.
template <class Input, class Change>
struct SeedEntry {
  Input input;
  Change change;
};

using SeedProductType = SeedEntry<ProductTypeInput, ProductTypeChange>;
struct SeedProduct : SeedEntry<ProductInput, ProductChange> {
  std::optional<std::string> type;  // a product type's external_ref or name
};

struct SeedDocument {
  std::optional<std::string> merchant_id;  // default: the sandbox's first
  bool livemode = false;
  std::optional<SeedEntry<MerchantChange, MerchantProfileChange>> merchant;  // two halves of one change
  std::vector<SeedProductType> product_types;
  std::vector<SeedProduct> products;
  std::vector<TaxInput> taxes;
  std::vector<DiscountInput> discounts;
  std::vector<WalletChange> wallets;
  std::vector<MerchantDocumentInput> documents;
  std::vector<StaffInput> staff;
  std::vector<SubscriptionPlanInput> plans;
  std::vector<ExchangeInput> exchanges;
  std::vector<SeedEntry<WebhookEndpointInput, WebhookEndpointChange>> webhooks;
};

// Members that are not known are refused: in a file that people write, they are misspelt. Errors: bad_request;
// validation_error with paths as fields ("products[2].price_cents").
Result<SeedDocument> parse_seed(const JsonBody& body);

// What became of the entries of one member.
struct SeedTally {
  std::string_view name;  // "products"
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
};
struct SeedApplied {
  Merchant merchant;
  bool livemode = false;
  std::vector<SeedTally> sections;
  std::vector<WebhookEndpoint> new_webhooks;
};
std::string seed_applied_json(const SeedApplied& applied);

}  // namespace satsrail::wire
