#pragma once

#include "core/domain/exchange.h"
#include "core/result.h"
#include "daemon/service/context.h"

namespace satsrail::service::exchanges {

// What a sandbox shows until it is told otherwise.
void ensure_some(Tx& tx, const Context& context);
// Gives the countries their ids: a country has one and the same at every exchange.
void name_countries(Tx& tx, const Context& context, ExchangeInput& content);

}  // namespace satsrail::service::exchanges
