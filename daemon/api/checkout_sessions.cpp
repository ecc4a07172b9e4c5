#include "daemon/service/checkout_sessions.h"

#include "core/wire/checkout_session_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/api/list.h"
#include "daemon/store/account_store.h"
#include "daemon/store/checkout_session_store.h"

#include <array>

namespace satsrail::api {

namespace sessions = service::checkout_sessions;

Result<Plan> create_checkout_session(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_checkout_session(body));
  const auto scope = call.caller.scope;
  std::optional<InvoiceNeed> need;
  if (input.generate_invoice) {
    need = InvoiceNeed{scope, input.outcome,
                       [&app, scope, input](Tx& tx) { return sessions::draft_for_new(tx, app.context, scope, input); }};
  }
  const auto audience =
      call.caller.kind == CallerKind::publishable_key ? wire::Audience::publishable_key : wire::Audience::secret_key;
  return with_invoice(
      app, std::move(need), [&app, scope, audience, input = std::move(input)](Draft draft) mutable -> Plan {
        return WritePlan{
            [&app, scope, audience, input = std::move(input), draft = std::move(draft)](Tx& tx) -> Result<Reply> {
              TRY_ASSIGN(const auto session, sessions::create(tx, app.context, scope, input, draft));
              const auto mode = store::merchants::get(tx, scope.merchant_seq).checkout_mode;
              return Reply::json(201, wire::checkout_session_created_json(session, app.info.base_url, audience, mode));
            }};
      });
}

namespace {

enum class Expired : bool { is_shown, is_gone };

Plan read_session(const Call& call, App& app, Expired expired) {
  return ReadPlan{
      [&app, expired, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
        TRY_ASSIGN(const auto session, sessions::find(tx, app.context, scope, id));
        if (session.state == SessionState::expired && expired == Expired::is_gone) {
          return Reply::failed(sessions::gone(session));
        }
        return Reply::json(200, wire::checkout_session_json(session, app.info.base_url, wire::Audience::secret_key));
      }};
}

}  // namespace

Result<Plan> show_checkout_session(const Call& call, App& app) {
  return read_session(call, app, Expired::is_gone);
}

Result<Plan> read_checkout_session(const Call& call, App& app) {
  return read_session(call, app, Expired::is_shown);
}

std::span<const Filter> checkout_session_filters() {
  static constexpr std::array k_filters{
      Filter{"status_eq", FilterKind::nocase, "status", "=", "status"},
      Filter{"created_at_gteq", FilterKind::time, "created_at", ">="},
      Filter{"created_at_lteq", FilterKind::time, "created_at", "<="},
  };
  return k_filters;
}

Result<Plan> list_checkout_sessions(const Call& call, App& app) {
  static constexpr std::array k_sortable{k_by_id,
                                         k_by_creation,
                                         SortField{"updated_at", "updated_at"},
                                         SortField{"expires_at", "expires_at"},
                                         SortField{"completed_at", "completed_at"},
                                         SortField{"amount_cents", "amount_cents"},
                                         SortField{"status", "status"}};
  return ReadPlan{[&app, scope = call.caller.scope, page = read_page(call, k_sortable),
                   conditions = read_filters(call, checkout_session_filters())](Tx& tx) -> Result<Reply> {
    // A list shows the state that is true now, also for sessions whose timer has not run yet.
    TRY(sessions::expire_all_due(tx, app.context));
    const auto found = store::find_page(tx, "checkout_sessions", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::checkout_session_json(store::checkout_sessions::get(tx, seq), app.info.base_url,
                                                  wire::Audience::secret_key));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

}  // namespace satsrail::api
