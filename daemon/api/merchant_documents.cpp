#include "daemon/service/merchant_documents.h"

#include "core/wire/merchant_document_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/merchant_document_store.h"

namespace satsrail::api {

Result<Plan> list_merchant_documents(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "merchant_documents", scope, {}, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::merchant_document_json(store::merchant_documents::get(tx, seq)));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_merchant_document(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto document, service::merchant_documents::find(tx, scope, id));
    return Reply::json(200, wire::merchant_document_json(document));
  }};
}

Result<Plan> create_merchant_document(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_merchant_document(body));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto document, service::merchant_documents::create(tx, app.context, scope, input));
    return Reply::json(201, wire::merchant_document_json(document));
  }};
}

Result<Plan> delete_merchant_document(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::merchant_documents::remove(tx, scope, id));
    return Reply::no_content();
  }};
}

}  // namespace satsrail::api
