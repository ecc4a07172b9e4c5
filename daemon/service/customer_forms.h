#pragma once
// What a merchant has the checkout page ask of the customer before it shows an invoice.

#include "core/domain/checkout_session.h"
#include "core/result.h"
#include "core/wire/customer_json.h"
#include "daemon/service/context.h"

#include <string>
#include <vector>

namespace satsrail::service::customer_forms {

// The fields that the page asks first, of k_customer_fields. None: the merchant asks nothing, the shop has brought
// the email address along, the customer has answered, or the session is over.
std::vector<std::string> asked_first(Tx& tx, const CheckoutSession& session);

// What was answered stands on the session from now on.
CheckoutSession answer(Tx& tx, CheckoutSession session, const wire::CustomerAnswers& answers);

}  // namespace satsrail::service::customer_forms
