#include "daemon/api/payment_list.h"

#include "daemon/api/list.h"
#include "daemon/store/payment_store.h"

#include <array>

namespace satsrail::api {

namespace {

// The order is found through the token's own index.
constexpr std::string_view k_of_checkout = "IN (SELECT order_seq FROM checkout_sessions WHERE token = ?)";

// As transaction_json shows it; an index holds this very expression.
constexpr std::string_view k_status = "(CASE WHEN refunded_at IS NULL THEN status ELSE 'refunded' END)";

constexpr std::array k_filters{
    Filter{"status_eq", FilterKind::nocase, k_status, "=", "status"},
    Filter{"currency_eq", FilterKind::nocase, "currency", "=", "currency"},
    Filter{"amount_sats_eq", FilterKind::integer, "amount_sats", "="},
    Filter{"amount_sats_gteq", FilterKind::integer, "amount_sats", ">="},
    Filter{"amount_sats_lteq", FilterKind::integer, "amount_sats", "<="},
    Filter{"amount_cents_eq", FilterKind::integer, "amount_cents", "="},
    Filter{"amount_cents_gteq", FilterKind::integer, "amount_cents", ">="},
    Filter{"amount_cents_lteq", FilterKind::integer, "amount_cents", "<="},
    Filter{"created_at_gteq", FilterKind::time, "created_at", ">="},
    Filter{"created_at_lteq", FilterKind::time, "created_at", "<="},
    Filter{"confirmed_at_gteq", FilterKind::time, "confirmed_at", ">=", "start_date"},
    Filter{"confirmed_at_lteq", FilterKind::time, "confirmed_at", "<=", "end_date"},
    Filter{"payment_hash_eq", FilterKind::hex, "payment_hash", "="},
    Filter{"checkout_id_eq", FilterKind::text, "order_seq", k_of_checkout},
};

// Each has an index, so that a page of a large ledger is read and not sorted. Ids are made in order of time.
constexpr std::array k_sortable{SortField{"id", "created_at"}, SortField{"created_at", "created_at"},
                                SortField{"confirmed_at", "confirmed_at"}, SortField{"amount_sats", "amount_sats"},
                                SortField{"amount_cents", "amount_cents"}};

}  // namespace

std::span<const Filter> payment_list_filters(Unconfirmed unconfirmed) {
  // Confirmed payments are all in the same state: the first filter has nothing to choose.
  return std::span(k_filters).subspan(unconfirmed == Unconfirmed::left_out ? 1 : 0);
}

Plan payment_list(const Call& call, Unconfirmed unconfirmed, std::string (*shown)(const Payment&)) {
  auto conditions = read_filters(call, payment_list_filters(unconfirmed));
  if (unconfirmed == Unconfirmed::left_out) {
    // One without a time is behind no bound. Nearly all have one: that must not decide which index is taken.
    conditions.push_back({"likely(confirmed_at >= ?)", std::int64_t{0}});
  }
  return ReadPlan{[scope = call.caller.scope, shown, page = read_page(call, k_sortable),
                   conditions = std::move(conditions)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "payments", scope, conditions, page, "confirmed_at");
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(shown(store::payments::get(tx, seq)));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

}  // namespace satsrail::api
