#include "core/limits.h"
#include "core/util/time_format.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"
#include "daemon/api/clock_json.h"
#include "daemon/api/handlers.h"
#include "daemon/store/event_store.h"

namespace satsrail::api {

namespace {

// `field`: what the caller sent, to name it when the clock cannot go there.
ControlPlan move_to(App& app, std::string_view field, std::function<Result<Time>()> target) {
  return ControlPlan{[&app, field, target = std::move(target)]() -> Result<Reply> {
    TRY_ASSIGN(const auto time, target());
    if (to_millis(time) < limits::clock_millis_min || to_millis(time) > limits::clock_millis_max) {
      return Error::validation(std::string(field), "would put the clock outside the years 1970 to 2499");
    }
    TRY_ASSIGN(const auto ran, app.control.advance_to(time));
    return Reply::json(200, clock_json(app, &ran));
  }};
}

}  // namespace

std::string clock_json(const App& app, const std::vector<RanJob>* ran) {
  const auto state = app.control.clock_state();
  const auto now = app.clock.now();
  const auto offset = std::chrono::round<std::chrono::seconds>(now - app.real_clock.now());
  wire::JsonWriter json;
  json.begin_object()
      .field("object", "clock")
      .field("now", now)
      .field("mode", state.frozen_at ? "frozen" : "running")
      .field("offset_seconds", static_cast<std::int64_t>(offset.count()));
  if (ran != nullptr) {
    json.key("ran").begin_array();
    for (const auto& job : *ran) {
      json.raw(job.json);
    }
    json.end_array();
  }
  return json.end_object().take();
}

Result<Plan> show_clock(const Call&, App& app) {
  return Plan(Reply::json(200, clock_json(app)));
}

Result<Plan> advance_clock(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  Duration by{0};
  const auto millis_max = static_cast<std::int64_t>(std::chrono::duration_cast<Duration>(limits::duration_max).count());
  if (fields.has("duration_ms")) {
    by = Duration(fields.integer("duration_ms", 0, millis_max).value_or(0));
  } else {
    fields.require("duration");
    const auto text = fields.text("duration", limits::text_chars_max).value_or("");
    if (const auto parsed = parse_duration(text)) {
      by = *parsed;
    } else if (!text.empty()) {
      fields.fail("duration", "must be a duration such as 90s, 16m or 1h30m");
    }
  }
  TRY(fields.finish());
  return move_to(app, "duration", [&app, by]() -> Result<Time> { return app.clock.now() + by; });
}

Result<Plan> set_clock(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  fields.require("time");
  const auto text = fields.text("time", limits::text_chars_max).value_or("");
  const auto parsed = parse_iso(text);
  if (!text.empty() && !parsed) {
    fields.fail("time", "must be a time such as 2026-01-31T12:00:00Z");
  }
  TRY(fields.finish());
  return move_to(app, "time", [&app, time = parsed->time]() -> Result<Time> {
    const bool has_history = app.store.read([](Tx& tx) { return store::events::any(tx); });
    if (time < app.clock.now() && has_history) {
      return Error::validation("time", "is before now (" + format_iso(app.clock.now()) +
                                           "), and a sandbox with events cannot go back; reset it first");
    }
    return time;
  });
}

Result<Plan> freeze_clock(const Call&, App& app) {
  return ControlPlan{[&app]() -> Result<Reply> {
    TRY(app.control.freeze());
    return Reply::json(200, clock_json(app));
  }};
}

Result<Plan> resume_clock(const Call&, App& app) {
  return ControlPlan{[&app]() -> Result<Reply> {
    TRY(app.control.resume());
    return Reply::json(200, clock_json(app));
  }};
}

}  // namespace satsrail::api
