#include "daemon/service/staff.h"

#include "core/wire/staff_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/staff_store.h"

namespace satsrail::api {

namespace {

std::string shown(Tx& tx, const StaffUser& user) {
  return wire::staff_json(user, service::staff::merchants(tx, user));
}

}  // namespace

Result<Plan> list_staff(const Call& call, App&) {
  return ReadPlan{[page = read_page(call)](Tx& tx) -> Result<Reply> {
    std::vector<std::string> items;
    for (const auto& user : store::staff::page(tx, page)) {
      items.push_back(shown(tx, user));
    }
    return Reply::json(200, list_json(items, page, store::staff::count(tx)));
  }};
}

Result<Plan> create_staff(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_staff(body));
  const auto password = service::staff::hash_password(input.password);
  return WritePlan{[&app, password, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto user, service::staff::create(tx, app.context, input, password));
    return Reply::json(201, shown(tx, user));
  }};
}

Result<Plan> delete_staff(const Call& call, App&) {
  return WritePlan{[id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::staff::remove(tx, id));
    return Reply::no_content();
  }};
}

}  // namespace satsrail::api
