#include "daemon/service/webhooks.h"

#include "core/domain/event_type.h"
#include "core/wire/webhook_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/webhook_store.h"

#include <array>

namespace satsrail::api {

namespace {

std::string available_events() {
  std::vector<std::string> names(event_type::all.begin(), event_type::all.end());
  return ",\"available_events\":" + wire::strings_json(names);
}

}  // namespace

Result<Plan> create_webhook(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_webhook(body));
  TRY(service::webhooks::check_files(input.options));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto endpoint, service::webhooks::create(tx, app.context, scope, input));
    return Reply::json(201, wire::webhook_json(endpoint, true));
  }};
}

std::span<const Filter> webhook_filters() {
  static constexpr std::array k_filters{
      Filter{"active_eq", FilterKind::boolean, "active", "="},
      Filter{"url_cont", FilterKind::contains, "url", ""},
      Filter{"created_at_gteq", FilterKind::time, "created_at", ">="},
      Filter{"created_at_lteq", FilterKind::time, "created_at", "<="},
  };
  return k_filters;
}

Result<Plan> list_webhooks(const Call& call, App&) {
  static constexpr std::array k_sortable{k_by_id, k_by_creation, SortField{"updated_at", "updated_at"},
                                         SortField{"url", "url"}, SortField{"active", "active"}};
  auto conditions = read_filters(call, webhook_filters());
  conditions.push_back({"deleted_at IS NULL AND ? = 1", std::int64_t{1}});
  return ReadPlan{[scope = call.caller.scope, page = read_page(call, k_sortable),
                   conditions = std::move(conditions)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "webhook_endpoints", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::webhook_json(store::webhook_endpoints::get(tx, seq), false));
    }
    return Reply::json(200, list_json(items, page, found.total, available_events()));
  }};
}

Result<Plan> show_webhook(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto endpoint, service::webhooks::find(tx, scope, id));
    return Reply::json(200, wire::webhook_json(endpoint, false));
  }};
}

Result<Plan> update_webhook(const Call& call, App&) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto change, wire::parse_webhook_change(body));
  TRY(service::webhooks::check_files(change.options));
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id")),
                    change = std::move(change)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto endpoint, service::webhooks::update(tx, scope, id, change));
    return Reply::json(200, wire::webhook_json(endpoint, false));
  }};
}

Result<Plan> delete_webhook(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::webhooks::remove(tx, scope, id));
    return Reply::no_content();
  }};
}

}  // namespace satsrail::api
