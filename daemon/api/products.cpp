#include "daemon/service/products.h"

#include "core/wire/product_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/product_store.h"

#include <array>
#include <functional>

namespace satsrail::api {

Result<Plan> create_product(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_product(body));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto product, service::products::create(tx, app.context, scope, input));
    return Reply::json(201, wire::product_json(product, app.context.public_base_url));
  }};
}

namespace {

// Reads a product that has a key, and answers what `shown` makes of it.
Plan read_product(const Call& call, App& app, std::function<std::string(const Product&)> shown) {
  return ReadPlan{[&app, shown = std::move(shown), scope = call.caller.scope,
                   id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto found, service::products::find(tx, scope, id));
    TRY_ASSIGN(const auto product, service::products::with_key(tx, app.context, std::move(found)));
    return Reply::json(200, shown(product));
  }};
}

}  // namespace

Result<Plan> show_product(const Call& call, App& app) {
  return read_product(
      call, app, [&app](const Product& product) { return wire::product_json(product, app.context.public_base_url); });
}

Result<Plan> show_product_key(const Call& call, App& app) {
  return read_product(call, app, wire::product_key_json);
}

Result<Plan> update_product(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto change, wire::parse_product_change(body));
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id")),
                    change = std::move(change)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto product, service::products::update(tx, app.context, scope, id, change));
    return Reply::json(200, wire::product_json(product, app.context.public_base_url));
  }};
}

Result<Plan> delete_product(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::products::remove(tx, scope, id));
    return Reply::no_content();
  }};
}

// Clients send these two no body, an empty one, or {}: nothing is read from it.
Result<Plan> rotate_product_key(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto product, service::products::rotate_key(tx, app.context, scope, id));
    return Reply::json(200, wire::product_rotation_json(product));
  }};
}

Result<Plan> clear_old_product_key(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto product, service::products::clear_old_key(tx, app.context, scope, id));
    return Reply::json(200, wire::product_cleared_json(product, app.context.public_base_url));
  }};
}

Result<Plan> list_products(const Call& call, App& app) {
  static constexpr std::array k_filters{
      Filter{"name_cont", FilterKind::contains, "name", ""},
      Filter{"status_eq", FilterKind::nocase, "status", "=", "status"},
      Filter{"sku_eq", FilterKind::text, "sku", "="},
      Filter{"external_ref_eq", FilterKind::text, "external_ref", "="},
      Filter{"product_type_id_eq", FilterKind::text, "product_type_seq",
             "= (SELECT seq FROM product_types WHERE id = lower(?))"},
      Filter{"created_at_gteq", FilterKind::time, "created_at", ">="},
      Filter{"created_at_lteq", FilterKind::time, "created_at", "<="},
  };
  return ReadPlan{[&app, scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, k_filters)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "products", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      TRY_ASSIGN(const auto product, service::products::with_key(tx, app.context, store::products::get(tx, seq)));
      items.push_back(wire::product_json(product, app.context.public_base_url));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

}  // namespace satsrail::api
