#include "daemon/service/merchants.h"

#include "core/wire/merchant_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/account_store.h"

namespace satsrail::api {

Result<Plan> create_merchant(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_merchant(body));
  TRY_ASSIGN(auto profile, wire::parse_merchant_profile(body));
  const service::KeyTexts texts{.sk_test = service::mint_key(KeyKind::secret, false),
                                .pk_test = service::mint_key(KeyKind::publishable, false),
                                .sk_live = service::mint_key(KeyKind::secret, true),
                                .pk_live = service::mint_key(KeyKind::publishable, true),
                                .control = {}};
  return WritePlan{[&app, input = std::move(input), profile = std::move(profile), texts](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto created, service::merchants::create(tx, app.context, input, profile, texts));
    auto reply = Reply::json(201, wire::merchant_json(created.merchant, {{"sk_test", texts.sk_test},
                                                                         {"pk_test", texts.pk_test},
                                                                         {"sk_live", texts.sk_live},
                                                                         {"pk_live", texts.pk_live}}));
    reply.committed = [&app, keys = created.keys] {
      for (const auto& key : keys) {
        app.keys.add(key);
      }
    };
    return reply;
  }};
}

Result<Plan> list_merchants(const Call& call, App&) {
  return ReadPlan{[page = read_page(call)](Tx& tx) -> Result<Reply> {
    std::vector<std::string> items;
    for (const auto& merchant : store::merchants::page(tx, page)) {
      items.push_back(wire::merchant_json(merchant));
    }
    return Reply::json(200, list_json(items, page, store::merchants::count(tx)));
  }};
}

Result<Plan> show_merchant(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope](Tx& tx) -> Result<Reply> {
    return Reply::json(200, wire::merchant_json(store::merchants::get(tx, scope.merchant_seq)));
  }};
}

Result<Plan> update_merchant(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto change, wire::parse_merchant_change(body));
  TRY_ASSIGN(auto profile, wire::parse_merchant_profile(body));
  const bool is_control = call.caller.kind == CallerKind::control_key;
  if (is_control && !change.id) {
    return Error::validation("id", "can't be blank: the control key belongs to no merchant");
  }
  return WritePlan{[&app, is_control, scope = call.caller.scope, change = std::move(change),
                    profile = std::move(profile)](Tx& tx) -> Result<Reply> {
    auto merchant = is_control ? service::merchants::find(tx, *change.id)
                               : Result<Merchant>(store::merchants::get(tx, scope.merchant_seq));
    TRY_ASSIGN(auto found, std::move(merchant));
    if (change.id && found.id.view() != *change.id) {
      return Error::not_found("Merchant");
    }
    const auto changed = service::merchants::update(tx, app.context, std::move(found), change, profile);
    auto reply = Reply::json(200, wire::merchant_json(changed));
    reply.committed = [&app, seq = changed.seq, suspended = changed.is_suspended()] {
      app.keys.set_suspended(seq, suspended);
    };
    return reply;
  }};
}

}  // namespace satsrail::api
