// The node's own invoices, with and without an order of the merchant behind them.

#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_invoice_view{
    .id = "payment_hash",
    .block = {{"bolt11", "bolt11"},
              {"state", "state", Show::state},
              {"node", "node"},
              {"sats", "amount_sats", Show::sats},
              {"amount (msat)", "amount_msat"},
              {"received (msat)", "received_msat"},
              {"payment hash", "payment_hash"},
              {"preimage", "preimage"},
              {"held", "htlcs", Show::count},
              {"checkout", "checkout_id"},
              {"order", "order_id"},
              {"invoice", "invoice_id"},
              {"expires", "expires_at"},
              {"accepted", "accepted_at"},
              {"settled", "settled_at"},
              {"cancelled", "canceled_at"},
              {"created", "created_at"}},
    .columns = {{"PAYMENT HASH", "payment_hash", Show::id},
                {"STATE", "state", Show::state},
                {"MSAT", "amount_msat"},
                {"NODE", "node"},
                {"CREATED", "created_at", Show::time},
                {"CHECKOUT", "checkout_id"}},
    .empty = "the node has made no invoice yet; make one:  satsrail node invoice --amount-sats 1000",
};

// Just made: what it is for is to be paid.
constexpr View k_created_view{
    .id = "bolt11",
    .block = {{"bolt11", "bolt11"},
              {"sats", "amount_sats", Show::sats},
              {"payment hash", "payment_hash"},
              {"expires", "expires_at"}},
};

// Just settled or cancelled.
constexpr View k_ended_view{
    .id = "payment_hash",
    .block = {{"state", "state", Show::state},
              {"sats", "amount_sats", Show::sats},
              {"received (msat)", "received_msat"},
              {"checkout", "checkout_id"},
              {"payment hash", "payment_hash"},
              {"preimage", "preimage"},
              {"settled", "settled_at"},
              {"cancelled", "canceled_at"}},
};

Outcome<int> on_invoice(Context& context, const std::string& method, const std::string& verb, const View& view) {
  TRY_ASSIGN(const auto target, resolve_target(context));
  TRY_ASSIGN(
      const auto reply,
      context.call(Key::merchant, {method, "/_sandbox/node/invoices/" + percent_encode(target) + verb, {}, {}, {}}));
  return context.out.object(reply.body(), view);
}

}  // namespace

Outcome<int> node_invoice(Context& context) {
  TRY_ASSIGN(const auto amount, whole_number(context.in, "amount-sats", 1, limits::sats_max));
  Body body;
  if (amount) {
    body.set_number("amount_sats", *amount);
  } else {
    body.set_flag("any_amount", true);
  }
  set_if_given(body, context.in, "description", "description");
  if (const auto expiry = context.in.value("expiry")) {
    const auto duration = parse_duration(*expiry);
    if (!duration.ok()) {
      return invalid_duration(*expiry);
    }
    // BOLT11 counts whole seconds; what is left of the last one is given to the payer.
    body.set_number("expiry_seconds", std::chrono::ceil<std::chrono::seconds>(*duration).count());
  }
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, "/_sandbox/node/invoices", body.text()));
  return context.out.object(reply.body(), k_created_view);
}

Outcome<int> node_settle(Context& context) {
  return on_invoice(context, "POST", "/settle", k_ended_view);
}

Outcome<int> node_cancel(Context& context) {
  return on_invoice(context, "POST", "/cancel", k_ended_view);
}

Outcome<int> node_invoices_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context, {{"state", "q[state_eq]"}, {"node", "q[node_eq]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/node/invoices", query));
  return context.out.list(reply.body(), k_invoice_view);
}

Outcome<int> node_invoices_get(Context& context) {
  return on_invoice(context, "GET", "", k_invoice_view);
}

}  // namespace satsrail::cli::handlers
