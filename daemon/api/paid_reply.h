#pragma once

#include "daemon/api/app.h"
#include "daemon/api/call.h"
#include "daemon/service/payments.h"

namespace satsrail::api {

// 201 the merchant's payment (200: it had been paid before), 202 the payer's attempt while it is on its way, or the
// error. 201 with the attempt when it succeeded and no merchant's API knows of it (yet).
Reply paid_reply(Tx& tx, App& app, service::payments::Answer answer);

// conflict: what is in memory does not come back after a crash.
Status may_die(const App& app, std::optional<PaymentOutcome> outcome);

}  // namespace satsrail::api
