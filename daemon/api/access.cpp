#include "core/wire/access_json.h"
#include "daemon/api/handlers.h"
#include "daemon/service/access_tokens.h"

namespace satsrail::api {

Result<Plan> verify_access(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto token, wire::parse_access_verification(body));
  return ReadPlan{[&app, scope = call.caller.scope, token = std::move(token)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto access, service::access_tokens::verify(tx, app.context, scope, token));
    return Reply::json(200, wire::access_json(access.product, access.order_id, access.remaining_seconds));
  }};
}

}  // namespace satsrail::api
