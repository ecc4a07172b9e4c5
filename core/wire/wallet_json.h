#pragma once
// Wallets on the wire.

#include "core/domain/wallet.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>

namespace satsrail::wire {

// Each reads `{"wallet":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<WalletChange> parse_wallet(const JsonBody& body);  // of a new one: with a name
Result<WalletChange> parse_wallet_change(const JsonBody& body);

std::string wallet_json(const Wallet& wallet);

}  // namespace satsrail::wire
