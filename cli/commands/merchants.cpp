#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/text.h"
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
              {"email", "email"},
              {"locale", "locale"},
              {"logo", "logo_url"},
              {"checkout mode", "checkout_mode"},
              {"asks for", "customer_fields"},
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

// An empty text takes away what may be missing.
void set_or_clear(Body& body, const Invocation& in, std::string_view flag, std::string_view path) {
  if (const auto text = in.value(flag)) {
    text->empty() ? body.set_null(path) : body.set(path, *text);
  }
}

void set_profile(Body& body, const Invocation& in) {
  set_if_given(body, in, "currency", "merchant.currency");
  set_or_clear(body, in, "email", "merchant.email");
  set_if_given(body, in, "locale", "merchant.locale");
  set_or_clear(body, in, "logo-url", "merchant.logo_url");
  set_if_given(body, in, "checkout-mode", "merchant.checkout_mode");
  if (const auto names = in.value("customer-fields")) {
    body.set_list("merchant.customer_fields", names->empty() ? std::vector<std::string>() : split(*names, ','));
  }
}

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

Outcome<int> merchants_get(Context& context) {
  const auto named = context.in.arg(0);
  if (!named) {
    TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/merchant"));
    return context.out.object(reply.body(), k_merchant_view);
  }
  TRY_ASSIGN(const auto id, resolve_id(context, Source::merchants, *named));
  TRY_ASSIGN(const auto found, find_in_list(context, Source::merchants, id, {}));
  if (!found) {
    return Failure{ExitCode::refused,
                   "not_found",
                   "there is no merchant '" + printable(*named) + "'",
                   "it is not among those that were looked through",
                   "see:  satsrail merchants list",
                   {}};
  }
  return context.out.object(*found, k_merchant_view);
}

Outcome<int> merchants_update(Context& context) {
  Body body;
  body.set_object("merchant");
  set_if_given(body, context.in, "name", "merchant.name");
  set_if_given(body, context.in, "plan", "merchant.plan");
  set_if_given(body, context.in, "status", "merchant.status");
  set_profile(body, context.in);
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
