#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/exchange.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/domain/inbox_message.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_message_view{
    .id = "number",
    .block = {{"inbox", "name"}, {"number", "number"}, {"received", "received_at"}, {"event", "event"}},
    .columns = {{"N", "number", Show::id},
                {"RECEIVED", "received_at", Show::time},
                {"EVENT", "event", Show::id},
                {"BODY", "body"}},
    .empty = "nothing came yet; its address:  satsrail inbox url NAME",
};

Outcome<std::string> inbox_path(const Invocation& in) {
  const auto& name = in.args[0];
  if (!is_inbox_name(name)) {
    return usage_failure("invalid_name", "'" + printable(name) + "' is no name of an inbox",
                         "it has 1 to " + std::to_string(limits::inbox_name_chars_max) +
                             " letters, digits, dashes, underscores and dots",
                         "as in:  satsrail inbox list shop");
  }
  return "/_sandbox/inbox/" + name;
}

// The newest message, as the list shows it.
Outcome<std::string> newest(Context& context, const std::string& path) {
  TRY_ASSIGN(const auto reply, context.get(Key::either, path, {{"per_page", "1"}}));
  const auto parsed = json::parse(reply.body(), nullptr, false);
  if (const auto* message = at_path(parsed, "data.0")) {
    return dump(*message);
  }
  return Failure{ExitCode::refused,
                 "not_found",
                 "the inbox " + context.in.args[0] + " is empty",
                 "nothing came since it was emptied last, or ever",
                 "its address:  satsrail inbox url " + context.in.args[0],
                 {}};
}

Outcome<std::string> message_of(Context& context) {
  TRY_ASSIGN(const auto path, inbox_path(context.in));
  const auto number = context.in.arg(1);
  if (!number) {
    return newest(context, path);
  }
  if (number->empty() || number->size() > 18 || number->find_first_not_of("0123456789") != std::string::npos) {
    return usage_failure("invalid_number", "'" + printable(*number) + "' is no number of a message",
                         "they count from 1 in each inbox", "see:  satsrail inbox list " + context.in.args[0]);
  }
  TRY_ASSIGN(const auto reply, context.send(Key::either, {"GET", path + "/" + *number, {}, {}, {}}));
  if (!reply.ok()) {
    TRY_ASSIGN(const auto* sandbox, context.sandbox());
    auto failure = context.failure_of(reply, sandbox->base_url);
    failure.hint =
        reply.http.status == 404 ? "see what came:  satsrail inbox list " + context.in.args[0] : failure.hint;
    return failure;
  }
  return reply.body();
}

}  // namespace

Outcome<int> inbox_list(Context& context) {
  TRY_ASSIGN(const auto path, inbox_path(context.in));
  TRY_ASSIGN(auto query, list_query(context));
  if (context.in.has("oldest-first")) {
    query.emplace_back("order", "asc");
  }
  TRY_ASSIGN(const auto reply, context.get(Key::either, path, query));
  return context.out.list(reply.body(), k_message_view);
}

Outcome<int> inbox_get(Context& context) {
  TRY_ASSIGN(const auto message, message_of(context));
  TRY_ASSIGN(const int shown, context.out.object(message, k_message_view));
  if (!context.out.machine() && !context.out.options().quiet) {
    const auto parsed = json::parse(message, nullptr, false);
    if (context.out.for_people()) {
      context.out.line();
      show_headers(context.out, at_path(parsed, "headers"), "");
      context.out.line();
      show_body(context.out, text_at_path(parsed, "body"), "");
    } else {
      context.out.block({{"headers", text_at_path(parsed, "headers")}, {"body", text_at_path(parsed, "body")}});
    }
  }
  return shown;
}

Outcome<int> inbox_clear(Context& context) {
  TRY_ASSIGN(const auto path, inbox_path(context.in));
  TRY_ASSIGN(const auto reply, context.call(Key::either, {"DELETE", path, {}, {}, {}}));
  constexpr View k_view{.id = "emptied", .block = {{"emptied", "emptied"}}};
  return context.out.object(reply.body(), k_view);
}

Outcome<int> inbox_url(Context& context) {
  TRY_ASSIGN(const auto path, inbox_path(context.in));
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  const auto url = sandbox->base_url.text() + path;
  if (context.out.machine()) {
    return context.out.object(dump(json{{"url", url}}), View{.id = "url"});
  }
  context.out.line(url);
  return 0;
}

}  // namespace satsrail::cli::handlers
