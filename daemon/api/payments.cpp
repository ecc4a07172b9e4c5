#include "daemon/service/payments.h"

#include "core/lightning/bolt11.h"
#include "core/limits.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/fields.h"
#include "core/wire/order_json.h"
#include "daemon/api/handlers.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/order_view.h"

namespace satsrail::api {

namespace sessions = service::checkout_sessions;

namespace {

// A payer in a hurry pays before the page was ever opened: the invoice is then signed here, beside the writer.
Result<std::optional<InvoiceDraft>> draft_ahead(App& app, const Scope& scope, const std::string& target) {
  return app.store.read([&](Tx& tx) -> Result<std::optional<InvoiceDraft>> {
    TRY_ASSIGN(const auto resolved, service::payments::resolve(tx, scope, target));
    if (!resolved.session) {
      return std::optional<InvoiceDraft>{};
    }
    return sessions::draft_for_existing(tx, app.context, *resolved.session);
  });
}

using SessionChange = Result<CheckoutSession> (*)(Tx&, const service::Context&, CheckoutSession);

Plan change_session(const Call& call, App& app, SessionChange change) {
  return WritePlan{
      [&app, change, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
        TRY_ASSIGN(auto session, sessions::find(tx, app.context, scope, id));
        TRY_ASSIGN(session, change(tx, app.context, std::move(session)));
        return Reply::json(200, wire::checkout_session_json(session, app.info.base_url, wire::Audience::secret_key));
      }};
}

}  // namespace

Result<Plan> pay(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  fields.require("target");
  constexpr std::size_t k_scheme_chars = 10;  // "lightning:"
  auto target = fields.text("target", limits::bolt11_chars_max + k_scheme_chars).value_or("");
  TRY(fields.finish());
  const auto scope = call.caller.scope;
  TRY_ASSIGN(auto draft, draft_ahead(app, scope, target));
  return WritePlan{[&app, scope, target = std::move(target), draft = std::move(draft)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto resolved, service::payments::resolve(tx, scope, target));
    TRY_ASSIGN(auto outcome, service::payments::pay(tx, app.context, std::move(resolved), draft));
    if (auto* error = std::get_if<Error>(&outcome)) {
      return Reply::failed(std::move(*error));
    }
    const auto& settlement = std::get<service::payments::Settlement>(outcome);
    return Reply::json(settlement.settled_now ? 201 : 200,
                       wire::payment_json(settlement.payment, settlement.event_ids));
  }};
}

Result<Plan> expire_checkout_session(const Call& call, App& app) {
  return change_session(call, app, sessions::expire);
}

Result<Plan> cancel_checkout_session(const Call& call, App& app) {
  return change_session(call, app, sessions::cancel);
}

Result<Plan> invoice_checkout_session(const Call& call, App& app) {
  const auto scope = call.caller.scope;
  auto id = std::string(call.param("id"));
  TRY_ASSIGN(auto draft, draft_ahead(app, scope, id));
  return ReadPlan{[&app, scope, id = std::move(id), draft = std::move(draft)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto session, sessions::find(tx, app.context, scope, id));
    if (session.state == SessionState::expired || session.state == SessionState::cancelled) {
      return Reply::failed(sessions::gone(session));
    }
    if (session.state == SessionState::pending) {
      TRY_ASSIGN([[maybe_unused]] const auto invoice, sessions::ensure_invoice(tx, app.context, session, draft));
    }
    return Reply::json(200, service::OrderView::load(tx, session.order_seq).invoice_json());
  }};
}

}  // namespace satsrail::api
