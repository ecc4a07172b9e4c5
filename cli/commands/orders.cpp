#include "cli/commands/handlers.h"
#include "cli/identify.h"
#include "cli/order_fields.h"
#include "cli/order_item.h"
#include "cli/suggest.h"
#include "cli/values.h"
#include "core/result.h"
#include "core/util/hex.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

constexpr std::string_view k_path = "/api/v1/m/orders";

constexpr View k_order_view{
    .id = "id",
    .block = {{"order", "order_number"},
              {"status", "status", Show::state},
              {"total", "total_amount_cents", Show::money},
              {"tax", "tax_amount_cents", Show::money},
              {"discount", "discount_amount_cents", Show::money},
              {"items", "items", Show::count},
              {"tender", "tender_type"},
              {"id", "id"},
              {"bolt11", "invoice.bolt11"},
              {"address", "invoice.payment_address"},
              {"sats", "invoice.amount_sats", Show::sats},
              {"invoice", "invoice_id"},
              {"payment", "payment_id"},
              {"checkout", "checkout_token"},
              {"wallet", "wallet_id"},
              {"discount id", "discount_id"},
              {"metadata", "metadata"},
              {"mode", "livemode", Show::livemode},
              {"paid", "paid_at"},
              {"shipped", "shipped_at"},
              {"cancelled", "cancelled_at"},
              {"created", "created_at"}},
    .columns = {{"ORDER", "order_number", Show::id},
                {"STATUS", "status", Show::state},
                {"TOTAL", "total_amount_cents", Show::money},
                {"CREATED", "created_at", Show::time},
                {"ID", "id", Show::id}},
    .empty = "no orders yet; make one:  satsrail orders create --amount 50.00",
};

// A flag in whole cents.
Outcome<Done> set_cents(Body& body, const Invocation& in, const std::string& flag, std::string_view path) {
  if (const auto given = in.value(flag)) {
    TRY_ASSIGN(const auto cents, parse_cents(*given, flag));
    body.set_number(path, cents);
  }
  return Done{};
}

// What stands inside `order`, of a new one and of a change.
Outcome<Body> order_body(const Invocation& in) {
  Body body;
  body.set_object("order");
  TRY(set_amount(body, in, "order.total_amount_cents"));
  set_if_given(body, in, "currency", "order.currency");
  if (const auto items = in.values("item"); !items.empty()) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& text : items) {
      TRY_ASSIGN(auto item, parse_order_item(text, in.value("currency").value_or("usd")));
      list.push_back(std::move(item));
    }
    body.set_json("order.items", list);
  }
  TRY(set_cents(body, in, "tax-cents", "order.tax_amount_cents"));
  TRY(set_cents(body, in, "discount-cents", "order.discount_amount_cents"));
  set_if_given(body, in, "tender", "order.tender_type");
  set_if_given(body, in, "wallet", "order.wallet_id");
  set_if_given(body, in, "discount", "order.discount_id");
  set_if_given(body, in, "status", "order.status");
  TRY(body.set_pairs("order.metadata", in.values("metadata")));
  if (in.has("mark-paid")) {
    body.set_flag("mark_as_paid", true);
  }
  return body;
}

}  // namespace

Outcome<int> orders_create(Context& context) {
  const auto& in = context.in;
  if (!in.has("amount") && !in.has("amount-cents") && !in.has("item")) {
    return bad_flag(*in.command, "an order needs a total (--amount, --amount-cents) or items (--item)");
  }
  if (!in.has("invoice") && (in.was_typed("method") || in.was_typed("confirmations"))) {
    return bad_flag(*in.command, "--method and --confirmations are of the invoice that --invoice makes");
  }
  TRY_ASSIGN(auto body, order_body(in));
  if (in.has("invoice")) {
    body.set_flag("generate_invoice", true);
    TRY(set_invoice_fields(body, in, "payment_method", "required_confirmations"));
  }
  TRY_ASSIGN(const auto reply, post_once(context, std::string(k_path), body));
  return context.out.object(reply.body(), k_order_view);
}

Outcome<int> orders_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context, {{"status", "q[status_eq]"},
                                                    {"currency", "q[currency_eq]"},
                                                    {"number", "q[order_number_eq]"},
                                                    {"min-cents", "q[total_amount_cents_gteq]"},
                                                    {"max-cents", "q[total_amount_cents_lteq]"},
                                                    {"from", "q[created_at_gteq]"},
                                                    {"to", "q[created_at_lteq]"},
                                                    {"sort", "q[s]"},
                                                    {"expand", "expand"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_path), query));
  return context.out.list(reply.body(), k_order_view);
}

Outcome<int> orders_get(Context& context) {
  const auto expand = context.in.value("expand");
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::orders, "GET",
                                              expand ? "?expand=" + percent_encode(*expand) : std::string()));
  return context.out.object(reply.body(), k_order_view);
}

Outcome<int> orders_update(Context& context) {
  TRY_ASSIGN(const auto body, order_body(context.in));
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::orders, "PATCH", {}, body.text()));
  return context.out.object(reply.body(), k_order_view);
}

Outcome<int> orders_ship(Context& context) {
  Body body;
  body.set("order.status", "shipped");
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::orders, "PATCH", {}, body.text()));
  return context.out.object(reply.body(), k_order_view);
}

Outcome<int> orders_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::orders, "DELETE"));
  context.out.note("cancelled");
  return 0;
}

Outcome<int> orders_refund(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::orders, "POST", "/refund"));
  return context.out.object(reply.body(), k_order_view);
}

}  // namespace satsrail::cli::handlers
