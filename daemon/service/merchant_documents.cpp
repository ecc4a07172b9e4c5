#include "daemon/service/merchant_documents.h"

#include "core/limits.h"
#include "daemon/store/merchant_document_store.h"

namespace satsrail::service::merchant_documents {

Result<MerchantDocument> create(Tx& tx, const Context& context, const Scope& scope,
                                const MerchantDocumentInput& input) {
  if (store::merchant_documents::count(tx, scope) >= limits::merchant_documents_max) {
    return Error::validation(
        "base", "There are already " + std::to_string(limits::merchant_documents_max) + " documents; delete one first");
  }
  MerchantDocument document;
  document.id = MerchantDocumentId::make(tx.now(), context.entropy);
  document.scope = scope;
  document.content = input;
  document.created_at = document.updated_at = tx.now();
  document.seq = store::merchant_documents::insert(tx, document);
  return document;
}

Result<MerchantDocument> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto document = store::merchant_documents::find(tx, scope, id);
  if (!document) {
    return Error::not_found("Merchant document");
  }
  return *std::move(document);
}

Status remove(Tx& tx, const Scope& scope, std::string_view id) {
  TRY_ASSIGN(const auto document, find(tx, scope, id));
  store::merchant_documents::remove(tx, document.seq);
  return Done{};
}

}  // namespace satsrail::service::merchant_documents
