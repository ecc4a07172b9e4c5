#pragma once
// Exchanges, of the whole sandbox, and the countries that they serve.

#include "core/domain/exchange.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store {

namespace exchanges {
std::int64_t insert(Tx& tx, const Exchange& exchange);  // returns its seq
std::optional<Exchange> find(Tx& tx, std::string_view name);
std::vector<Exchange> all(Tx& tx);  // promoted ones first, then by name
std::int64_t count(Tx& tx);
void update(Tx& tx, const Exchange& exchange);
void remove_built_in(Tx& tx);
}  // namespace exchanges

namespace countries {
std::optional<Country> find(Tx& tx, std::string_view iso_code);
void put(Tx& tx, const Country& country);  // keeps the id of one that is there
}  // namespace countries

}  // namespace satsrail::store
