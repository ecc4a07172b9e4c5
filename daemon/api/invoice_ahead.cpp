#include "daemon/api/invoice_ahead.h"

#include "core/limits.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/faults.h"
#include "daemon/service/invoicing.h"

#include <algorithm>

namespace satsrail::api {

namespace {

Error node_failed(const Fault& fault) {
  return {ErrorCode::wallet_unavailable,
          "The node could not make an invoice: fault " + fault.id.str() +
              (fault.action.kind == FaultKind::timeout ? " lets it not answer" : " lets it fail")};
}

// The node has signed, or so it would: a fault may come between. Asked once for each invoice.
Plan past_faults(App& app, const Scope& scope, Draft draft, const std::function<Plan(Draft)>& then) {
  auto met = app.context.faults.meet(NodeOccasion{scope, NodeCall::invoice, {}});
  if (!met.counts.empty()) {
    app.store.write(
        [counts = std::move(met.counts)](Tx& tx) -> Status {
          service::faults::remember(tx, counts);
          return Done{};
        },
        [](const Status&) {});
  }
  if (!met.struck) {
    return then(std::move(draft));
  }
  const auto& fault = *met.struck;
  const bool answers = fault.action.kind == FaultKind::none && fault.action.delay < limits::node_answer_timeout;
  const auto wait = fault.action.kind == FaultKind::timeout
                        ? Duration(limits::node_answer_timeout)
                        : std::min<Duration>(fault.action.delay, limits::node_answer_timeout);
  auto go_on = [answers, fault, draft = std::move(draft), then]() -> Result<Plan> {
    return answers ? Result<Plan>(then(draft)) : Result<Plan>(node_failed(fault));
  };
  if (wait.count() > 0) {
    return LaterPlan{app.clock.now() + wait, std::move(go_on)};
  }
  return Reply::failed(node_failed(fault));
}

}  // namespace

Plan with_invoice(App& app, std::optional<InvoiceNeed> need, std::function<Plan(Draft)> then) {
  if (!need) {
    return then(std::nullopt);
  }
  const auto latency = std::min<Duration>(service::invoicing::latency(app.context, need->scope, need->outcome),
                                          limits::node_answer_timeout);
  auto sign = [&app, scope = need->scope, sign = std::move(need->sign), then = std::move(then)]() -> Result<Plan> {
    auto draft = app.store.read(sign);
    const bool is_made = draft && *draft;
    if (is_made && app.context.faults.any(FaultPlace::node)) {
      return past_faults(app, scope, *std::move(draft), then);
    }
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
