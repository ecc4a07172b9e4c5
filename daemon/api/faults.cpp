#include "daemon/service/faults.h"

#include "core/wire/fault_json.h"
#include "core/wire/json_writer.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/api/paid_reply.h"

#include <algorithm>

namespace satsrail::api {

namespace {

// A route that is none would be a fault that never strikes.
Status check_route(std::string_view pattern) {
  if (pattern.empty()) {
    return Done{};
  }
  bool is_exempt = false;
  for (const auto& route : routes()) {
    if (route_can_match(pattern, route.path)) {
      if (!is_beyond_faults(route.path)) {
        return Done{};
      }
      is_exempt = true;
    }
  }
  return Error::validation("route", is_exempt ? "names what no fault can touch: /livez, /readyz and /_sandbox/faults"
                                              : "names no route of this sandbox; /openapi.json lists them");
}

}  // namespace

Result<Plan> add_fault(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_fault(body));
  TRY(check_route(input.match.route));
  TRY(may_die(app, input.action.outcome));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto fault, service::faults::add(tx, app.context, scope, input));
    return Reply::json(201, wire::fault_json(fault));
  }};
}

Result<Plan> list_faults(const Call& call, App& app) {
  const auto all = app.context.faults.list(call.caller.scope);
  const auto page = read_page(call);
  const auto total = static_cast<std::int64_t>(all.size());
  std::vector<std::string> items;
  for (auto at = (page.page - 1) * page.per_page; at < std::min(total, page.page * page.per_page); ++at) {
    items.push_back(wire::fault_json(all[static_cast<std::size_t>(at)]));
  }
  return Plan(Reply::json(200, list_json(items, page, total)));
}

Result<Plan> show_fault(const Call& call, App& app) {
  const auto fault = app.context.faults.find(call.caller.scope, call.param("id"));
  if (!fault) {
    return Error::not_found("Fault");
  }
  return Plan(Reply::json(200, wire::fault_json(*fault)));
}

Result<Plan> delete_fault(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::faults::remove(tx, app.context, scope, id));
    return Reply::no_content();
  }};
}

Result<Plan> delete_faults(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope](Tx& tx) -> Result<Reply> {
    return Reply::json(200, wire::fault_deleted_json(service::faults::remove_all(tx, app.context, scope)));
  }};
}

}  // namespace satsrail::api
