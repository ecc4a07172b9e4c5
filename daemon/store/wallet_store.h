#pragma once
// Wallets.

#include "core/domain/wallet.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::wallets {

std::int64_t insert(Tx& tx, const Wallet& wallet);  // returns its seq
Wallet get(Tx& tx, std::int64_t seq);
std::optional<Wallet> find(Tx& tx, const Scope& scope, std::string_view id);
std::optional<Wallet> find_by_name(Tx& tx, const Scope& scope, std::string_view name);
std::int64_t count(Tx& tx, const Scope& scope);
void update(Tx& tx, const Wallet& wallet);
void remove(Tx& tx, std::int64_t seq);
// None is the default for the moment in which another becomes it.
void clear_default(Tx& tx, const Scope& scope);

// Is there one that is enabled and active? Asked for every invoice: the few wallets of a scope are found by an index.
bool any_usable(Tx& tx, const Scope& scope);
// Every merchant and mode that has no wallet.
std::vector<Scope> scopes_without(Tx& tx);

}  // namespace satsrail::store::wallets
