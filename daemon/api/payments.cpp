#include "daemon/service/payments.h"

#include "core/limits.h"
#include "core/util/time_format.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/fields.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/api/paid_reply.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/order_view.h"

namespace satsrail::api {

namespace sessions = service::checkout_sessions;

namespace {

std::optional<PaymentOutcome> read_outcome(wire::Fields& fields) {
  const auto name = fields.text("outcome", limits::text_chars_max);
  const auto outcome = name ? parse_outcome(*name) : std::nullopt;
  if (name && !outcome) {
    fields.fail("outcome", "is not one of " + std::string(outcome_names()));
  }
  return outcome;
}

std::optional<Duration> read_delay(wire::Fields& fields) {
  if (const auto millis = fields.integer("delay_ms", 0, Duration(limits::node_delay_max).count())) {
    return Duration(*millis);
  }
  const auto text = fields.text("delay", limits::text_chars_max);
  if (!text) {
    return std::nullopt;
  }
  const auto delay = parse_duration(*text);
  if (!delay || *delay > limits::node_delay_max) {
    fields.fail("delay", "must be a duration such as 5s, and at most " + format_duration(limits::node_delay_max));
    return std::nullopt;
  }
  return *delay;
}

std::optional<Msat> read_sats(wire::Fields& fields, std::string_view name, std::int64_t min) {
  const auto sats = fields.integer(name, min, limits::sats_max);
  return sats ? std::optional(to_msat(Sat{*sats})) : std::nullopt;
}

service::payments::Wish read_wish(wire::Fields& fields) {
  service::payments::Wish wish;
  wish.outcome = read_outcome(fields);
  wish.delay = read_delay(fields);
  wish.hold = fields.boolean("hold").value_or(false);
  wish.payer = fields.text("payer", limits::payer_name_chars_max);
  if (wish.payer && (wish.payer->empty() || *wish.payer == k_merchant_node || *wish.payer == "routers")) {
    fields.fail("payer", "must be a wallet's name such as alice or bob");
  }
  wish.amount = read_sats(fields, "amount_sats", 1);
  wish.fee_limit = read_sats(fields, "fee_limit_sats", 0);
  if (const auto parts = fields.integer("parts", 1, limits::payment_parts_max)) {
    wish.parts = static_cast<int>(*parts);
  }
  return wish;
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
  const auto target = fields.text("target", limits::bolt11_chars_max + k_scheme_chars).value_or("");
  const auto wish = read_wish(fields);
  TRY(fields.finish());
  TRY(may_die(app, wish.outcome));
  const auto scope = call.caller.scope;
  TRY_ASSIGN(auto need, app.store.read([&](Tx& tx) -> Result<std::optional<InvoiceNeed>> {
    TRY_ASSIGN(const auto resolved, service::payments::resolve(tx, scope, target));
    const bool by_name = resolved.session && !resolved.invoice_seq;
    return by_name ? need_of(app, tx, *resolved.session, wish.outcome) : std::nullopt;
  }));
  return with_invoice(app, std::move(need), [&app, scope, target, wish](Draft draft) -> Plan {
    return WritePlan{[&app, scope, target, wish, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(auto resolved, service::payments::resolve(tx, scope, target));
      if (resolved.session) {
        TRY(may_die(app, resolved.session->outcome));
      }
      TRY_ASSIGN(auto answer, service::payments::pay(tx, app.context, scope, std::move(resolved), wish, draft));
      return paid_reply(tx, app, std::move(answer));
    }};
  });
}

Result<Plan> expire_checkout_session(const Call& call, App& app) {
  return change_session(call, app, sessions::expire);
}

Result<Plan> cancel_checkout_session(const Call& call, App& app) {
  return change_session(call, app, sessions::cancel);
}

Result<Plan> invoice_checkout_session(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  const bool anew = fields.boolean("new").value_or(false);
  const auto older = fields.boolean("keep_old").value_or(false) ? service::invoicing::Older::kept
                                                                : service::invoicing::Older::as_the_node_does;
  TRY(fields.finish());
  const auto scope = call.caller.scope;
  auto id = std::string(call.param("id"));
  TRY_ASSIGN(auto need, app.store.read([&](Tx& tx) -> Result<std::optional<InvoiceNeed>> {
    TRY_ASSIGN(const auto resolved, service::payments::resolve(tx, scope, id));
    return resolved.session ? need_of(app, tx, *resolved.session) : std::nullopt;
  }));
  return with_invoice(app, std::move(need), [&app, scope, id, anew, older](Draft draft) -> Plan {
    return ReadPlan{[&app, scope, id, anew, older, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto session, sessions::find(tx, app.context, scope, id));
      if (session.state == SessionState::expired || session.state == SessionState::cancelled) {
        return Reply::failed(sessions::gone(session));
      }
      if (session.state == SessionState::pending && anew) {
        if (!tx.writable()) {
          return Error::needs_write();
        }
        TRY_ASSIGN([[maybe_unused]] const auto made, sessions::new_invoice(tx, app.context, session, draft, older));
      } else if (session.state == SessionState::pending) {
        TRY_ASSIGN([[maybe_unused]] const auto invoice, sessions::ensure_invoice(tx, app.context, session, draft));
      } else if (anew) {
        return Error(ErrorCode::conflict, "Checkout session is already completed");
      }
      return Reply::json(200, service::OrderView::load(tx, session.order_seq).invoice_json());
    }};
  });
}

}  // namespace satsrail::api
