#pragma once
// What merchants have handed in.

#include "core/domain/merchant_document.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>

namespace satsrail::store::merchant_documents {

std::int64_t insert(Tx& tx, const MerchantDocument& document);  // returns its seq
MerchantDocument get(Tx& tx, std::int64_t seq);
std::optional<MerchantDocument> find(Tx& tx, const Scope& scope, std::string_view id);
std::optional<MerchantDocument> find_by_name(Tx& tx, const Scope& scope, std::string_view name);
std::int64_t count(Tx& tx, const Scope& scope);
void update(Tx& tx, const MerchantDocument& document);
void remove(Tx& tx, std::int64_t seq);

}  // namespace satsrail::store::merchant_documents
