#pragma once
// Wallets. A merchant has at least one in each mode, of which exactly one is the default.

#include "core/domain/wallet.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <string_view>

namespace satsrail::service::wallets {

// The default one for each merchant and mode that has none.
void ensure_defaults(Tx& tx, const Context& context);

// Errors: validation_error (the name is taken, or there are limits::wallets_max already).
Result<Wallet> create(Tx& tx, const Context& context, const Scope& scope, const WalletChange& input);
// Errors: not_found.
Result<Wallet> find(Tx& tx, const Scope& scope, std::string_view id);
// Errors: not_found; validation_error (the name is taken, or nothing would be the default).
Result<Wallet> update(Tx& tx, const Scope& scope, std::string_view id, const WalletChange& change);
// Errors: not_found; conflict for the default one.
Status remove(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::service::wallets
