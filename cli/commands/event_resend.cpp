#include "cli/body.h"
#include "cli/commands/delivery_view.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/delivery_wait.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

Outcome<std::string> resend_body(Context& context) {
  TRY_ASSIGN(const auto times, whole_number(context.in, "times", 1, limits::resends_max));
  Body body;
  body.set_number("times", times.value_or(1));
  if (const auto endpoint = context.in.value("endpoint")) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::webhooks, *endpoint));
    body.set("webhook_id", id);
  }
  set_if_given(body, context.in, "delivery-id", "delivery_id");
  return body.text();
}

}  // namespace

Outcome<int> events_resend(Context& context) {
  TRY_ASSIGN(const auto body, resend_body(context));
  const auto resend = [&]() -> Outcome<AwaitedDeliveries> {
    TRY_ASSIGN(const auto reply, send_to_object(context, Source::events, "POST", "/resend", body));
    if (!reply.ok()) {
      TRY_ASSIGN(const auto* sandbox, context.sandbox());
      auto failure = context.failure_of(reply, sandbox->base_url);
      if (reply.http.status == 409) {
        failure.hint = "send it to one of them all the same:  --endpoint ID; see:  satsrail webhooks list";
      }
      return failure;
    }
    TRY(context.out.list(reply.body(), k_delivery_view));
    AwaitedDeliveries awaited;
    std::set<std::string> events;
    const auto list = json::parse(reply.body(), nullptr, false);
    const auto* rows = list.is_object() ? at_path(list, "data") : nullptr;
    awaited.only.emplace();
    for (const auto& row : rows != nullptr && rows->is_array() ? *rows : json::array()) {
      awaited.only->insert(text_at_path(row, "id"));
      events.insert(text_at_path(row, "event_id"));
    }
    awaited.events.assign(events.begin(), events.end());
    return awaited;
  };
  if (context.in.has("wait")) {
    return wait_for_deliveries(context, "resent", resend);
  }
  TRY(resend());
  return 0;
}

}  // namespace satsrail::cli::handlers
