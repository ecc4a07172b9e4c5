#include "core/wire/merchant_document_json.h"

#include "core/limits.h"
#include "core/wire/choice.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

Result<MerchantDocumentInput> parse_merchant_document(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "merchant_document"));
  MerchantDocumentInput input;
  fields.require("document_type");
  fields.require("name");
  input.document_type = fields.text("document_type", limits::text_chars_max).value_or("");
  input.name = fields.text("name", limits::text_chars_max).value_or("");
  input.status = choice(fields, "status", k_document_statuses).value_or(input.status);
  input.url = fields.http_url("url");
  TRY(fields.finish());
  return input;
}

std::string merchant_document_json(const MerchantDocument& document) {
  JsonWriter json;
  json.begin_object()
      .field("object", "merchant_document")
      .field("id", document.id.view())
      .field("livemode", document.scope.livemode)
      .field("document_type", document.content.document_type)
      .field("name", document.content.name)
      .field("status", document.content.status)
      .field("url", document.content.url)
      .field("created_at", document.created_at)
      .field("updated_at", document.updated_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
