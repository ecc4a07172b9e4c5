// The payers' side of the node: their log, and what can be asked of a payment.

#include "cli/attempt.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_outcome_view{
    .id = "name",
    .columns = {{"OUTCOME", "name", Show::id}, {"POSSIBLE", "possible"}, {"PAYER", "payer"}, {"MERCHANT", "merchant"}},
};

}  // namespace

Outcome<int> node_payments_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context, {{"status", "q[status_eq]"}, {"payer", "q[payer_eq]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/node/payments", query));
  return context.out.list(reply.body(), k_attempt_view);
}

Outcome<int> node_payments_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::node_payments, "GET"));
  return context.out.object(reply.body(), k_attempt_view);
}

Outcome<int> node_outcomes(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::either, "/_sandbox/node/outcomes"));
  return context.out.list(reply.body(), k_outcome_view);
}

}  // namespace satsrail::cli::handlers
