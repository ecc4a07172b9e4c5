// The hosted checkout. The token in the path is the capability: no key is asked for.

#include "core/util/qr.h"
#include "core/util/time_format.h"
#include "core/util/urlencoded.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/customer_json.h"
#include "core/wire/json_writer.h"
#include "core/wire/order_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/api/page_reply.h"
#include "daemon/api/paid_reply.h"
#include "daemon/service/access_tokens.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/customer_forms.h"
#include "daemon/service/order_view.h"
#include "daemon/service/payments.h"
#include "daemon/store/account_store.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/web/checkout_page.h"

namespace satsrail::api {

namespace sessions = service::checkout_sessions;
namespace forms = service::customer_forms;

namespace {

std::int64_t seconds_left(const CheckoutSession& session, Time now) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(session.expires_at - now).count();
  return std::max<std::int64_t>(left, 0);
}

// Who looks: the page asks the customer first, where the merchant wants that, and has no invoice made before. A shop
// with a page of its own is given one at once.
enum class Look : std::uint8_t { on_page, past_the_form };

bool may_see_invoice(Tx& tx, const CheckoutSession& session, Look how) {
  return how == Look::past_the_form || forms::asked_first(tx, session).empty();
}

// The first look at a session makes its invoice.
std::optional<InvoiceNeed> need_of(App& app, const std::string& token, Look how = Look::past_the_form) {
  return app.store.read([&](Tx& tx) -> std::optional<InvoiceNeed> {
    const auto session = store::checkout_sessions::find_by_token(tx, token);
    return session && may_see_invoice(tx, *session, how) ? api::need_of(app, tx, *session) : std::nullopt;
  });
}

// The session as it stands now, with its invoice while it can be paid.
Result<service::OrderView> look(Tx& tx, App& app, const std::string& token, const std::optional<InvoiceDraft>& draft,
                                Look how = Look::past_the_form) {
  TRY_ASSIGN(const auto session, sessions::find_by_token(tx, app.context, token));
  if (session.state == SessionState::pending && may_see_invoice(tx, session, how)) {
    TRY_ASSIGN([[maybe_unused]] const auto invoice, sessions::ensure_invoice(tx, app.context, session, draft));
  }
  return service::OrderView::load(tx, session.order_seq);
}

std::vector<web::LineItem> line_items(const service::OrderView& view) {
  std::vector<web::LineItem> items;
  for (const auto& item : view.items) {
    const FiatCents total{item.price.value * item.quantity};
    items.push_back({item.name, item.description.value_or(""), item.image_url.value_or(""), item.quantity,
                     wire::amount_text(total, view.order.currency)});
  }
  if (items.empty()) {
    items.push_back(
        {"Order " + view.order.number, "", "", 1, wire::amount_text(view.order.total, view.order.currency)});
  }
  return items;
}

web::CheckoutView::State page_state(SessionState state) {
  switch (state) {
    case SessionState::pending:
      return web::CheckoutView::State::pending;
    case SessionState::completed:
      return web::CheckoutView::State::completed;
    case SessionState::expired:
      return web::CheckoutView::State::expired;
    case SessionState::cancelled:
      break;
  }
  return web::CheckoutView::State::cancelled;
}

web::CheckoutView::Wallet wallet_of(const App& app, const Scope& scope) {
  switch (app.context.node_book.get(scope).webln) {
    case Webln::off:
      return web::CheckoutView::Wallet::none;
    case Webln::on:
      return web::CheckoutView::Wallet::pays;
    case Webln::reject:
      break;
  }
  return web::CheckoutView::Wallet::declines;
}

// What the invoice is going to ask for, should the rate stay; 0 when there is none.
std::int64_t sats_at_present(Tx& tx, const App& app, const CheckoutSession& session) {
  const auto currency = Currency::parse(session.currency);
  const auto quote = currency ? app.context.rates.quote(*currency, tx.now()) : Error::not_found("Currency");
  const auto sats = quote ? sats_for(session.amount, quote->rate) : quote.error();
  return sats ? sats->value : 0;
}

std::string known_answer(const CheckoutSession& session, std::string_view field) {
  const auto& answer = field == "email"   ? session.customer_email
                       : field == "name"  ? session.customer_name
                       : field == "phone" ? session.customer_phone
                                          : session.customer_address;
  return answer.value_or("");
}

// What the shop knows of the customer stands there already.
void ask_first(web::CheckoutView& page, const CheckoutSession& session, const std::vector<std::string>& asked) {
  for (const auto& field : asked) {
    page.asked.push_back({field, known_answer(session, field), ""});
  }
}

web::CheckoutView page_view(Tx& tx, const App& app, const service::OrderView& view, bool embed) {
  const auto& session = *view.session;
  web::CheckoutView page;
  page.state = page_state(session.state);
  page.token = session.token;
  page.merchant_name = store::merchants::get(tx, session.scope.merchant_seq).name;
  page.order_number = view.order.number;
  page.livemode = session.scope.livemode;
  page.items = line_items(view);
  page.amount = wire::amount_text(session.amount, session.currency);
  page.currency = session.currency;
  if (view.invoice) {
    page.amount_sats = view.invoice->amount.value;
  }
  if (view.invoice && session.state == SessionState::pending) {
    page.bolt11 = view.invoice->bolt11;
    page.qr_svg = lightning_qr_svg(view.invoice->bolt11);
  }
  page.time_remaining_seconds = session.state == SessionState::pending ? seconds_left(session, tx.now()) : 0;
  page.expires_at = format_iso(session.expires_at);
  page.success_redirect = web::completed_redirect(session.success_url.value_or(""), session.token);
  page.cancel_redirect = session.cancel_url.value_or("");
  if (session.completed_at) {
    page.paid_at = format_iso(*session.completed_at);
  }
  page.customer_name = session.customer_name.value_or("");
  page.customer_email = session.customer_email.value_or("");
  page.wallet = wallet_of(app, session.scope);
  page.wallet_pubkey = app.context.payer_node.info().pubkey;
  page.on_its_way = session.held;
  page.embed = embed;
  ask_first(page, session, forms::asked_first(tx, session));
  if (!page.asked.empty()) {
    page.amount_sats = sats_at_present(tx, app, session);
  }
  return page;
}

// What was bought, and the buyer's proof of it.
void write_purchase(wire::JsonWriter& json, const service::access_tokens::Purchase& bought) {
  json.key("items").begin_array();
  for (const auto& item : bought.items) {
    json.begin_object().field("order_item_id", item.order_item_id).field("key", item.key).end_object();
  }
  json.end_array();
  if (!bought.token.empty()) {
    json.field("access_token", bought.token).field("access_duration_seconds", bought.duration_seconds);
  }
}

Result<std::string> status_json(Tx& tx, const App& app, const service::OrderView& view) {
  const auto& session = *view.session;
  const auto now = tx.now();
  wire::JsonWriter json;
  json.begin_object().field("status", to_string(session.state));
  if (session.state == SessionState::pending && view.invoice) {
    json.field("payment_request", view.invoice->bolt11);
  }
  json.field("time_remaining", session.state == SessionState::pending ? seconds_left(session, now) : 0)
      .field("amount_sats", view.invoice ? std::optional(view.invoice->amount) : std::nullopt)
      .field("amount_cents", session.amount)
      .field("currency", session.currency);
  if (session.state == SessionState::completed) {
    TRY_ASSIGN(const auto bought, service::access_tokens::purchase(tx, app.context, view));
    write_purchase(json, bought);
    const auto redirect = web::completed_redirect(session.success_url.value_or(""), session.token);
    json.field("redirect_url", redirect.empty() ? std::nullopt : std::optional(redirect))
        .field("order_id", session.order_id)
        .field("order_number", session.order_number);
  }
  return json.end_object().take();
}

std::string page_url(const Call& call) {
  const bool embed = call.query_value("embed") == "1";
  return "/checkout/" + std::string(call.param("token")) + (embed ? "?embed=1" : "");
}

// A form's answer: back to the page, which shows what is true now. A script that asks for JSON gets that.
Reply form_reply(const Call& call, std::string json) {
  return call.wants_json() ? Reply::json(200, std::move(json)) : Reply::see_other(page_url(call));
}

using SessionChange = Result<CheckoutSession> (*)(Tx&, const service::Context&, CheckoutSession);

Plan change_on_page(const Call& call, App& app, SessionChange change) {
  return WritePlan{[&app, change, call](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto session, sessions::find_by_token(tx, app.context, call.param("token")));
    if (session.state == SessionState::pending) {
      TRY_ASSIGN(session, change(tx, app.context, std::move(session)));
    } else if (call.wants_json()) {
      return Error(ErrorCode::conflict, "Checkout session is already " + std::string(to_string(session.state)));
    }
    TRY_ASSIGN(auto json, status_json(tx, app, service::OrderView::load(tx, session.order_seq)));
    return form_reply(call, std::move(json));
  }};
}

