// Orders of the merchant's backend.

#include "daemon/service/orders.h"

#include "core/wire/order_input.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/api/list.h"
#include "daemon/service/checkout_sessions.h"

#include <array>

namespace satsrail::api {

namespace orders = service::orders;

namespace {

// ?expand=invoice,payment; other names are ignored.
service::Expand read_expand(const Call& call) {
  service::Expand expand;
  for (const auto& [name, value] : call.query) {
    if (name != "expand" && name != "expand[]") {
      continue;
    }
    const std::string list = "," + value + ",";
    const auto has = [&](std::string_view wanted) {
      return list.find("," + std::string(wanted) + ",") != std::string::npos;
    };
    expand.invoice = expand.invoice || has("invoice");
    expand.payment = expand.payment || has("payment");
    expand.merchant = expand.merchant || has("merchant");
  }
  return expand;
}

}  // namespace

Result<Plan> create_order(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_order(body));
  const auto scope = call.caller.scope;
  const auto expand = read_expand(call);
  // Known ahead: the invoice that is signed beside the writer names it.
  const auto number = make_order_number(app.clock.now(), app.context.entropy);
  std::optional<InvoiceNeed> need;
  if (orders::wants_draft(input)) {
    need = InvoiceNeed{scope, std::nullopt, [&app, scope, input, number](Tx& tx) {
                         return orders::draft_for_new(tx, app.context, scope, input, number);
                       }};
  }
  return with_invoice(
      app, std::move(need), [&app, scope, expand, number, input = std::move(input)](Draft draft) -> Plan {
        return WritePlan{[&app, scope, expand, number, input, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
          TRY_ASSIGN(const auto view, orders::create(tx, app.context, scope, input, number, draft));
          auto shown = expand;
          shown.invoice = shown.invoice || view.invoice.has_value();  // who asked for one wants to show it
          return Reply::json(201, view.order_json(tx, shown));
        }};
      });
}

std::span<const Filter> order_filters() {
  static constexpr std::array k_filters{
      Filter{"status_eq", FilterKind::nocase, "status", "=", "status"},
      Filter{"currency_eq", FilterKind::nocase, "currency", "="},
      Filter{"order_number_eq", FilterKind::text, "number", "="},
      Filter{"total_amount_cents_gteq", FilterKind::integer, "total_cents", ">="},
      Filter{"total_amount_cents_lteq", FilterKind::integer, "total_cents", "<="},
      Filter{"created_at_gteq", FilterKind::time, "created_at", ">="},
      Filter{"created_at_lteq", FilterKind::time, "created_at", "<="},
  };
  return k_filters;
}

Result<Plan> list_orders(const Call& call, App& app) {
  // Each has an index, so that a page of a large shop is read and not sorted. Ids and numbers are made in order of
  // time.
  static constexpr std::array k_sortable{
      SortField{"id", "created_at"},
      SortField{"order_number", "number"},
      SortField{"created_at", "created_at"},
      SortField{"total_amount_cents", "total_cents"},
      SortField{"status", "status COLLATE NOCASE"},
      SortField{"currency", "currency COLLATE NOCASE"},
  };
  return ReadPlan{[&app, scope = call.caller.scope, page = read_page(call, k_sortable), expand = read_expand(call),
                   conditions = read_filters(call, order_filters())](Tx& tx) -> Result<Reply> {
    // An order of a checkout that is over shows so, also when its timer has not run yet.
    TRY(service::checkout_sessions::expire_all_due(tx, app.context));
    const auto found = store::find_page(tx, "orders", scope, conditions, page, "created_at");
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(service::OrderView::load(tx, seq).order_json(tx, expand));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_order(const Call& call, App& app) {
  return ReadPlan{[&app, scope = call.caller.scope, id = std::string(call.param("id")),
                   expand = read_expand(call)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto view, orders::find(tx, app.context, scope, id));
    return Reply::json(200, view.order_json(tx, expand));
  }};
}

Result<Plan> update_order(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto change, wire::parse_order_change(body));
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id")), expand = read_expand(call),
                    change = std::move(change)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto view, orders::update(tx, app.context, scope, id, change));
    return Reply::json(200, view.order_json(tx, expand));
  }};
}

Result<Plan> cancel_order(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(orders::cancel(tx, app.context, scope, id));
    return Reply::no_content();
  }};
}

Result<Plan> refund_order(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto view, orders::refund(tx, app.context, scope, id));
    return Reply::json(200, view.order_json());
  }};
}

}  // namespace satsrail::api
