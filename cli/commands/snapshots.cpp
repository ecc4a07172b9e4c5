#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/hex.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_snapshot_view{
    .id = "name",
    .block = {{"snapshot", "name"},
              {"saved", "saved_at"},
              {"clock", "clock.now"},
              {"mode", "clock.mode", Show::state},
              {"bytes", "size_bytes"},
              {"checkouts", "counts.checkout_sessions"},
              {"payments", "counts.payments"},
              {"events", "counts.events"},
              {"still pending", "counts.deliveries_pending"}},
    .columns = {{"NAME", "name", Show::id},
                {"SAVED", "saved_at", Show::time},
                {"CLOCK", "clock.now", Show::time},
                {"BYTES", "size_bytes"},
                {"CHECKOUTS", "counts.checkout_sessions"},
                {"PAYMENTS", "counts.payments"},
                {"EVENTS", "counts.events"}},
    .empty = "there are none yet; save one:  satsrail snapshot save NAME",
};

std::string path_of(const std::string& name) {
  return "/_sandbox/snapshots/" + percent_encode(name);
}

// The names there are, for what was misspelt. Empty when they cannot be asked for.
std::vector<std::string> known_names(Context& context) {
  std::vector<std::string> names;
  auto reply = context.get(Key::control, "/_sandbox/snapshots");
  const auto parsed = reply.ok() ? json::parse(reply->body(), nullptr, false) : json();
  const auto* data = parsed.is_object() ? at_path(parsed, "data") : nullptr;
  for (const auto& each : data != nullptr && data->is_array() ? *data : json::array()) {
    names.push_back(text_at_path(each, "name"));
  }
  return names;
}

Failure no_snapshot(Context& context, const std::string& name) {
  const auto names = known_names(context);
  const auto near = closest(name, names);
  return {ExitCode::refused,
          "not_found",
          "there is no snapshot '" + printable(name) + "'",
          names.empty() ? "none was saved yet" : "saved are: " + join(names, ", "),
          near            ? "did you mean:  " + *near
          : names.empty() ? "save one:  satsrail snapshot save " + shell_quoted(name)
                          : "see:  satsrail snapshot list",
          {}};
}

// A call on the snapshot that args[0] names.
Outcome<client::ApiReply> call_on_snapshot(Context& context, const std::string& method, const std::string& suffix) {
  const auto& name = context.in.args[0];
  auto reply = context.call(Key::control, {method, path_of(name) + suffix, {}, {}, {}}, limits::snapshot_timeout);
  if (!reply.ok() && reply.error().code == "not_found") {
    return no_snapshot(context, name);
  }
  return reply;
}

}  // namespace

Outcome<int> snapshot_save(Context& context) {
  const auto& name = context.in.args[0];
  Body body;
  body.set("snapshot.name", name);
  if (context.in.has("force")) {
    body.set_flag("snapshot.replace", true);
  }
  auto reply =
      context.call(Key::control, {"POST", "/_sandbox/snapshots", {}, body.text(), {}}, limits::snapshot_timeout);
  if (!reply.ok()) {
    auto failure = std::move(reply).error();
    if (failure.code == "conflict" && failure.why.find("already; \"replace\"") != std::string::npos) {
      failure.why = "there is a snapshot " + printable(name) + " already";
      failure.hint = "overwrite it:  satsrail snapshot save " + shell_quoted(name) + " --force";
    }
    return failure;
  }
  TRY_ASSIGN(const int shown, context.out.object(reply->body(), k_snapshot_view));
  if (context.out.for_people()) {
    context.out.note("back to here:  satsrail snapshot restore " + shell_quoted(name));
  }
  return shown;
}

Outcome<int> snapshot_restore(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_snapshot(context, "POST", "/restore"));
  return context.out.object(reply.body(), k_snapshot_view);
}

Outcome<int> snapshot_list(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::control, "/_sandbox/snapshots"));
  return context.out.list(reply.body(), k_snapshot_view);
}

Outcome<int> snapshot_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_snapshot(context, "DELETE", ""));
  if (context.out.machine()) {
    return context.out.object(dump(json{{"name", context.in.args[0]}, {"deleted", true}}), View{.id = "name"});
  }
  context.out.note("deleted " + printable(context.in.args[0]));
  return 0;
}

}  // namespace satsrail::cli::handlers
