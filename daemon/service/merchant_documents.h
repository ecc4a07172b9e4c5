#pragma once
// What a merchant has handed in.

#include "core/domain/merchant_document.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <string_view>

namespace satsrail::service::merchant_documents {

// Errors: validation_error (there are limits::merchant_documents_max already).
Result<MerchantDocument> create(Tx& tx, const Context& context, const Scope& scope, const MerchantDocumentInput& input);
// Errors: not_found.
Result<MerchantDocument> find(Tx& tx, const Scope& scope, std::string_view id);
Status remove(Tx& tx, const Scope& scope, std::string_view id);

}  // namespace satsrail::service::merchant_documents