// A browser's form, or JSON of a script.
Result<wire::JsonBody> sent_answers(const Call& call) {
  for (const auto& [name, value] : *call.headers) {
    if (name == "content-type" && value.find("json") != std::string::npos) {
      return wire::JsonBody::parse(call.body);
    }
  }
  return wire::form_body(parse_urlencoded(call.body));
}

// The form once more, with what was typed, and beside each field what is wrong with it.
Reply form_again(Tx& tx, const App& app, const CheckoutSession& session, const wire::JsonBody& sent, const Error& error,
                 bool embed) {
  auto page = page_view(tx, app, service::OrderView::load(tx, session.order_seq), embed);
  for (auto& asked : page.asked) {
    asked.value = wire::customer_text(sent, asked.name);
    for (const auto& wrong : error.fields()) {
      if (asked.error.empty() && wrong.field == wire::customer_field(asked.name)) {
        asked.error = full_sentence({asked.name, wrong.message});
      }
    }
  }
  return page_reply(web::render_checkout(page));
}

}  // namespace

Result<Plan> show_checkout_page(const Call& call, App& app) {
  auto token = std::string(call.param("token"));
  const bool embed = call.query_value("embed") == "1";
  return with_invoice(app, need_of(app, token, Look::on_page), [&app, token, embed](Draft draft) -> Plan {
    return ReadPlan{[&app, token, embed, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto view, look(tx, app, token, draft, Look::on_page));
      return page_reply(web::render_checkout(page_view(tx, app, view, embed)));
    }};
  });
}

