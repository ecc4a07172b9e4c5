#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_clock_view{
    .id = "now",
    .block = {{"time", "now"}, {"clock", "mode", Show::state}, {"ahead (seconds)", "offset_seconds"}},
};

// One line per thing that fell due: "2026-01-01T00:15:00Z  checkout_session.expire  cs_…".
void show_ran(Output& out, const json& ran) {
  for (const auto& job : ran) {
    const auto status = text_at_path(job, "status");
    const auto error = text_at_path(job, "error");
    std::vector<std::string> parts{text_at_path(job, "at"), text_at_path(job, "job"), text_at_path(job, "id")};
    if (const auto type = text_at_path(job, "event_type"); !type.empty()) {
      parts = {
          text_at_path(job, "at"),         text_at_path(job, "job"), type, "attempt " + text_at_path(job, "attempt"),
          status.empty() ? error : status, text_at_path(job, "url")};
    }
    if (!out.options().terminal_out) {
      std::string line;
      for (const auto& part : parts) {
        line += (line.empty() ? "" : "\t") + tsv_cell(part);
      }
      out.line(line);
      continue;
    }
    std::string line;
    for (auto& part : parts) {
      const bool is_outcome = parts.size() > 3 && &part == &parts[4];
      line += (line.empty() ? "" : "  ") + out.paint(!is_outcome               ? Ink::plain
                                                     : status.starts_with('2') ? Ink::good
                                                                               : Ink::bad,
                                                     printable(part));
    }
    out.line(line);
  }
}

Outcome<int> show_clock(Context& context, const client::ApiReply& reply) {
  TRY_ASSIGN(const int shown, context.out.object(reply.body(), k_clock_view));
  const auto parsed = json::parse(reply.body(), nullptr, false);
  const auto* ran = parsed.is_object() ? at_path(parsed, "ran") : nullptr;
  if (context.out.machine() || context.out.options().quiet || ran == nullptr || !ran->is_array()) {
    return shown;
  }
  if (ran->empty()) {
    context.out.note("nothing fell due");
    return shown;
  }
  if (context.out.for_people()) {
    context.out.line();
  }
  show_ran(context.out, *ran);
  return shown;
}

Outcome<int> move(Context& context, const std::string& how, const Body& body) {
  TRY_ASSIGN(const auto reply, context.call(Key::control, {"POST", "/_sandbox/clock/" + how, {}, body.text(), {}},
                                            limits::clock_move_timeout));
  return show_clock(context, reply);
}

}  // namespace

Outcome<int> clock_show(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::either, "/_sandbox/clock"));
  return show_clock(context, reply);
}

Outcome<int> clock_advance(Context& context) {
  const auto& text = context.in.args[0];
  const auto duration = parse_duration(text);
  if (!duration.ok()) {
    return invalid_duration(text);
  }
  Body body;
  body.set_number("duration_ms", duration->count());
  return move(context, "advance", body);
}

Outcome<int> clock_set(Context& context) {
  const auto& text = context.in.args[0];
  const auto time = parse_iso(text);
  if (!time.ok()) {
    return usage_failure("invalid_time", "'" + printable(text) + "' is no time", printable(time.error().message()),
                         "as in:  2026-01-01T00:00:00Z, or 2026-01-01");
  }
  Body body;
  body.set("time", time->date_only ? format_iso(time->time) : text);
  return move(context, "set", body);
}

Outcome<int> clock_freeze(Context& context) {
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/clock/freeze"));
  return show_clock(context, reply);
}

Outcome<int> clock_resume(Context& context) {
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/clock/resume"));
  return show_clock(context, reply);
}

}  // namespace satsrail::cli::handlers
