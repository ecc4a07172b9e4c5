#include "daemon/service/wallets.h"

#include "core/wire/wallet_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/wallet_store.h"

#include <array>

namespace satsrail::api {

std::span<const Filter> wallet_filters() {
  static constexpr std::array k_filters{
      Filter{"wallet_type_eq", FilterKind::nocase, "wallet_type", "="},
      Filter{"status_eq", FilterKind::nocase, "status", "=", "status"},
      Filter{"enabled_eq", FilterKind::boolean, "enabled", "="},
      Filter{"is_default_eq", FilterKind::boolean, "is_default", "="},
      Filter{"name_cont", FilterKind::contains, "name", ""},
  };
  return k_filters;
}

Result<Plan> list_wallets(const Call& call, App&) {
  static constexpr std::array k_sortable{k_by_id, k_by_creation, SortField{"name", "name COLLATE NOCASE"},
                                         SortField{"wallet_type", "wallet_type"}, SortField{"status", "status"}};
  return ReadPlan{[scope = call.caller.scope, page = read_page(call, k_sortable),
                   conditions = read_filters(call, wallet_filters())](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "wallets", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::wallet_json(store::wallets::get(tx, seq)));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_wallet(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto wallet, service::wallets::find(tx, scope, id));
    return Reply::json(200, wire::wallet_json(wallet));
  }};
}

Result<Plan> create_wallet(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_wallet(body));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto wallet, service::wallets::create(tx, app.context, scope, input));
    return Reply::json(201, wire::wallet_json(wallet));
  }};
}

Result<Plan> update_wallet(const Call& call, App&) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto change, wire::parse_wallet_change(body));
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id")),
                    change = std::move(change)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto wallet, service::wallets::update(tx, scope, id, change));
    return Reply::json(200, wire::wallet_json(wallet));
  }};
}

Result<Plan> delete_wallet(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::wallets::remove(tx, scope, id));
    return Reply::no_content();
  }};
}

}  // namespace satsrail::api
