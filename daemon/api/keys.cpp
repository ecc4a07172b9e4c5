#include "core/wire/api_key_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/service/key_ring.h"
#include "daemon/service/merchants.h"
#include "daemon/store/account_store.h"

namespace satsrail::api {

namespace {

// Whose keys the caller may look after: 0 is everybody's.
std::int64_t reach(const Caller& caller) {
  return caller.kind == CallerKind::control_key ? 0 : caller.scope.merchant_seq;
}

}  // namespace

Result<Plan> list_keys(const Call& call, App&) {
  return ReadPlan{[seq = reach(call.caller), page = read_page(call)](Tx& tx) -> Result<Reply> {
    std::vector<std::string> items;
    for (const auto& key : store::api_keys::page(tx, seq, page)) {
      items.push_back(wire::api_key_json(key, store::merchants::get(tx, key.scope.merchant_seq)));
    }
    return Reply::json(200, list_json(items, page, store::api_keys::count(tx, seq)));
  }};
}

Result<Plan> create_key(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_api_key(body));
  const auto seq = reach(call.caller);
  if (seq == 0 && !input.merchant_id) {
    return Error::validation("merchant_id", "can't be blank: the control key belongs to no merchant");
  }
  return WritePlan{[&app, seq, input = std::move(input),
                    text = service::mint_key(input.kind, input.livemode)](Tx& tx) -> Result<Reply> {
    auto named = input.merchant_id ? service::merchants::find(tx, *input.merchant_id)
                                   : Result<Merchant>(store::merchants::get(tx, seq));
    TRY_ASSIGN(const auto merchant, std::move(named));
    if (seq != 0 && merchant.seq != seq) {
      return Error::not_found("Merchant");
    }
    TRY_ASSIGN(const auto key,
               service::keys::create(tx, app.context, {merchant.seq, input.livemode}, input.kind, text));
    auto reply = Reply::json(201, wire::api_key_json(key, merchant, text));
    reply.committed = [&app, key] { app.keys.add(key); };
    return reply;
  }};
}

Result<Plan> revoke_key(const Call& call, App& app) {
  return WritePlan{[&app, seq = reach(call.caller), name = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto key, service::keys::revoke(tx, seq, name));
    auto reply = Reply::no_content();
    reply.committed = [&app, key] { app.keys.remove(key); };
    return reply;
  }};
}

}  // namespace satsrail::api