Result<Plan> show_checkout_status(const Call& call, App& app) {
  auto token = std::string(call.param("token"));
  return with_invoice(app, need_of(app, token), [&app, token](Draft draft) -> Plan {
    return ReadPlan{[&app, token, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto view, look(tx, app, token, draft));
      TRY_ASSIGN(auto json, status_json(tx, app, view));
      auto reply = Reply::json(200, std::move(json));
      reply.headers = {{"Cache-Control", "no-store"}};
      return reply;
    }};
  });
}

Result<Plan> show_checkout_qr(const Call& call, App& app) {
  auto token = std::string(call.param("token"));
  return with_invoice(app, need_of(app, token), [&app, token](Draft draft) -> Plan {
    return ReadPlan{[&app, token, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto view, look(tx, app, token, draft));
      if (view.session->state == SessionState::completed) {
        return Error(ErrorCode::checkout_session_expired, "Checkout session is paid already");
      }
      if (view.session->state != SessionState::pending) {
        return Reply::failed(sessions::gone(*view.session));
      }
      Reply reply;
      reply.body = lightning_qr_svg(view.invoice->bolt11);
      reply.content_type = "image/svg+xml";
      reply.headers = {{"Cache-Control", "no-store"}};
      return reply;
    }};
  });
}

Result<Plan> pay_on_page(const Call& call, App& app) {
  return with_invoice(app, need_of(app, std::string(call.param("token"))), [&app, call](Draft draft) -> Plan {
    return WritePlan{[&app, call, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      auto session = store::checkout_sessions::find_by_token(tx, call.param("token"));
      if (!session) {
        return Error::not_found("Checkout session");
      }
      TRY(may_die(app, session->outcome));
      const auto scope = session->scope;
      service::payments::Target target;
      target.order_seq = session->order_seq;
      target.session = std::move(session);
      TRY_ASSIGN(auto answer, service::payments::pay(tx, app.context, scope, std::move(target), {}, draft));
      auto reply = paid_reply(tx, app, std::move(answer));
      if (!call.wants_json()) {
        // The page itself tells best what became of it.
        auto to_page = Reply::see_other(page_url(call));
        to_page.afterwards = std::move(reply.afterwards);
        return to_page;
      }
      if (reply.status == 201) {
        reply.status = 200;
      }
      return reply;
    }};
  });
}

Result<Plan> answer_customer_form(const Call& call, App& app) {
  TRY_ASSIGN(auto sent, sent_answers(call));
  const bool embed = call.query_value("embed") == "1";
  return WritePlan{[&app, call, embed, sent = std::move(sent)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto session, sessions::find_by_token(tx, app.context, call.param("token")));
    // Sent twice, or too late: the page says how things stand.
    if (const auto asked = forms::asked_first(tx, session); !asked.empty()) {
      const auto answers = wire::parse_customer(sent, asked);
      if (!answers) {
        return call.wants_json() ? Result<Reply>(answers.error())
                                 : form_again(tx, app, session, sent, answers.error(), embed);
      }
      session = forms::answer(tx, std::move(session), *answers);
    } else if (call.wants_json()) {
      return Error(ErrorCode::conflict, session.state == SessionState::pending
                                            ? "Nothing is asked of the customer of this checkout"
                                            : "Checkout session is already " + std::string(to_string(session.state)));
    }
    TRY_ASSIGN(auto json, status_json(tx, app, service::OrderView::load(tx, session.order_seq)));
    return form_reply(call, std::move(json));
  }};
}

Result<Plan> cancel_on_page(const Call& call, App& app) {
  return change_on_page(call, app, sessions::cancel);
}

Result<Plan> expire_on_page(const Call& call, App& app) {
  return change_on_page(call, app, sessions::expire);
}

}  // namespace satsrail::api
