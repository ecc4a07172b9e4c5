#include "cli/commands/handlers.h"
#include "cli/identify.h"
#include "cli/order_fields.h"
#include "cli/values.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_request_view{
    .id = "id",
    .block = {{"payment request", "id"},
              {"status", "status", Show::state},
              {"amount", "amount_cents", Show::money},
              {"sats", "amount_sats", Show::sats},
              {"description", "description"},
              {"method", "payment_method"},
              {"bolt11", "bolt11"},
              {"address", "payment_address"},
              {"payment hash", "payment_hash"},
              {"order", "order_id"},
              {"invoice", "invoice_id"},
              {"metadata", "metadata"},
              {"expires", "expires_at"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
};

constexpr View k_status_view{
    .id = "status",
    .block = {{"status", "status", Show::state},
              {"paid", "paid"},
              {"sats", "amount_sats", Show::sats},
              {"seconds left", "time_remaining"},
              {"expires", "expires_at"},
              {"settled", "settled_at"},
              {"payment request", "id"},
              {"order", "order_id"},
              {"payment", "payment_id"}},
};

}  // namespace

Outcome<int> payment_requests_create(Context& context) {
  const auto& in = context.in;
  Body body;
  TRY(set_amount(body, in, "payment_request.amount_cents"));
  set_if_given(body, in, "currency", "payment_request.currency");
  set_if_given(body, in, "description", "payment_request.description");
  TRY(set_invoice_fields(body, in, "payment_request.payment_method", "payment_request.confirmations"));
  TRY(body.set_pairs("payment_request.metadata", in.values("metadata")));
  TRY_ASSIGN(const auto reply, post_once(context, "/api/v1/m/payment_requests", body));
  return context.out.object(reply.body(), k_request_view);
}

Outcome<int> payment_requests_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::payment_requests, "GET"));
  return context.out.object(reply.body(), k_request_view);
}

Outcome<int> payment_requests_status(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::payment_requests, "GET", "/status"));
  return context.out.object(reply.body(), k_status_view);
}

}  // namespace satsrail::cli::handlers
