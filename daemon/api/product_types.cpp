#include "daemon/service/product_types.h"

#include "core/wire/product_type_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/product_type_store.h"

#include <array>

namespace satsrail::api {

Result<Plan> create_product_type(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_product_type(body));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto type, service::product_types::create(tx, app.context, scope, input));
    return Reply::json(201, wire::product_type_json(type));
  }};
}

Result<Plan> list_product_types(const Call& call, App&) {
  static constexpr std::array k_filters{
      Filter{"name_cont", FilterKind::contains, "name", ""},
      Filter{"external_ref_eq", FilterKind::text, "external_ref", "="},
  };
  // One expression that sorts by position and then by name; a merchant has a thousand of them at most.
  static constexpr std::string_view k_order = "printf('%010d', position) || name";
  auto page = read_page(call);
  page.ascending = call.query_value("order") != "desc";
  return ReadPlan{
      [scope = call.caller.scope, page, conditions = read_filters(call, k_filters)](Tx& tx) -> Result<Reply> {
        const auto found = store::find_page(tx, "product_types", scope, conditions, page, k_order);
        std::vector<std::string> items;
        for (const auto seq : found.seqs) {
          items.push_back(wire::product_type_json(store::product_types::get(tx, seq)));
        }
        return Reply::json(200, list_json(items, page, found.total));
      }};
}

Result<Plan> show_product_type(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto type, service::product_types::find(tx, scope, id));
    return Reply::json(200, wire::product_type_json(type));
  }};
}

Result<Plan> update_product_type(const Call& call, App&) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto change, wire::parse_product_type_change(body));
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id")),
                    change = std::move(change)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto type, service::product_types::update(tx, scope, id, change));
    return Reply::json(200, wire::product_type_json(type));
  }};
}

Result<Plan> delete_product_type(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::product_types::remove(tx, scope, id));
    return Reply::no_content();
  }};
}

}  // namespace satsrail::api
