#include "daemon/service/merchants.h"

#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/wire/merchant_json.h"
#include "daemon/service/event_log.h"
#include "daemon/service/wallets.h"
#include "daemon/store/account_store.h"

namespace satsrail::service::merchants {

Result<Created> create(Tx& tx, const Context& context, const MerchantInput& input, const MerchantProfileChange& profile,
                       const KeyTexts& texts) {
  if (store::merchants::count(tx) >= limits::merchants_max) {
    return Error::validation("base", "There are already " + std::to_string(limits::merchants_max) + " merchants");
  }
  Created created;
  auto& merchant = created.merchant;
  merchant.id = MerchantId::make(tx.now(), context.entropy);
  merchant.name = input.name;
  merchant.status = "active";
  merchant.currency = input.currency ? input.currency->text() : "USD";
  merchant.plan = input.plan.value_or(std::string(k_plan_default));
  merchant.created_at = merchant.updated_at = tx.now();
  profile.apply_to(merchant);
  merchant.seq = store::merchants::insert(tx, merchant);
  wallets::ensure_defaults(tx, context);
  const auto add = [&](const std::string& text, KeyKind kind, bool livemode) -> Status {
    TRY_ASSIGN(auto key, keys::create(tx, context, {merchant.seq, livemode}, kind, text));
    created.keys.push_back(std::move(key));
    return Done{};
  };
  TRY(add(texts.sk_test, KeyKind::secret, false));
  TRY(add(texts.pk_test, KeyKind::publishable, false));
  TRY(add(texts.sk_live, KeyKind::secret, true));
  TRY(add(texts.pk_live, KeyKind::publishable, true));
  return created;
}

Result<Merchant> find(Tx& tx, std::string_view id) {
  auto merchant = store::merchants::find(tx, id);
  if (!merchant) {
    return Error::not_found("Merchant");
  }
  return *std::move(merchant);
}

namespace {

void announce(Tx& tx, const Context& context, const Merchant& merchant, std::string_view type,
              const std::string& payload) {
  for (const bool livemode : {false, true}) {
    EventLog events(tx, context, {merchant.seq, livemode});
    wire::WebhookFacts facts;
    facts.payload_json = payload;
    events.append(type, payload, facts);
  }
}

}  // namespace

Merchant update(Tx& tx, const Context& context, Merchant merchant, const MerchantChange& change,
                const MerchantProfileChange& profile) {
  const auto before = merchant;
  merchant.name = change.name.value_or(merchant.name);
  merchant.plan = change.plan.value_or(merchant.plan);
  merchant.status = change.status.value_or(merchant.status);
  profile.apply_to(merchant);
  if (wire::merchant_json(merchant) == wire::merchant_json(before)) {
    return merchant;
  }
  merchant.updated_at = tx.now();
  store::merchants::update(tx, merchant);
  if (merchant.plan != before.plan) {
    announce(tx, context, merchant, event_type::merchant_plan_changed, wire::plan_changed_json(merchant));
  }
  if (merchant.is_suspended() && !before.is_suspended()) {
    announce(tx, context, merchant, event_type::merchant_suspended, wire::merchant_suspended_json(merchant));
  }
  return merchant;
}

}  // namespace satsrail::service::merchants
