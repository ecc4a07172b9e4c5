#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/values.h"
#include "core/domain/product_type.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr std::string_view k_path = "/api/v1/m/product_types";

constexpr View k_type_view{
    .id = "id",
    .block = {{"name", "name"},
              {"position", "position"},
              {"id", "id"},
              {"external ref", "external_ref"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"POSITION", "position"}, {"NAME", "name"}, {"ID", "id", Show::id}, {"EXTERNAL REF", "external_ref"}},
    .empty = "no product types yet; add one:  satsrail product-types create Downloads",
};

Outcome<Body> type_body(const Invocation& in) {
  Body body;
  body.set_object("product_type");
  TRY_ASSIGN(const auto position, whole_number(in, "position", 0, k_product_type_position_max));
  if (position) {
    body.set_number("product_type.position", *position);
  }
  set_if_given(body, in, "external-ref", "product_type.external_ref");
  return body;
}

}  // namespace

Outcome<int> product_types_create(Context& context) {
  TRY_ASSIGN(auto body, type_body(context.in));
  body.set("product_type.name", context.in.args[0]);
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, std::string(k_path), body.text()));
  return context.out.object(reply.body(), k_type_view);
}

Outcome<int> product_types_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context, {{"name", "q[name_cont]"}, {"external-ref", "q[external_ref_eq]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_path), query));
  return context.out.list(reply.body(), k_type_view);
}

Outcome<int> product_types_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::product_types, "GET"));
  return context.out.object(reply.body(), k_type_view);
}

Outcome<int> product_types_update(Context& context) {
  TRY_ASSIGN(auto body, type_body(context.in));
  set_if_given(body, context.in, "name", "product_type.name");
  if (context.in.has("clear-external-ref")) {
    body.set_null("product_type.external_ref");
  }
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::product_types, "PATCH", {}, body.text()));
  return context.out.object(reply.body(), k_type_view);
}

Outcome<int> product_types_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::product_types, "DELETE"));
  context.out.note("deleted");
  return 0;
}

}  // namespace satsrail::cli::handlers
