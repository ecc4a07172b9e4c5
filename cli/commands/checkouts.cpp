#include "cli/browser.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/invoice_qr.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/client/event_stream_client.h"
#include "core/domain/payment_outcome.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

constexpr View k_checkout_view{
    .id = "token",
    .block = {{"url", "checkout_url"},
              {"token", "token"},
              {"status", "status", Show::state},
              {"amount", "amount_cents", Show::money},
              {"sats", "amount_sats", Show::sats},
              {"expires", "expires_at"},
              {"id", "id"},
              {"order", "order_number"},
              {"product", "product_id"},
              {"email", "customer_email"},
              {"name", "customer_name"},
              {"phone", "customer_phone"},
              {"address", "customer_address"},
              {"success url", "success_url"},
              {"cancel url", "cancel_url"},
              {"metadata", "metadata"},
              {"payment hash", "payment_hash"},
              {"payment", "payment_id"},
              {"completed", "completed_at"},
              {"cancelled", "cancelled_at"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"TOKEN", "token", Show::id},
                {"STATUS", "status", Show::state},
                {"AMOUNT", "amount_cents", Show::money},
                {"CREATED", "created_at", Show::time},
                {"ORDER", "order_number", Show::id}},
    .empty = "no checkouts yet; make one:  satsrail checkout create --amount 50.00",
};

// Just made: what one copies, and when it ends.
constexpr View k_created_view{
    .id = "token",
    .block = {{"url", "checkout_url"},
              {"token", "token"},
              {"status", "status", Show::state},
              {"amount", "amount_cents", Show::money},
              {"expires", "expires_at"},
              {"order", "order_number"}},
};

constexpr View k_invoice_view{
    .id = "bolt11",
    .block = {{"bolt11", "bolt11"},
              {"status", "status", Show::state},
              {"sats", "amount_sats", Show::sats},
              {"rate", "exchange_rate"},
              {"payment hash", "payment_hash"},
              {"expires", "expires_at"},
              {"invoice", "id"},
              {"order", "order_id"},
              {"created", "created_at"}},
};

Outcome<Body> checkout_body(const Invocation& in) {
  Body body;
  body.set_object("checkout_session");
  if (const auto amount = in.value("amount")) {
    TRY_ASSIGN(const auto cents, parse_amount(*amount, in.value("currency").value_or("usd")));
    body.set_number("checkout_session.amount_cents", cents);
  } else if (const auto given = in.value("amount-cents")) {
    TRY_ASSIGN(const auto cents, parse_cents(*given, "amount-cents"));
    body.set_number("checkout_session.amount_cents", cents);
  }
  set_if_given(body, in, "product", "checkout_session.product_id");
  set_if_given(body, in, "currency", "checkout_session.currency");
  set_if_given(body, in, "email", "checkout_session.customer_email");
  set_if_given(body, in, "name", "checkout_session.customer_name");
  set_if_given(body, in, "phone", "checkout_session.customer_phone");
  set_if_given(body, in, "address", "checkout_session.customer_address");
  set_if_given(body, in, "success-url", "checkout_session.success_url");
  set_if_given(body, in, "cancel-url", "checkout_session.cancel_url");
  TRY(body.set_pairs("checkout_session.metadata", in.values("metadata")));
  if (const auto name = in.value("outcome")) {
    TRY_ASSIGN(const auto outcome, parse_outcome_name(*name));
    body.set("checkout_session.metadata." + std::string(k_outcome_key), std::string(to_string(outcome)));
  }
  return body;
}

// The API reads an expired session as 410, with a few of its fields beside the error. To the user of `get` it is
// a session like any other: the list has the whole of it.
Outcome<std::string> read_checkout(Context& context) {
  TRY_ASSIGN(auto reply, send_to_object(context, Source::checkouts, "GET"));
  if (reply.ok()) {
    return std::move(reply.http.body);
  }
  const auto parsed = nlohmann::ordered_json::parse(reply.body(), nullptr, false);
  if (reply.http.status != 410 || !parsed.is_object() || !parsed.contains("checkout_session")) {
    TRY_ASSIGN(const auto* sandbox, context.sandbox());
    return context.failure_of(reply, sandbox->base_url);
  }
  const auto& session = parsed["checkout_session"];
  TRY_ASSIGN(auto whole, find_in_list(context, Source::checkouts, session.value("token", ""),
                                      {{"q[status_eq]", session.value("status", "")}}));
  return whole ? std::move(*whole) : session.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Outcome<int> change(Context& context, const std::string& verb) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::checkouts, "POST", "/" + verb));
  return context.out.object(reply.body(), k_checkout_view);
}

}  // namespace

Outcome<int> checkout_create(Context& context) {
  TRY_ASSIGN(const auto body, checkout_body(context.in));
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, "/api/v1/checkout_sessions", body.text()));
  if (context.in.has("open")) {
    const auto parsed = nlohmann::ordered_json::parse(reply.body(), nullptr, false);
    open_if_on_terminal(context, text_at_path(parsed, "checkout_url"));
  }
  return context.out.object(reply.body(), k_created_view);
}

