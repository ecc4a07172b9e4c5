// What the service shows everybody, key or not.

#include "core/wire/exchange_json.h"
#include "core/wire/subscription_plan_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/exchange_store.h"
#include "daemon/store/subscription_plan_store.h"

namespace satsrail::api {

Result<Plan> list_subscription_plans(const Call& call, App&) {
  return ReadPlan{[page = read_page(call)](Tx& tx) -> Result<Reply> {
    std::vector<std::string> items;
    for (const auto& plan : store::subscription_plans::page(tx, page)) {
      items.push_back(wire::subscription_plan_json(plan));
    }
    return Reply::json(200, list_json(items, page, store::subscription_plans::count(tx)));
  }};
}

Result<Plan> list_exchanges(const Call&, App&) {
  return ReadPlan{
      [](Tx& tx) -> Result<Reply> { return Reply::json(200, wire::exchanges_json(store::exchanges::all(tx))); }};
}

}  // namespace satsrail::api
