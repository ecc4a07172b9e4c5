#include "cli/commands/handlers.h"
#include "cli/identify.h"
#include "cli/invoice_qr.h"
#include "cli/order_fields.h"
#include "cli/text.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_invoice_view{
    .id = "id",
    .block = {{"invoice", "id"},
              {"status", "status", Show::state},
              {"method", "payment_method"},
              {"bolt11", "bolt11"},
              {"address", "payment_address"},
              {"amount", "amount_cents", Show::money},
              {"sats", "amount_sats", Show::sats},
              {"rate", "exchange_rate"},
              {"payment hash", "payment_hash"},
              {"confirmations", "confirmations"},
              {"of", "required_confirmations"},
              {"order", "order_id"},
              {"number", "order_number"},
              {"checkout", "checkout_id"},
              {"payment", "payment_id"},
              {"expires", "expires_at"},
              {"settled", "settled_at"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
};

constexpr View k_status_view{
    .id = "status",
    .block = {{"status", "status", Show::state},
              {"sats", "amount_sats", Show::sats},
              {"confirmations", "confirmations"},
              {"seconds left", "time_remaining"},
              {"expires", "expires_at"},
              {"settled", "settled_at"},
              {"invoice", "id"},
              {"order", "order_id"},
              {"payment", "payment_id"}},
};

}  // namespace

Outcome<int> invoices_generate(Context& context) {
  TRY_ASSIGN(const auto order, resolve_id(context, Source::orders, context.in.args[0]));
  Body body;
  body.set("order_id", order);
  TRY(set_invoice_fields(body, context.in, "payment_method", "required_confirmations"));
  TRY_ASSIGN(const auto reply, post_once(context, "/api/v1/m/invoices/generate", body));
  return context.out.object(reply.body(), k_invoice_view);
}

Outcome<int> invoices_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::invoices, "GET"));
  return context.out.object(reply.body(), k_invoice_view);
}

Outcome<int> invoices_status(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::invoices, "GET", "/status"));
  return context.out.object(reply.body(), k_status_view);
}

// Drawn here rather than asked of the API, whose picture is no text.
Outcome<int> invoices_qr(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::invoices, "GET"));
  if (context.out.machine()) {
    return context.out.object(reply.body(), k_invoice_view);
  }
  return draw_invoice(context, reply.body(), "invoices get " + shell_quoted(context.in.args[0]));
}

}  // namespace satsrail::cli::handlers
