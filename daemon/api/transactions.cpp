#include "core/wire/order_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/payment_store.h"

#include <array>

namespace satsrail::api {

namespace {

// As transaction_json shows it; an index holds this very expression.
constexpr std::string_view k_status = "(CASE WHEN refunded_at IS NULL THEN status ELSE 'refunded' END)";
// The order is found through the token's own index.
constexpr std::string_view k_of_checkout = "IN (SELECT order_seq FROM checkout_sessions WHERE token = ?)";

constexpr std::array k_filters{
    Filter{"status_eq", FilterKind::nocase, k_status, "=", "status"},
    Filter{"currency_eq", FilterKind::nocase, "currency", "=", "currency"},
    Filter{"amount_sats_eq", FilterKind::integer, "amount_sats", "="},
    Filter{"amount_sats_gteq", FilterKind::integer, "amount_sats", ">="},
    Filter{"amount_sats_lteq", FilterKind::integer, "amount_sats", "<="},
    Filter{"amount_cents_eq", FilterKind::integer, "amount_cents", "="},
    Filter{"amount_cents_gteq", FilterKind::integer, "amount_cents", ">="},
    Filter{"amount_cents_lteq", FilterKind::integer, "amount_cents", "<="},
    Filter{"created_at_gteq", FilterKind::time, "confirmed_at", ">="},
    Filter{"created_at_lteq", FilterKind::time, "confirmed_at", "<="},
    Filter{"confirmed_at_gteq", FilterKind::time, "confirmed_at", ">=", "start_date"},
    Filter{"confirmed_at_lteq", FilterKind::time, "confirmed_at", "<=", "end_date"},
    Filter{"payment_hash_eq", FilterKind::hex, "payment_hash", "="},
    Filter{"checkout_id_eq", FilterKind::text, "order_seq", k_of_checkout},
};

}  // namespace

std::span<const Filter> transaction_filters() {
  return k_filters;
}

Result<Plan> list_transactions(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, transaction_filters())](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "payments", scope, conditions, page, "confirmed_at");
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::transaction_json(store::payments::get(tx, seq)));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_transaction(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    const auto payment = store::payments::find(tx, scope, id);
    if (!payment) {
      return Error::not_found("Transaction");
    }
    return Reply::json(200, wire::transaction_json(*payment));
  }};
}

}  // namespace satsrail::api
