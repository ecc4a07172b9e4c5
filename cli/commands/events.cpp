#include "cli/commands/delivery_view.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/exchange.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_event_view{
    .id = "id",
    .block = {{"event", "id"},
              {"type", "type"},
              {"mode", "livemode", Show::livemode},
              {"number", "seq"},
              {"created", "created_at"}},
    .columns = {{"ID", "id", Show::id}, {"TYPE", "type", Show::id}, {"CREATED", "created_at", Show::time}},
    .empty = "nothing happened yet; make a checkout:  satsrail checkout create --amount 50.00",
};

void show_attempt(Output& out, const json& attempt) {
  const auto status = text_at_path(attempt, "response.status");
  const auto error = printable(text_at_path(attempt, "error"));
  const bool good = status.starts_with('2');
  out.line();
  out.line(out.paint(Ink::bold, "attempt " + text_at_path(attempt, "number")) + "  " +
           printable(text_at_path(attempt, "at")) + "  " +
           out.paint(good ? Ink::good : Ink::bad, status.empty() ? error : status) + "  " +
           out.paint(Ink::dim, text_at_path(attempt, "duration_ms") + " ms"));
  show_exchange(out, attempt, "  ");
}

}  // namespace

Outcome<int> events_list(Context& context) {
  TRY_ASSIGN(auto query, list_query(context));
  if (const auto type = context.in.value("type")) {
    TRY_ASSIGN(const auto checked, parse_event_list(*type));
    if (checked.size() != 1 || checked[0].ends_with('*') || checked[0].starts_with('!')) {
      return usage_failure("unknown_event", "--type takes one event type", "'" + printable(*type) + "' is several",
                           "as in:  --type checkout.completed");
    }
    query.emplace_back("type", checked[0]);
  }
  if (context.in.has("oldest-first")) {
    query.emplace_back("order", "asc");
  }
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/events", query));
  return context.out.list(reply.body(), k_event_view);
}

Outcome<int> events_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::events, "GET"));
  TRY_ASSIGN(const int shown, context.out.object(reply.body(), k_event_view));
  if (context.out.for_people()) {
    const auto parsed = json::parse(reply.body(), nullptr, false);
    if (const auto* data = at_path(parsed, "data")) {
      context.out.line();
      show_json(context.out, *data, "");
    }
  }
  return shown;
}

Outcome<int> deliveries_list(Context& context) {
  TRY_ASSIGN(auto query, list_query(context, {{"state", "state"}}));
  if (const auto event = context.in.value("event")) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::events, *event));
    query.emplace_back("event_id", id);
  }
  if (const auto endpoint = context.in.value("endpoint")) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::webhooks, *endpoint));
    query.emplace_back("webhook_id", id);
  }
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/deliveries", query));
  return context.out.list(reply.body(), k_delivery_view);
}

Outcome<int> deliveries_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::deliveries, "GET"));
  TRY_ASSIGN(const int shown, context.out.object(reply.body(), k_delivery_view));
  if (context.out.machine() || context.out.options().quiet) {
    return shown;
  }
  const auto parsed = json::parse(reply.body(), nullptr, false);
  const auto* attempts = at_path(parsed, "attempts");
  for (const auto& attempt : attempts != nullptr && attempts->is_array() ? *attempts : json::array()) {
    show_attempt(context.out, attempt);
  }
  if (text_at_path(parsed, "state") == "collected") {
    context.out.line();
    context.out.line(context.out.paint(Ink::bold, "would be sent"));
    show_headers(context.out, at_path(parsed, "headers"), "    ");
    show_body(context.out, text_at_path(parsed, "body"), "    ");
  }
  return shown;
}

Outcome<int> deliveries_retry(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::deliveries, "POST", "/retry"));
  if (context.out.for_people()) {
    context.out.note("one more attempt is due now; see:  satsrail deliveries get " + context.in.args[0]);
  }
  return context.out.object(reply.body(), k_delivery_view);
}

}  // namespace satsrail::cli::handlers
