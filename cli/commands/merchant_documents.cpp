#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/values.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_document_view{
    .id = "id",
    .block = {{"document", "name"},
              {"id", "id"},
              {"type", "document_type"},
              {"status", "status", Show::state},
              {"url", "url"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"NAME", "name"},
                {"TYPE", "document_type"},
                {"STATUS", "status", Show::state},
                {"CREATED", "created_at", Show::time},
                {"ID", "id", Show::id}},
    .empty = "no documents yet; record one:  satsrail merchant-documents create License --type business_license",
};

}  // namespace

Outcome<int> merchant_documents_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/m/merchant_documents", query));
  return context.out.list(reply.body(), k_document_view);
}

Outcome<int> merchant_documents_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::merchant_documents, "GET"));
  return context.out.object(reply.body(), k_document_view);
}

Outcome<int> merchant_documents_create(Context& context) {
  Body body;
  body.set("merchant_document.name", context.in.args[0]);
  set_if_given(body, context.in, "type", "merchant_document.document_type");
  set_if_given(body, context.in, "status", "merchant_document.status");
  set_if_given(body, context.in, "url", "merchant_document.url");
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, "/_sandbox/merchant_documents", body.text()));
  return context.out.object(reply.body(), k_document_view);
}

Outcome<int> merchant_documents_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_in_sandbox(context, Source::merchant_documents, "DELETE"));
  context.out.note("deleted");
  return 0;
}

}  // namespace satsrail::cli::handlers
