#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/exchange.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/client/event_stream_client.h"
#include "core/result.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view k_path = "/_sandbox/logs";

constexpr View k_request_view{
    .id = "id",
    .block = {{"request", "id"},
              {"at", "at"},
              {"sandbox time", "sandbox_at"},
              {"method", "method"},
              {"path", "path"},
              {"query", "query"},
              {"route", "route"},
              {"status", "status", Show::ok},
              {"took ms", "duration_ms"},
              {"key", "key"},
              {"mode", "livemode", Show::livemode},
              {"fault", "fault"}},
    .columns = {{"AT", "at", Show::time},
                {"METHOD", "method", Show::id},
                {"STATUS", "status", Show::ok},
                {"PATH", "path"},
                {"MS", "duration_ms", Show::id},
                {"FAULT", "fault"},
                {"ID", "id", Show::id}},
    .empty = "no request was logged that is like this",
};

bool is_status(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 3 && text[0] >= '1' && text[0] <= '5' &&
         (text.substr(1) == "xx" || (is_digit(text[1]) && is_digit(text[2])));
}

// The filters, checked here as the sandbox would check them.
Outcome<client::Query> filters(const Invocation& in) {
  client::Query query;
  if (const auto status = in.value("status")) {
    if (!is_status(*status)) {
      return usage_failure("invalid_status", "'" + printable(*status) + "' is no status",
                           "it is a number from 100 to 599, or a class", "as in:  --status 404, or --status 4xx");
    }
    query.emplace_back("status", *status);
  }
  if (const auto since = in.value("since")) {
    if (!parse_duration(*since).ok() && !parse_iso(*since).ok()) {
      return usage_failure("invalid_time", "'" + printable(*since) + "' is no time to begin at",
                           "it is as long ago as a duration says, or a time",
                           "as in:  --since 10m, or --since 2026-01-31T12:00:00Z");
    }
    query.emplace_back("since", *since);
  }
  for (const std::string flag : {"method", "path", "fault"}) {
    if (const auto value = in.value(flag)) {
      query.emplace_back(flag, *value);
    }
  }
  return query;
}

void show_message(Output& out, const json& request, const std::string& part) {
  const auto* message = at_path(request, part);
  if (message == nullptr || !message->is_object()) {
    return;
  }
  out.line();
  out.line(out.paint(Ink::bold, part));
  show_headers(out, at_path(*message, "headers"), "  ");
  const auto body = text_at_path(*message, "body");
  if (!body.empty()) {
    out.line();
    show_body(out, body, "  ");
  }
  if (text_at_path(*message, "cut") == "true") {
    out.line(
        out.paint(Ink::dim, "  (" + text_at_path(*message, "body_bytes") + " bytes in all; the rest is not kept)"));
  }
}

Ink ink_of(const std::string& status) {
  switch (status.empty() ? '-' : status[0]) {
    case '2':
      return Ink::good;
    case '4':
      return Ink::warn;
    case '5':
    case '-':
      return Ink::bad;
    default:
      return Ink::plain;
  }
}

// "10:22:33  201  POST    /api/v1/checkout_sessions  3.1 ms  req_…". A line, not a table: the id must not be cut off.
void show_line(Output& out, const json& request, Show when) {
  const auto status = text_at_path(request, "status");
  const auto at = shown_text(request, {"at", "at", when});
  auto method = text_at_path(request, "method");
  method.resize(std::max<std::size_t>(method.size(), 6), ' ');
  const auto query = text_at_path(request, "query");
  const auto fault = text_at_path(request, "fault");
  out.line(out.paint(Ink::dim, printable(at.size() >= 19 ? at.substr(11, 8) : at)) + "  " +
           out.paint(ink_of(status), status.empty() ? "---" : printable(status)) + "  " + printable(method) + "  " +
           printable(text_at_path(request, "path") + (query.empty() ? "" : "?" + query)) + "  " +
           out.paint(Ink::dim, printable(text_at_path(request, "duration_ms")) + " ms  " +
                                   printable(text_at_path(request, "id"))) +
           (fault.empty() ? "" : "  " + out.paint(Ink::warn, "fault " + printable(fault))));
}

class Tail {
 public:
  explicit Tail(Context& context) : m_context(context) {}

