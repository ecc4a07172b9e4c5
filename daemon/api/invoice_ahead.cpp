#include "daemon/api/invoice_ahead.h"

#include "core/limits.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/invoicing.h"

#include <algorithm>

namespace satsrail::api {

Plan with_invoice(App& app, std::optional<InvoiceNeed> need, std::function<Plan(Draft)> then) {
  if (!need) {
    return then(std::nullopt);
  }
  const auto latency = std::min<Duration>(service::invoicing::latency(app.context, need->scope, need->outcome),
                                          limits::node_answer_timeout);
  auto sign = [&app, sign = std::move(need->sign), then = std::move(then)]() -> Result<Plan> {
    auto draft = app.store.read(sign);
    return then(draft ? *std::move(draft) : std::nullopt);
  };
  if (latency.count() > 0) {
    return LaterPlan{app.clock.now() + latency, std::move(sign)};
  }
  return std::move(sign().value());
}

std::optional<InvoiceNeed> need_of(App& app, Tx& tx, const CheckoutSession& session,
                                   std::optional<PaymentOutcome> outcome) {
  if (!service::checkout_sessions::lacks_invoice(tx, session)) {
    return std::nullopt;
  }
  auto asking = session;
  asking.outcome = outcome ? outcome : session.outcome;
  return InvoiceNeed{session.scope, asking.outcome, [&app, asking](Tx& reading) {
                       return service::checkout_sessions::draft_for_existing(reading, app.context, asking);
                     }};
}

}  // namespace satsrail::api
