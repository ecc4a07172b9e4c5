#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/delivery_options.h"
#include "cli/identify.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr std::string_view k_path = "/api/v1/m/webhooks";

constexpr View k_endpoint_view{
    .id = "id",
    .block = {{"endpoint", "id"},
              {"url", "url"},
              {"secret", "secret_key"},
              {"events", "events"},
              {"active", "active", Show::state},
              {"dialect", "dialect"},
              {"retries", "retry"},
              {"timeout", "timeout"},
              {"headers", "headers"},
              {"checks TLS", "verify_tls"},
              {"trusts", "ca_file"},
              {"at once", "concurrency"},
              {"shuffled", "shuffle"},
              {"description", "description"},
              {"metadata", "metadata"},
              {"last delivery", "last_delivery_at"},
              {"failures", "failure_count"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"ID", "id", Show::id}, {"ACTIVE", "active", Show::state}, {"URL", "url"}, {"EVENTS", "events"}},
    .empty = "no endpoints yet; register one:  satsrail webhooks create --url 3000/webhooks",
};

Outcome<Body> endpoint_body(const Invocation& in) {
  Body body;
  body.set_object("webhook");
  if (const auto url = in.value("url")) {
    TRY_ASSIGN(const auto target, parse_target_url(*url));
    body.set("webhook.url", target);
  }
  if (const auto events = in.value("events")) {
    TRY_ASSIGN(const auto list, parse_event_list(*events));
    body.set_list("webhook.events", list);
  }
  if (const auto secret = in.value("secret")) {
    TRY_ASSIGN(const auto text, read_text(*secret));
    body.set("webhook.secret_key", text);
  }
  if (const auto active = in.value("active")) {
    body.set_flag("webhook.active", *active == "true");
  }
  set_if_given(body, in, "description", "webhook.description");
  TRY(body.set_pairs("webhook.metadata", in.values("metadata")));
  TRY(set_delivery_options(body, in, "webhook", in.value("timeout-after")));
  return body;
}

}  // namespace

Outcome<int> webhooks_create(Context& context) {
  TRY_ASSIGN(const auto body, endpoint_body(context.in));
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, std::string(k_path), body.text()));
  if (context.out.for_people()) {
    context.out.note("the secret is shown this once; your shop needs it to check X-SatsRail-Signature");
  }
  return context.out.object(reply.body(), k_endpoint_view);
}

Outcome<int> webhooks_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_path), query));
  return context.out.list(reply.body(), k_endpoint_view);
}

Outcome<int> webhooks_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::webhooks, "GET"));
  return context.out.object(reply.body(), k_endpoint_view);
}

Outcome<int> webhooks_update(Context& context) {
  TRY_ASSIGN(const auto body, endpoint_body(context.in));
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::webhooks, "PATCH", {}, body.text()));
  return context.out.object(reply.body(), k_endpoint_view);
}

Outcome<int> webhooks_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::webhooks, "DELETE"));
  context.out.note("deleted");
  return 0;
}

}  // namespace satsrail::cli::handlers
