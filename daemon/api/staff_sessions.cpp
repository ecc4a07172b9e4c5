// Staff who sign in. Their tokens open nothing of the API but the choice of a merchant.

#include "core/wire/staff_json.h"
#include "daemon/api/handlers.h"
#include "daemon/service/staff.h"
#include "daemon/store/staff_store.h"

namespace satsrail::api {

namespace {

// What follows the word Bearer, which is there: the front door has looked.
std::string bearer_token(const Call& call) {
  for (const auto& [name, value] : *call.headers) {
    if (name == "authorization") {
      const auto begin = value.find_first_not_of(' ', value.find(' '));
      return begin == std::string::npos ? std::string() : value.substr(begin);
    }
  }
  return {};
}

}  // namespace

Result<Plan> create_staff_session(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(const auto login, wire::parse_staff_login(body));
  const auto known = app.store.read([&](Tx& tx) { return store::staff::find_by_email(tx, login.email); });
  auto user = service::staff::recognize(known, login.password);
  if (!user) {
    return Error(ErrorCode::unauthorized, "Invalid credentials");
  }
  return WritePlan{[user = *std::move(user), token = service::staff::mint_session_token()](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto merchants, service::staff::begin_session(tx, user, token));
    return Reply::json(200, wire::staff_session_json(token, merchants));
  }};
}

Result<Plan> activate_staff_session(const Call& call, App&) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto merchant_id, wire::parse_staff_choice(body));
  return WritePlan{[token = bearer_token(call), merchant_id = std::move(merchant_id)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto chosen, service::staff::choose_merchant(tx, token, merchant_id));
    return Reply::json(200, wire::staff_session_json(token, chosen));
  }};
}

}  // namespace satsrail::api
