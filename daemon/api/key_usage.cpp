#include "daemon/service/key_usage.h"

#include "core/id.h"
#include "core/wire/json_writer.h"
#include "daemon/api/handlers.h"

namespace satsrail::api {

namespace {

constexpr int k_free_rpm = 60;  // of the published free tier: what is told when nothing is enforced

}  // namespace

// A key tells of itself and, by their ids, of its merchant's others.
Result<Plan> show_key_usage(const Call& call, App& app) {
  const auto named = call.param("id");
  const auto id = named == "current" ? ApiKeyId::parse(call.caller.key_id) : ApiKeyId::parse(named);
  return ReadPlan{[&app, id, seq = call.caller.scope.merchant_seq](Tx& tx) -> Result<Reply> {
    const auto keys = id ? store::api_keys::named(tx, seq, id->view(), {}) : std::vector<ApiKey>();
    if (keys.empty()) {
      return Error::not_found("API token");
    }
    const auto& key = keys.front();
    const auto counts = app.usage->of(key.id.view(), app.real_clock.now(), app.clock.now());
    wire::JsonWriter json;
    json.begin_object()
        .field("object", "api_token_usage")
        .field("id", key.id.view())
        .field("livemode", key.scope.livemode)
        .field("rpm_limit", app.info.rate_limit_per_minute > 0 ? app.info.rate_limit_per_minute : k_free_rpm)
        .field("current_rpm", counts.this_minute)
        .field("monthly_request_count", counts.this_month);
    return Reply::json(200, json.end_object().take());
  }};
}

}  // namespace satsrail::api
