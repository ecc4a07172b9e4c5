#include "daemon/service/seed.h"

#include "core/limits.h"
#include "core/wire/exchange_json.h"
#include "core/wire/merchant_document_json.h"
#include "core/wire/merchant_json.h"
#include "core/wire/wallet_json.h"
#include "core/wire/webhook_json.h"
#include "daemon/service/exchanges.h"
#include "daemon/service/merchant_documents.h"
#include "daemon/service/merchants.h"
#include "daemon/service/seed_catalog.h"
#include "daemon/service/staff.h"
#include "daemon/service/wallets.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/account_store.h"
#include "daemon/store/exchange_store.h"
#include "daemon/store/merchant_document_store.h"
#include "daemon/store/staff_store.h"
#include "daemon/store/subscription_plan_store.h"
#include "daemon/store/wallet_store.h"
#include "daemon/store/webhook_store.h"

#include <fmt/format.h>

namespace satsrail::service::seed {

namespace {

Became changed(bool is_other) {
  return is_other ? Became::updated : Became::unchanged;
}

// "slug" of an entry becomes "products[2].slug".
Error placed(const Error& error, const std::string& place) {
  if (error.fields().empty()) {
    return Error::validation(place, "is refused: " + error.message());
  }
  std::vector<FieldError> fields;
  for (const auto& field : error.fields()) {
    fields.push_back({field.field == "base" ? place : place + "." + field.field, field.message});
  }
  return Error::validation(std::move(fields));
}

class Sower {
 public:
  Sower(Tx& tx, const Context& context, const wire::SeedDocument& seed, const Passwords& passwords)
      : m_tx(tx), m_context(context), m_seed(seed), m_passwords(passwords) {}

  Result<wire::SeedApplied> sow() {
    TRY_ASSIGN(m_applied.merchant, find_merchant());
    m_scope = {m_applied.merchant.seq, m_seed.livemode};
    m_applied.livemode = m_seed.livemode;
    TRY(merchant());
    const auto plant_here = [this](const auto& entry) { return plant(m_tx, m_context, m_scope, entry); };
    TRY(each("product_types", m_seed.product_types, plant_here));
    TRY(each("products", m_seed.products, plant_here));
    TRY(each("taxes", m_seed.taxes, plant_here));
    TRY(each("discounts", m_seed.discounts, plant_here));
    TRY(each("wallets", m_seed.wallets, [this](const auto& entry) { return wallet(entry); }));
    TRY(each("documents", m_seed.documents, [this](const auto& entry) { return document(entry); }));
    TRY(each("staff", m_seed.staff, [this](const auto& entry) { return person(entry); }));
    TRY(each("plans", m_seed.plans, [this](const auto& entry) { return plan(entry); }));
    TRY(each("exchanges", m_seed.exchanges, [this](const auto& entry) { return exchange(entry); }));
    TRY(each("webhooks", m_seed.webhooks, [this](const auto& entry) { return webhook(entry); }));
    drop_built_in();
    return std::move(m_applied);
  }

 private:
  Result<Merchant> find_merchant() {
    if (!m_seed.merchant_id) {
      return store::merchants::first(m_tx).value();
    }
    auto found = store::merchants::find(m_tx, *m_seed.merchant_id);
    if (!found) {
      return Error::validation("merchant_id", "is no merchant of this sandbox");
    }
    return *std::move(found);
  }

  template <class Entries, class Apply>
  Status each(std::string_view name, const Entries& entries, Apply apply) {
    wire::SeedTally tally{name};
    m_index = 0;
    for (const auto& entry : entries) {
      Result<Became> became = apply(entry);
      if (!became) {
        return placed(became.error(), fmt::format("{}[{}]", name, m_index));
      }
      count(tally, *became);
      ++m_index;
    }
    if (m_index > 0) {
      m_applied.sections.push_back(tally);
    }
    return Done{};
  }

  static void count(wire::SeedTally& tally, Became became) {
    ++(became == Became::created ? tally.created : became == Became::updated ? tally.updated : tally.unchanged);
  }

  Status merchant() {
    if (!m_seed.merchant) {
      return Done{};
    }
    const auto before = wire::merchant_json(m_applied.merchant);
    m_applied.merchant = merchants::update(m_tx, m_context, std::move(m_applied.merchant), m_seed.merchant->input,
                                           m_seed.merchant->change);
    wire::SeedTally tally{"merchant"};
    count(tally, changed(wire::merchant_json(m_applied.merchant) != before));
    m_applied.sections.push_back(tally);
    return Done{};
  }

  Result<Became> wallet(const WalletChange& input) {
    const auto before = store::wallets::find_by_name(m_tx, m_scope, *input.name);
    if (!before) {
      TRY_ASSIGN(const auto made, wallets::create(m_tx, m_context, m_scope, input));
      return Became::created;
    }
    TRY_ASSIGN(const auto after, wallets::update(m_tx, m_scope, before->id.view(), input));
    return changed(wire::wallet_json(after) != wire::wallet_json(*before));
  }

  Result<Became> document(const MerchantDocumentInput& input) {
    auto found = store::merchant_documents::find_by_name(m_tx, m_scope, input.name);
    if (!found) {
      TRY_ASSIGN(const auto made, merchant_documents::create(m_tx, m_context, m_scope, input));
      return Became::created;
    }
    if (found->content == input) {
      return Became::unchanged;
    }
    found->content = input;
    found->updated_at = m_tx.now();
    store::merchant_documents::update(m_tx, *found);
    return Became::updated;
  }

