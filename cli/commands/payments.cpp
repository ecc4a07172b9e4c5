#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_payment_view{
    .id = "id",
    .block = {{"payment", "id"},
              {"status", "status", Show::state},
              {"exception", "exception"},
              {"amount", "amount_cents", Show::money},
              {"sats", "amount_sats", Show::sats},
              {"rate", "exchange_rate"},
              {"method", "payment_method"},
              {"payment hash", "payment_hash"},
              {"preimage", "preimage"},
              {"transaction", "txid"},
              {"checkout", "checkout_id"},
              {"order", "order_number"},
              {"order id", "order_id"},
              {"invoice", "invoice_id"},
              {"product", "product_id"},
              {"metadata", "metadata"},
              {"mode", "livemode", Show::livemode},
              {"settled", "settled_at"},
              {"confirmed", "confirmed_at"},
              {"refunded", "refunded_at"}},
    .columns = {{"ID", "id", Show::id},
                {"STATUS", "status", Show::state},
                {"AMOUNT", "amount_cents", Show::money},
                {"SATS", "amount_sats", Show::id},
                {"CONFIRMED", "confirmed_at", Show::time},
                {"ORDER", "order_number", Show::id}},
    .empty = "nothing was paid yet; pay an order or a checkout:  satsrail pay ID",
};

}  // namespace

Outcome<int> payments_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context, {{"from", "start_date"},
                                                    {"to", "end_date"},
                                                    {"currency", "q[currency_eq]"},
                                                    {"min-sats", "q[amount_sats_gteq]"},
                                                    {"max-sats", "q[amount_sats_lteq]"},
                                                    {"sort", "q[s]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/m/payments", query));
  return context.out.list(reply.body(), k_payment_view);
}

Outcome<int> payments_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::payments, "GET"));
  return context.out.object(reply.body(), k_payment_view);
}

}  // namespace satsrail::cli::handlers