  void begin() { m_has_begun = false; }
  bool has_begun() const { return m_has_begun; }
  // False when nobody reads any more: failure() says so.
  bool take(const client::StreamBlock& block) {
    m_has_begun = true;
    if (block.type == "ready" && m_seen.empty() && m_context.out.options().json) {
      m_context.out.stream_line(R"({"type":"ready"})");
    }
    if (!block.id.empty()) {
      m_seen = block.id;
    }
    if (block.type == "request") {
      show(block.data);
    }
    if (auto flushed = m_context.out.flush(); !flushed.ok()) {
      m_failure = std::move(flushed).error();
    }
    return !m_failure;
  }

  const std::string& seen() const { return m_seen; }
  std::optional<Failure>& failure() { return m_failure; }

 private:
  void show(const std::string& data) {
    auto& out = m_context.out;
    const auto request = json::parse(data, nullptr, false);
    if (out.options().json) {
      out.stream_line(R"({"type":"request","request":)" + data + "}");
    } else if (out.machine() || !request.is_object()) {
      out.stream_line(data);
    } else if (out.options().quiet) {
      out.line(printable(text_at_path(request, "id")));
    } else {
      show_line(out, request, Show::text);
    }
  }

  Context& m_context;
  bool m_has_begun = false;
  std::string m_seen;  // where a stream that broke off is taken up again
  std::optional<Failure> m_failure;
};

}  // namespace

Outcome<int> logs_list(Context& context) {
  TRY_ASSIGN(auto query, filters(context.in));
  TRY_ASSIGN(const auto paging, list_query(context, {{"before", "before"}}));
  query.insert(query.end(), paging.begin(), paging.end());
  TRY_ASSIGN(const auto reply, context.get(Key::either, std::string(k_path), query));
  const auto list = json::parse(reply.body(), nullptr, false);
  const auto* rows = at_path(list, "data");
  if (!context.out.for_people() || rows == nullptr || !rows->is_array() || rows->empty()) {
    return context.out.list(reply.body(), k_request_view);
  }
  for (const auto& request : *rows) {
    show_line(context.out, request, Show::time);
  }
  if (const auto before = text_at_path(list, "meta.next_before"); !before.empty()) {
    context.out.note("older ones:  --before " + printable(before));
  }
  return 0;
}

Outcome<int> logs_get(Context& context) {
  const auto path = std::string(k_path) + "/" + percent_encode(context.in.args[0]);
  TRY_ASSIGN(const auto reply, context.send(Key::either, {"GET", path, {}, {}, {}}));
  if (!reply.ok()) {
    TRY_ASSIGN(const auto* sandbox, context.sandbox());
    auto failure = context.failure_of(reply, sandbox->base_url);
    failure.hint = reply.http.status == 404   ? "see what there is:  satsrail logs list"
                   : reply.http.status == 409 ? "see which there are:  satsrail logs list"
                                              : failure.hint;
    return failure;
  }
  TRY_ASSIGN(const int shown, context.out.object(reply.body(), k_request_view));
  const auto request = json::parse(reply.body(), nullptr, false);
  if (context.out.for_people()) {
    show_message(context.out, request, "request");
    show_message(context.out, request, "response");
  } else if (!context.out.machine() && !context.out.options().quiet) {
    for (const std::string part : {"request", "response"}) {
      context.out.block({{part + ".headers", text_at_path(request, part + ".headers")},
                         {part + ".body", text_at_path(request, part + ".body")}});
    }
  }
  return shown;
}

Outcome<int> logs_tail(Context& context) {
  TRY_ASSIGN(const auto wanted, filters(context.in));
  TRY_ASSIGN(const auto until, context.timeout());
  TRY_ASSIGN(const auto options, context.client_options(Key::either));
  auto time = until ? client::StreamTime(*until) : client::StreamTime();
  Tail tail(context);
  while (true) {
    client::StreamQuery query;
    query.path = std::string(k_path) + "/stream";
    query.more = wanted;
    if (!tail.seen().empty()) {
      query.more.emplace_back("after", tail.seen());
    }
    tail.begin();
    const auto result = client::EventStreamClient(options).run(
        query, time, [&](const client::StreamBlock& block) { return tail.take(block); });
    if (tail.failure()) {
      return std::move(*tail.failure());
    }
    if (result.end == client::StreamEnd::deadline) {
      return 0;
    }
    // A stream without news breaks off after a while: it is taken up where it was.
    if (result.end != client::StreamEnd::lost || !tail.has_begun()) {
      return context.failure_of(result.reply, options.base_url);
    }
  }
}

}  // namespace satsrail::cli::handlers
