#pragma once
// The version of a merchant's catalog, and the taxes and discounts in it.

#include "core/domain/catalog_terms.h"
#include "daemon/store/database.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store {

namespace catalog {

// Something that the catalog shows is written: its version becomes the time, or one millisecond more than it was.
void touch(Tx& tx, const Scope& scope);
// Of one that was never written: when the merchant came into being.
Time version(Tx& tx, const Scope& scope);
// When the data of `next` take the place of the living: a version is never one that there was before, so whoever keeps
// a catalog asks again, and is told that it is another.
void keep_counting(Tx& live, Tx& next);

}  // namespace catalog

namespace taxes {

std::int64_t insert(Tx& tx, const Tax& tax);
void remove(Tx& tx, const Tax& tax);
Tax get(Tx& tx, std::int64_t seq);
std::optional<Tax> find(Tx& tx, const Scope& scope, std::string_view id);
std::vector<Tax> all(Tx& tx, const Scope& scope);  // newest first
std::int64_t count(Tx& tx, const Scope& scope);

}  // namespace taxes

namespace discounts {

std::int64_t insert(Tx& tx, const Discount& discount);
void remove(Tx& tx, const Discount& discount);
Discount get(Tx& tx, std::int64_t seq);
std::optional<Discount> find(Tx& tx, const Scope& scope, std::string_view id);
std::vector<Discount> all(Tx& tx, const Scope& scope);  // newest first
std::int64_t count(Tx& tx, const Scope& scope);

}  // namespace discounts

}  // namespace satsrail::store
