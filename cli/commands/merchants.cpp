#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/values.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_merchant_view{
    .id = "id",
    .block = {{"merchant", "name"},
              {"id", "id"},
              {"status", "status", Show::state},
              {"plan", "plan"},
              {"currency", "currency"},
              {"created", "created_at"}},
    .columns = {{"NAME", "name"},
                {"STATUS", "status", Show::state},
                {"PLAN", "plan"},
                {"CUR", "currency"},
                {"CREATED", "created_at", Show::time},
                {"ID", "id", Show::id}},
};

constexpr View k_new_merchant_view{
    .id = "keys.sk_test",
    .block = {{"merchant", "name"},
              {"id", "id"},
              {"plan", "plan"},
              {"currency", "currency"},
              {"secret key", "keys.sk_test"},
              {"publishable", "keys.pk_test"},
              {"secret live", "keys.sk_live"},
              {"publishable live", "keys.pk_live"}},
};

}  // namespace

Outcome<int> merchants_create(Context& context) {
  Body body;
  body.set("merchant.name", context.in.args[0]);
  set_if_given(body, context.in, "currency", "merchant.currency");
  set_if_given(body, context.in, "plan", "merchant.plan");
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/merchants", body.text()));
  if (context.out.for_people()) {
    context.out.note("the keys are shown this once; use them with --api-key or SATSRAIL_API_KEY");
  }
  return context.out.object(reply.body(), k_new_merchant_view);
}

Outcome<int> merchants_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::control, "/_sandbox/merchants", query));
  return context.out.list(reply.body(), k_merchant_view);
}

Outcome<int> merchants_update(Context& context) {
  Body body;
  body.set_object("merchant");
  set_if_given(body, context.in, "name", "merchant.name");
  set_if_given(body, context.in, "plan", "merchant.plan");
  set_if_given(body, context.in, "status", "merchant.status");
  const auto named = context.in.arg(0);
  if (named) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::merchants, *named));
    body.set("merchant.id", id);
  }
  TRY_ASSIGN(const auto reply,
             context.call(named ? Key::control : Key::merchant, {"PATCH", "/_sandbox/merchant", {}, body.text(), {}}));
  return context.out.object(reply.body(), k_merchant_view);
}

}  // namespace satsrail::cli::handlers