  // Who names no merchants is meant for the one that this is the seed of.
  Result<Became> person(const StaffInput& entry) {
    auto input = entry;
    if (input.merchants.empty()) {
      input.merchants.push_back({m_applied.merchant.id.str(), input.role});
    }
    const auto& password = m_passwords[m_index];
    auto found = store::staff::find_by_email(m_tx, input.email);
    if (!found) {
      TRY_ASSIGN(const auto made, staff::create(m_tx, m_context, input, password));
      return Became::created;
    }
    TRY_ASSIGN(auto roles, staff::roles(m_tx, input));
    const bool other_password = found->password != password;
    if (!other_password && found->roles == roles && found->email == input.email) {
      return Became::unchanged;
    }
    found->roles = std::move(roles);
    found->email = input.email;
    found->password = password;
    found->updated_at = m_tx.now();
    store::staff::update(m_tx, *found);
    if (other_password) {
      store::staff::end_sessions(m_tx, found->seq);
    }
    return Became::updated;
  }

  Result<Became> plan(const SubscriptionPlanInput& input) {
    auto found = store::subscription_plans::find(m_tx, input.slug);
    if (found && found->content == input && !found->built_in) {
      return Became::unchanged;
    }
    auto next = found.value_or(SubscriptionPlan{});
    next.content = input;
    next.built_in = false;
    next.updated_at = m_tx.now();
    if (found) {
      store::subscription_plans::update(m_tx, next);
      return Became::updated;
    }
    if (store::subscription_plans::count(m_tx) >= limits::subscription_plans_max) {
      return Error::validation(
          "base", fmt::format("is one more than the {} plans that there may be", limits::subscription_plans_max));
    }
    next.id = SubscriptionPlanId::make(m_tx.now(), m_context.entropy);
    next.created_at = m_tx.now();
    store::subscription_plans::insert(m_tx, next);
    return Became::created;
  }

  Result<Became> exchange(ExchangeInput input) {
    auto found = store::exchanges::find(m_tx, input.name);
    exchanges::name_countries(m_tx, m_context, input);
    auto next = found.value_or(Exchange{});
    next.content = std::move(input);
    next.built_in = false;
    if (found && !found->built_in && wire::exchange_json(next) == wire::exchange_json(*found)) {
      return Became::unchanged;
    }
    next.updated_at = m_tx.now();
    if (found) {
      store::exchanges::update(m_tx, next);
      return Became::updated;
    }
    if (store::exchanges::count(m_tx) >= limits::exchanges_max) {
      return Error::validation(
          "base", fmt::format("is one more than the {} exchanges that there may be", limits::exchanges_max));
    }
    next.id = ExchangeId::make(m_tx.now(), m_context.entropy);
    next.created_at = m_tx.now();
    store::exchanges::insert(m_tx, next);
    return Became::created;
  }

  Result<Became> webhook(const wire::SeedEntry<WebhookEndpointInput, WebhookEndpointChange>& entry) {
    TRY(webhooks::check_files(entry.input.options));
    const auto before = store::webhook_endpoints::find_by_url(m_tx, m_scope, entry.input.url);
    if (!before) {
      TRY_ASSIGN(auto made, webhooks::create(m_tx, m_context, m_scope, entry.input));
      m_applied.new_webhooks.push_back(std::move(made));
      return Became::created;
    }
    if (entry.input.secret && *entry.input.secret != before->secret) {
      return Error::validation("secret_key", "can't be changed: there is an endpoint of this URL with another");
    }
    TRY_ASSIGN(auto after, webhooks::update(m_tx, m_scope, before->id.view(), entry.change));
    after.updated_at = before->updated_at;
    if (wire::webhook_json(after, false) != wire::webhook_json(*before, false)) {
      return Became::updated;
    }
    store::webhook_endpoints::update(m_tx, *before);
    return Became::unchanged;
  }

  // What was there for lack of anything better, once there is a list of the sandbox's own.
  void drop_built_in() {
    if (!m_seed.plans.empty()) {
      store::subscription_plans::remove_built_in(m_tx);
    }
    if (!m_seed.exchanges.empty()) {
      store::exchanges::remove_built_in(m_tx);
    }
  }

  Tx& m_tx;
  const Context& m_context;
  const wire::SeedDocument& m_seed;
  const Passwords& m_passwords;
  wire::SeedApplied m_applied;
  Scope m_scope;
  std::size_t m_index = 0;  // of the entry in its member
};

}  // namespace

std::vector<std::optional<PasswordHash>> kept_passwords(Tx& tx, const wire::SeedDocument& seed) {
  std::vector<std::optional<PasswordHash>> kept;
  for (const auto& input : seed.staff) {
    const auto user = store::staff::find_by_email(tx, input.email);
    kept.push_back(user ? std::optional(user->password) : std::nullopt);
  }
  return kept;
}

Passwords hash_passwords(const wire::SeedDocument& seed, const std::vector<std::optional<PasswordHash>>& kept) {
  Passwords passwords;
  for (std::size_t i = 0; i < seed.staff.size(); ++i) {
    const auto& text = seed.staff[i].password;
    passwords.push_back(kept[i] && staff::matches(*kept[i], text) ? *kept[i] : staff::hash_password(text));
  }
  return passwords;
}

Result<wire::SeedApplied> apply(Tx& tx, const Context& context, const wire::SeedDocument& seed,
                                const Passwords& passwords) {
  return Sower(tx, context, seed, passwords).sow();
}

}  // namespace satsrail::service::seed
