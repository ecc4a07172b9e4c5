#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <filesystem>

namespace satsrail::cli::handlers {

namespace {

constexpr std::string_view k_path = "/api/v1/webhooks";

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
    .columns = {{"ID", "id", Show::id},
                {"ACTIVE", "active", Show::state},
                {"DIALECT", "dialect", Show::id},
                {"URL", "url"},
                {"EVENTS", "events"}},
    .empty = "no endpoints yet; register one:  satsrail webhooks create --url 3000/webhooks",
};

// "K: V" pairs as the API takes them: an object.
Outcome<Done> set_headers(Body& body, const std::vector<std::string>& headers) {
  std::vector<std::string> pairs;
  for (const auto& header : headers) {
    const auto colon = header.find(':');
    const std::string name(trim(std::string_view(header).substr(0, colon)));
    if (colon == std::string::npos || name.empty()) {
      return usage_failure("invalid_header", "'" + printable(header) + "' is no header",
                           "a header is a name, a colon and a value", "as in:  --header 'X-Shop: tea'");
    }
    pairs.push_back(name + "=" + std::string(trim(std::string_view(header).substr(colon + 1))));
  }
  return body.set_pairs("webhook.headers", pairs);
}

// How it is spoken to.
Outcome<Done> set_manner(Body& body, const Invocation& in) {
  set_if_given(body, in, "dialect", "webhook.dialect");
  set_if_given(body, in, "retry", "webhook.retry");
  if (const auto timeout = in.value("timeout-after")) {
    if (*timeout != "none" && !parse_duration(*timeout).ok()) {
      return invalid_duration(*timeout);
    }
    body.set("webhook.timeout", *timeout);
  }
  TRY(set_headers(body, in.values("header")));
  if (in.has("insecure")) {
    body.set_flag("webhook.verify_tls", false);
  }
  if (const auto file = in.value("ca-file")) {
    // The daemon works from another directory.
    body.set("webhook.ca_file", std::filesystem::absolute(*file).lexically_normal().string());
  }
  TRY_ASSIGN(const auto concurrency, whole_number(in, "concurrency", 1, limits::webhook_concurrency_max));
  if (concurrency) {
    body.set_number("webhook.concurrency", *concurrency);
  }
  if (in.has("shuffle")) {
    body.set_flag("webhook.shuffle", true);
  }
  return Done{};
}

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
  TRY(set_manner(body, in));
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
