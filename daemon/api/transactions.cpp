#include "core/wire/order_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/payment_list.h"
#include "daemon/store/payment_store.h"

namespace satsrail::api {

std::span<const Filter> transaction_filters() {
  return payment_list_filters(Unconfirmed::listed);
}

Result<Plan> list_transactions(const Call& call, App&) {
  return payment_list(call, Unconfirmed::listed, wire::transaction_json);
}

Result<Plan> show_transaction(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    const auto payment = store::payments::find(tx, scope, id);
    if (!payment) {
      return Error::not_found("Transaction");
    }
    return Reply::json(200, wire::transaction_json(*payment));
  }};
}

}  // namespace satsrail::api
