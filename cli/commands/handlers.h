#pragma once
// What the rows of the command table call. One source file per group, named after it.

#include "cli/commands.h"

namespace satsrail::cli::handlers {

// sandbox.cpp
Outcome<int> start(Context&);
Outcome<int> serve(Context&);
Outcome<int> stop(Context&);
Outcome<int> status(Context&);
Outcome<int> reset(Context&);
// checkouts.cpp
Outcome<int> checkout_create(Context&);
Outcome<int> checkout_get(Context&);
Outcome<int> checkout_list(Context&);
Outcome<int> checkout_cancel(Context&);
Outcome<int> checkout_expire(Context&);
Outcome<int> checkout_open(Context&);
Outcome<int> checkout_wait(Context&);
// pay.cpp
Outcome<int> pay(Context&);
// products.cpp
Outcome<int> products_create(Context&);
Outcome<int> products_list(Context&);
Outcome<int> products_get(Context&);
// ledger.cpp
Outcome<int> transactions_list(Context&);
Outcome<int> transactions_get(Context&);
Outcome<int> rates_get(Context&);
Outcome<int> rates_set(Context&);
Outcome<int> rates_list(Context&);
Outcome<int> rates_mode(Context&);
// webhooks.cpp
Outcome<int> webhooks_create(Context&);
Outcome<int> webhooks_list(Context&);
Outcome<int> webhooks_get(Context&);
Outcome<int> webhooks_update(Context&);
Outcome<int> webhooks_delete(Context&);
// listen.cpp
Outcome<int> listen(Context&);
// events.cpp
Outcome<int> events_list(Context&);
Outcome<int> events_get(Context&);
Outcome<int> deliveries_list(Context&);
Outcome<int> deliveries_get(Context&);
Outcome<int> deliveries_retry(Context&);
// clock.cpp
Outcome<int> clock_show(Context&);
Outcome<int> clock_advance(Context&);
Outcome<int> clock_set(Context&);
Outcome<int> clock_freeze(Context&);
Outcome<int> clock_resume(Context&);
// keys.cpp
Outcome<int> keys_list(Context&);
// node.cpp
Outcome<int> node_info(Context&);
Outcome<int> node_decode(Context&);
// api.cpp
Outcome<int> api(Context&);
// exec.cpp
Outcome<int> exec(Context&);
// about.cpp
Outcome<int> completion(Context&);
Outcome<int> complete(Context&);
Outcome<int> version(Context&);
Outcome<int> help(Context&);
Outcome<int> reference(Context&);

}  // namespace satsrail::cli::handlers