Outcome<int> checkout_get(Context& context) {
  TRY_ASSIGN(const auto session, read_checkout(context));
  return context.out.object(session, k_checkout_view);
}

Outcome<int> checkout_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context, {{"status", "q[status_eq]"}, {"sort", "q[s]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/checkout_sessions", query));
  return context.out.list(reply.body(), k_checkout_view);
}

Outcome<int> checkout_cancel(Context& context) {
  return change(context, "cancel");
}

Outcome<int> checkout_expire(Context& context) {
  return change(context, "expire");
}

Outcome<int> checkout_invoice(Context& context) {
  Body body;
  if (context.in.has("new") || context.in.has("keep-old")) {
    body.set_flag("new", true);
  }
  if (context.in.has("keep-old")) {
    body.set_flag("keep_old", true);
  }
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::checkouts, "POST", "/invoice", body.text()));
  return context.out.object(reply.body(), k_invoice_view);
}

Outcome<int> checkout_qr(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::checkouts, "POST", "/invoice"));
  if (context.out.machine()) {
    return context.out.object(reply.body(), k_invoice_view);
  }
  return draw_invoice(context, reply.body(), "checkout invoice " + shell_quoted(context.in.args[0]));
}

Outcome<int> checkout_open(Context& context) {
  TRY_ASSIGN(const auto session, read_checkout(context));
  const auto parsed = nlohmann::ordered_json::parse(session, nullptr, false);
  const auto url = text_at_path(parsed, "checkout_url");
  if (context.out.machine()) {
    TRY_ASSIGN(const int shown, context.out.object(session, k_checkout_view));
    open_if_on_terminal(context, url);
    return shown;
  }
  context.out.line(printable(url));
  open_if_on_terminal(context, url);
  return 0;
}

Outcome<int> checkout_wait(Context& context) {
  const auto wanted = context.in.value("status").value_or("completed");
  TRY_ASSIGN(const auto timeout, context.wait_timeout());
  TRY_ASSIGN(const auto id, resolve_id(context, Source::checkouts, context.in.args[0]));
  TRY_ASSIGN(auto options, context.client_options(Key::merchant));

  // The stream is open before the first look, so that nothing can happen unseen in between.
  std::optional<Failure> failed;
  std::string last;  // the session as it was last read
  std::string status;
  std::vector<std::string> names{id};
  const auto look = [&] {
    auto session = read_checkout(context);
    if (!session.ok()) {
      failed = std::move(session).error();
      return false;
    }
    last = std::move(*session);
    const auto parsed = nlohmann::ordered_json::parse(last, nullptr, false);
    status = text_at_path(parsed, "status");
    names = {text_at_path(parsed, "token"), text_at_path(parsed, "id"), text_at_path(parsed, "order_id")};
    return status == "pending";
  };
  const auto concerns_us = [&](const std::string& data) {
    for (const auto& name : names) {
      if (!name.empty() && data.find(name) != std::string::npos) {
        return true;
      }
    }
    return false;
  };
  client::StreamTime time(timeout);
  const auto result = client::EventStreamClient(options).run({}, time, [&](const client::StreamBlock& block) {
    if (block.type == "ready") {
      const bool go_on = look();
      if (go_on) {
        context.out.progress("waiting for " + printable(id) + " to be " + wanted + " …");
      }
      return go_on;
    }
    // A keep-alive (no type) is a good moment too: it costs one read every 15 seconds.
    return !(block.type.empty() || block.type == "gap" || concerns_us(block.data)) || look();
  });

  if (failed) {
    return std::move(*failed);
  }
  if (result.end == client::StreamEnd::unreachable || result.end == client::StreamEnd::refused) {
    return context.failure_of(result.reply, options.base_url);
  }
  if (result.end == client::StreamEnd::deadline) {
    return Failure{ExitCode::unmet,
                   "wait_timeout",
                   "checkout " + id + " is not " + wanted + " after " + format_duration(timeout),
                   "it is still " + (status.empty() ? "unknown" : status),
                   "wait longer:  --timeout 5m; or pay it:  satsrail pay " + id,
                   {}};
  }
  if (result.end != client::StreamEnd::stopped) {
    return Failure{ExitCode::unreachable,
                   "sandbox_stopped",
                   "the sandbox stopped while checkout " + id + " was waited for",
                   "its event stream ended",
                   "start it:  satsrail start",
                   {}};
  }
  if (status != wanted) {
    return Failure{ExitCode::refused,
                   "other_status",
                   "checkout " + id + " will not be " + wanted,
                   "it is " + printable(status) + ", which is final",
                   "look at it:  satsrail checkout get " + id,
                   {}};
  }
  return context.out.object(last, k_checkout_view);
}

}  // namespace satsrail::cli::handlers
