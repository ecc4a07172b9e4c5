#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_plan_view{
    .id = "slug",
    .columns = {{"PLAN", "slug", Show::id},
                {"NAME", "name"},
                {"PRICE", "price_cents", Show::money},
                {"PER", "interval"},
                {"RPM", "rpm_limit"},
                {"A MONTH", "monthly_request_limit"}},
};

constexpr View k_exchange_view{
    .id = "name",
    .columns = {{"NAME", "name"},
                {"URL", "url"},
                {"PROMOTED", "promoted"},
                {"MIN SATS", "min_transaction_sats"},
                {"COUNTRIES", "countries", Show::count}},
};

}  // namespace

Outcome<int> plans_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/pub/subscription_plans", query));
  return context.out.list(reply.body(), k_plan_view);
}

// The API answers these in an envelope of their own.
Outcome<int> exchanges_list(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/pub/exchanges"));
  const auto& options = context.out.options();
  if (options.json && options.json_fields.empty()) {
    return context.out.object(reply.body(), k_exchange_view);
  }
  const auto parsed = json::parse(reply.body(), nullptr, false);
  const auto all = parsed.is_object() ? parsed.value("exchanges", json::array()) : json::array();
  return context.out.list(dump(json{{"object", "list"}, {"data", all}, {"meta", {{"total_count", all.size()}}}}),
                          k_exchange_view);
}

}  // namespace satsrail::cli::handlers
