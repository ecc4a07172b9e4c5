// Snapshots of the whole sandbox: saved, listed, restored, deleted.

#include "core/limits.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"
#include "daemon/api/counts_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"

#include <algorithm>

namespace satsrail::api {

namespace {

constexpr std::string_view k_letters = "abcdefghijklmnopqrstuvwxyz0123456789._-";

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= limits::snapshot_name_chars_max &&
         text.find_first_not_of(k_letters) == std::string_view::npos;
}

std::string snapshot_json(const Snapshot& snapshot) {
  const auto& counts = snapshot.counts;
  wire::JsonWriter json;
  json.begin_object()
      .field("object", "snapshot")
      .field("name", snapshot.name)
      .field("saved_at", snapshot.saved_at)
      .key("clock");
  if (snapshot.saved_at) {
    json.begin_object().field("now", snapshot.clock).field("mode", snapshot.frozen ? "frozen" : "running").end_object();
  } else {
    json.value(nullptr);
  }
  json.field("size_bytes", static_cast<std::int64_t>(snapshot.size_bytes)).key("counts").begin_object();
  write_counts(json, counts);
  return json.end_object().end_object().take();
}

// Of the path. A name that no snapshot can have is one that there is not.
Result<std::string> name_in_path(const Call& call) {
  const auto name = call.param("name");
  if (!is_name(name)) {
    return Error::not_found("Snapshot");
  }
  return std::string(name);
}

}  // namespace

Result<Plan> save_snapshot(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto fields, wire::Fields::wrapped(body, "snapshot"));
  fields.require("name");
  const auto name = fields.text("name", limits::text_chars_max).value_or("");
  if (!name.empty() && !is_name(name)) {
    fields.fail("name", "must be 1 to 64 of a-z, 0-9, '.', '_' and '-'");
  }
  const bool replace = fields.boolean("replace").value_or(false);
  TRY(fields.finish());
  return ControlPlan{[&app, name, replace]() -> Result<Reply> {
    TRY_ASSIGN(const auto saved, app.control.snapshots().save(name, replace));
    return Reply::json(201, snapshot_json(saved));
  }};
}

Result<Plan> list_snapshots(const Call&, App& app) {
  std::vector<std::string> items;
  for (const auto& snapshot : app.control.snapshots().list()) {
    items.push_back(snapshot_json(snapshot));
  }
  const auto total = static_cast<std::int64_t>(items.size());
  return Plan(Reply::json(200, list_json(items, {1, std::max<std::int64_t>(total, 1), true}, total)));
}

Result<Plan> restore_snapshot(const Call& call, App& app) {
  TRY_ASSIGN(const auto name, name_in_path(call));
  return ControlPlan{[&app, name]() -> Result<Reply> {
    TRY_ASSIGN(const auto restored, app.control.snapshots().restore(name));
    return Reply::json(200, snapshot_json(restored));
  }};
}

Result<Plan> delete_snapshot(const Call& call, App& app) {
  TRY_ASSIGN(const auto name, name_in_path(call));
  return ControlPlan{[&app, name]() -> Result<Reply> {
    TRY(app.control.snapshots().remove(name));
    return Reply::no_content();
  }};
}

}  // namespace satsrail::api
