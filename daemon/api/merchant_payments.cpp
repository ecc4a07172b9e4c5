// Payments as the merchant's backend reads them. Paying is the sandbox's own: payments.cpp.

#include "core/wire/order_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/payment_list.h"
#include "daemon/store/payment_store.h"

namespace satsrail::api {

namespace {

std::string shown(const Payment& payment) {
  return wire::payment_json(payment);
}

}  // namespace

std::span<const Filter> payment_filters() {
  return payment_list_filters(Unconfirmed::left_out);
}

Result<Plan> list_payments(const Call& call, App&) {
  return payment_list(call, Unconfirmed::left_out, shown);
}

Result<Plan> show_payment(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    const auto payment = store::payments::find(tx, scope, id);
    if (!payment) {
      return Error::not_found("Payment");
    }
    return Reply::json(200, shown(*payment));
  }};
}

}  // namespace satsrail::api
