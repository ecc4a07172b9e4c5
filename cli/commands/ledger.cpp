#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_transaction_view{
    .id = "id",
    .block = {{"transaction", "id"},
              {"status", "status", Show::state},
              {"amount", "amount_cents", Show::money},
              {"sats", "amount_sats", Show::sats},
              {"rate", "exchange_rate"},
              {"payment hash", "payment_hash"},
              {"checkout", "checkout_id"},
              {"order", "order_number"},
              {"invoice", "invoice_id"},
              {"product", "product_id"},
              {"metadata", "metadata"},
              {"mode", "livemode", Show::livemode},
              {"confirmed", "confirmed_at"}},
    .columns = {{"ID", "id", Show::id},
                {"STATUS", "status", Show::state},
                {"AMOUNT", "amount_cents", Show::money},
                {"SATS", "amount_sats", Show::id},
                {"CONFIRMED", "confirmed_at", Show::time},
                {"ORDER", "order_number", Show::id}},
    .empty = "nothing was paid yet; pay a checkout:  satsrail pay cs_…",
};

}  // namespace

Outcome<int> transactions_list(Context& context) {
  TRY_ASSIGN(const auto query,
             list_query(context, {{"status", "status"}, {"from", "start_date"}, {"to", "end_date"}, {"sort", "q[s]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/transactions", query));
  return context.out.list(reply.body(), k_transaction_view);
}

Outcome<int> transactions_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::transactions, "GET"));
  return context.out.object(reply.body(), k_transaction_view);
}

}  // namespace satsrail::cli::handlers
