#pragma once
// A merchant's documents on the wire.

#include "core/domain/merchant_document.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>

namespace satsrail::wire {

// Reads `{"merchant_document":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<MerchantDocumentInput> parse_merchant_document(const JsonBody& body);
std::string merchant_document_json(const MerchantDocument& document);

}  // namespace satsrail::wire
