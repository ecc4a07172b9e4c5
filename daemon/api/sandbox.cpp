#include "core/version.h"
#include "core/wire/json_writer.h"
#include "daemon/api/clock_json.h"
#include "daemon/api/counts_json.h"
#include "daemon/api/handlers.h"
#include "daemon/store/account_store.h"
#include "daemon/store/snapshot_store.h"

#include <unistd.h>

namespace satsrail::api {

Result<Plan> livez(const Call&, App&) {
  return Plan(Reply::json(200, R"({"status":"ok"})"));
}

Result<Plan> readyz(const Call&, App&) {
  return ReadPlan{[](Tx& tx) -> Result<Reply> {
    tx.query("SELECT 1 FROM settings LIMIT 1").step();
    return Reply::json(200, R"({"status":"ready"})");
  }};
}

Result<Plan> show_status(const Call& call, App& app) {
  const auto merchant_seq = call.caller.kind == CallerKind::control_key ? 0 : call.caller.scope.merchant_seq;
  return ReadPlan{[&app, merchant_seq](Tx& tx) -> Result<Reply> {
    const auto counts = store::count_rows(tx, merchant_seq);
    const auto uptime = std::chrono::floor<std::chrono::seconds>(app.real_clock.now() - app.info.started_at);
    wire::JsonWriter json;
    json.begin_object()
        .field("object", "sandbox")
        .field("version", version())
        .field("pid", static_cast<std::int64_t>(::getpid()))
        .field("started_at", app.info.started_at)
        .field("uptime_seconds", static_cast<std::int64_t>(uptime.count()))
        .field("base_url", app.info.base_url)
        .field("port", app.info.port)
        .field("dir", app.info.dir)
        .field("database", app.info.database)
        .field("rate_limit_per_minute", app.info.rate_limit_per_minute > 0
                                            ? std::optional<std::int64_t>(app.info.rate_limit_per_minute)
                                            : std::nullopt)
        .field("network", app.context.node.info().network)
        .key("counts")
        .begin_object();
    write_counts(json, counts);
    json.field("event_streams", app.control.open_streams())
        .end_object()
        .raw_field("clock", clock_json(app))
        .end_object();
    return Reply::json(200, json.take());
  }};
}

Result<Plan> shut_down(const Call&, App& app) {
  return ControlPlan{[&app]() -> Result<Reply> {
    app.control.shut_down();
    return Reply::json(202, R"({"status":"stopping"})");
  }};
}

Result<Plan> check_database(const Call&, App& app) {
  return ControlPlan{[&app]() -> Result<Reply> {
    const auto damage = app.store.read([](Tx& tx) { return store::damage_of(tx); });
    wire::JsonWriter json;
    json.begin_object()
        .field("object", "database_check")
        .field("database", app.info.database)
        .field("sound", damage.empty())
        .text_or_null("damage", damage)
        .end_object();
    return Reply::json(200, json.take());
  }};
}

Result<Plan> reset(const Call&, App& app) {
  return ControlPlan{[&app]() -> Result<Reply> {
    TRY(app.control.reset());
    return Reply::json(200, R"({"status":"reset"})");
  }};
}

}  // namespace satsrail::api
