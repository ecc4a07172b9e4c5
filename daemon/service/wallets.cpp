#include "daemon/service/wallets.h"

#include "core/limits.h"
#include "core/wire/wallet_json.h"
#include "daemon/store/wallet_store.h"

namespace satsrail::service::wallets {

namespace {

Wallet blank(Tx& tx, const Context& context, const Scope& scope) {
  Wallet wallet;
  wallet.id = WalletId::make(tx.now(), context.entropy);
  wallet.scope = scope;
  wallet.created_at = wallet.updated_at = tx.now();
  wallet.last_synced_at = tx.now();
  return wallet;
}

void apply(Wallet& wallet, const WalletChange& change) {
  wallet.name = change.name.value_or(wallet.name);
  wallet.wallet_type = change.wallet_type.value_or(wallet.wallet_type);
  wallet.connection_type = change.connection_type.value_or(wallet.connection_type);
  wallet.status = change.status.value_or(wallet.status);
  wallet.enabled = change.enabled.value_or(wallet.enabled);
  wallet.is_default = change.is_default.value_or(wallet.is_default);
}

Status check_name(Tx& tx, const Scope& scope, const std::optional<std::string>& name, std::int64_t own_seq) {
  const auto other = name ? store::wallets::find_by_name(tx, scope, *name) : std::nullopt;
  if (other && other->seq != own_seq) {
    return Error::validation("name", "has already been taken");
  }
  return Done{};
}

}  // namespace

void ensure_defaults(Tx& tx, const Context& context) {
  for (const auto& scope : store::wallets::scopes_without(tx)) {
    auto wallet = blank(tx, context, scope);
    wallet.name = k_default_wallet_name;
    wallet.is_default = true;
    store::wallets::insert(tx, wallet);
  }
}

Result<Wallet> create(Tx& tx, const Context& context, const Scope& scope, const WalletChange& input) {
  if (store::wallets::count(tx, scope) >= limits::wallets_max) {
    return Error::validation("base",
                             "There are already " + std::to_string(limits::wallets_max) + " wallets; delete one first");
  }
  TRY(check_name(tx, scope, input.name, 0));
  auto wallet = blank(tx, context, scope);
  apply(wallet, input);
  if (wallet.status == "pending" || wallet.status == "syncing") {
    wallet.last_synced_at.reset();
  }
  if (wallet.is_default) {
    store::wallets::clear_default(tx, scope);
  }
  wallet.seq = store::wallets::insert(tx, wallet);
  return wallet;
}

Result<Wallet> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto wallet = store::wallets::find(tx, scope, id);
  if (!wallet) {
    return Error::not_found("Wallet");
  }
  return *std::move(wallet);
}

Result<Wallet> update(Tx& tx, const Scope& scope, std::string_view id, const WalletChange& change) {
  TRY_ASSIGN(auto wallet, find(tx, scope, id));
  TRY(check_name(tx, scope, change.name, wallet.seq));
  const auto before = wallet;
  apply(wallet, change);
  if (before.is_default && !wallet.is_default) {
    return Error::validation("is_default", "can't be false: make another wallet the default instead");
  }
  if (wire::wallet_json(wallet) == wire::wallet_json(before)) {
    return wallet;
  }
  if (wallet.is_default && !before.is_default) {
    store::wallets::clear_default(tx, scope);
  }
  if (wallet.status == "active" && before.status != "active") {
    wallet.last_synced_at = tx.now();
  }
  wallet.updated_at = tx.now();
  store::wallets::update(tx, wallet);
  return wallet;
}

Status remove(Tx& tx, const Scope& scope, std::string_view id) {
  TRY_ASSIGN(const auto wallet, find(tx, scope, id));
  if (wallet.is_default) {
    return Error(ErrorCode::conflict,
                 "This wallet is the default; make another one the default first, or disable this one");
  }
  store::wallets::remove(tx, wallet.seq);
  return Done{};
}

}  // namespace satsrail::service::wallets
