#include "cli/attempt.h"
#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/delivery_wait.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/client/event_stream_client.h"
#include "core/domain/payment_outcome.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_payment_view{
    .id = "id",
    .block = {{"payment", "id"},
              {"status", "status", Show::state},
              {"exception", "exception"},
              {"amount", "amount_cents", Show::money},
              {"sats", "amount_sats", Show::sats},
              {"checkout", "checkout_id"},
              {"order", "order_number"},
              {"payment hash", "payment_hash"},
              {"preimage", "preimage"},
              {"settled", "settled_at"},
              {"confirmed", "confirmed_at"},
              {"events", "event_ids", Show::count}},
};

Outcome<Done> check_delay(const Invocation& in) {
  const auto delay = in.value("delay");
  return !delay || parse_duration(*delay).ok() ? Outcome<Done>(Done{}) : Outcome<Done>(invalid_duration(*delay));
}

Outcome<std::string> request_body(const Invocation& in, const std::string& target) {
  TRY(check_delay(in));
  TRY_ASSIGN(const auto amount, whole_number(in, "amount-sats", 1, limits::sats_max));
  TRY_ASSIGN(const auto fee_limit, whole_number(in, "fee-limit-sats", 0, limits::sats_max));
  TRY_ASSIGN(const auto parts, whole_number(in, "parts", 1, limits::payment_parts_max));
  Body body;
  body.set("target", target);
  if (const auto outcome = in.value("outcome")) {
    TRY_ASSIGN(const auto known, parse_outcome_name(*outcome));
    body.set("outcome", std::string(to_string(known)));
  }
  set_if_given(body, in, "delay", "delay");
  if (in.has("hold")) {
    body.set_flag("hold", true);
  }
  set_if_given(body, in, "payer", "payer");
  for (const auto& [name, number] :
       {std::pair("amount_sats", amount), std::pair("fee_limit_sats", fee_limit), std::pair("parts", parts)}) {
    if (number) {
      body.set_number(name, *number);
    }
  }
  return body.text();
}

Outcome<client::ApiReply> settle(Context& context, const std::string& target, const std::string& body) {
  TRY_ASSIGN(auto reply, context.send(Key::merchant, {"POST", "/_sandbox/pay", {}, body, {}}));
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  if (reply.http.status == 404 && target.starts_with("cs_")) {
    // Says which checkout may have been meant.
    TRY_ASSIGN(const auto unknown, call_on_object(context, Source::checkouts, "GET"));
  }
  if (reply.http.status == 402) {
    const auto parsed = json::parse(reply.body(), nullptr, false);
    if (const auto* attempt = parsed.is_object() ? at_path(parsed, "node_payment") : nullptr) {
      return failure_of_attempt(*attempt, *at_path(parsed, "error"));
    }
  }
  if (!reply.ok()) {
    return context.failure_of(reply, sandbox->base_url);
  }
  return reply;
}

// The answer to a payment is the merchant's payment, or as long as the merchant's API knows of none the payer's
// attempt.
std::optional<json> attempt_in(const client::ApiReply& reply) {
  auto parsed = json::parse(reply.body(), nullptr, false);
  return parsed.is_object() && text_at_path(parsed, "object") == "node_payment" ? std::optional(std::move(parsed))
                                                                                : std::nullopt;
}

void note_of_outcome(Context& context) {
  const auto name = context.in.value("outcome");
  const auto outcome = name ? parse_outcome_name(*name) : Outcome<PaymentOutcome>(PaymentOutcome::paid);
  if (outcome.ok() && !outcome_info(*outcome).possible) {
    context.out.note("note: " + std::string(to_string(*outcome)) + " is " + std::string(k_not_possible));
  }
}

// An on-chain payment was seen, and counts when blocks confirm it.
void note_of_blocks(Context& context, const std::string& payment) {
  const auto parsed = json::parse(payment, nullptr, false);
  if (parsed.is_object() && text_at_path(parsed, "status") == "pending") {
    context.out.note("note: seen, and not confirmed yet; mine a block:  satsrail node mine");
  }
}

// Whose deliveries are waited for: those of the events that the payment names.
AwaitedDeliveries deliveries_of(const std::string& payment) {
  AwaitedDeliveries awaited;
  const auto parsed = json::parse(payment, nullptr, false);
  const auto* events = parsed.is_object() ? at_path(parsed, "event_ids") : nullptr;
  for (const auto& event : events != nullptr && events->is_array() ? *events : json::array()) {
    awaited.events.push_back(plain_text(&event));
  }
  return awaited;
}

// Waiting for what a payment leads to: first until it is settled and the merchant's API knows of it, then until its
// webhooks are delivered.
class Waiting {
 public:
  Waiting(Context& context, std::string target, std::string body)
      : m_context(context), m_target(std::move(target)), m_body(std::move(body)), m_deliveries(context) {}

  Outcome<int> run() {
    TRY_ASSIGN(m_timeout, m_context.wait_timeout());
    client::StreamTime time(m_timeout);
    TRY_ASSIGN(const auto options, m_context.client_options(Key::merchant));
    client::StreamResult result;
    bool go_on = true;
    while (go_on) {
      client::StreamQuery query;
      if (is_on_its_way()) {
        query.path = object_path(Source::node_payments, text_at_path(*m_attempt, "id")) + "/stream";
      } else {
        query.since = m_cursor;
      }
      result = client::EventStreamClient(options).run(query, time, [this](const auto& block) { return take(block); });
      // First until it is settled, on a stream of its own: no event tells of a payment that fails. Then on the events.
      go_on = !m_failed && result.end == client::StreamEnd::stopped && m_changes_stream;
      m_changes_stream = false;
    }
    if (m_payment.empty() && !m_attempt) {
      return m_failed ? std::move(*m_failed) : m_context.failure_of(result.reply, options.base_url);
    }
    return m_payment.empty() ? end_of_attempt(result.end) : end_of_payment(result.end);
  }

 private:
  bool is_on_its_way() const { return m_attempt && !is_settled(*m_attempt); }

  // Goes on with the stream?
  bool take(const client::StreamBlock& block) {
    m_cursor = block.id.empty() ? m_cursor : block.id;
    if (m_payment.empty() && !m_attempt) {
      // Pay from inside the open stream: every attempt that follows is in it.
      return block.type != "ready" || keep(pay_now());
    }
    if (m_payment.empty()) {
      return keep(take_payer_side(block));
    }
    if (block.type == "attempt") {
      m_deliveries.take_attempt(block.data);
    } else if (block.type == "gap" || block.type.empty()) {
      // What was missed, or an endpoint that was deleted: the list knows.
      return keep(load());
    }
    return !m_deliveries.settled();
  }

  bool keep(Outcome<bool> go_on) {
    if (!go_on.ok()) {
      m_failed = std::move(go_on).error();
      return false;
    }
    return *go_on;
  }

  Outcome<bool> pay_now() {
    TRY_ASSIGN(const auto reply, settle(m_context, m_target, m_body));
    note_of_outcome(m_context);
    m_attempt = attempt_in(reply);
    if (!m_attempt) {
      return paid(reply.body());
    }
    let_it_crash(m_context, *m_attempt);
    m_changes_stream = is_on_its_way();
    if (m_changes_stream) {
      m_context.out.note("note: " + what_it_waits_for(m_context, *m_attempt));
    }
    return false;
  }

  // A block of the stream that follows the payer's attempt.
  Outcome<bool> take_payer_side(const client::StreamBlock& block) {
    auto data = json::parse(block.data, nullptr, false);
    if (!data.is_object() || !data.contains("node_payment")) {
      return true;
    }
    m_attempt = std::move(data["node_payment"]);
    if (is_on_its_way()) {
      return true;
    }
    if (text_at_path(*m_attempt, "status") == "failed" || text_at_path(*m_attempt, "invoice_id").empty()) {
      return false;
    }
    // Paying an invoice that is paid answers its payment, with the events.
    Body again;
    again.set("target", text_at_path(*m_attempt, "invoice_id"));
    TRY_ASSIGN(const auto payment, settle(m_context, m_target, again.text()));
    TRY_ASSIGN(const auto undelivered, paid(payment.body()));
    m_changes_stream = undelivered;
    return false;
  }

  Outcome<bool> paid(const std::string& payment) {
    m_payment = payment;
    note_of_blocks(m_context, m_payment);
    TRY_ASSIGN(const auto go_on, load());
    if (go_on) {
      m_context.out.progress("paid; waiting for " + std::to_string(m_deliveries.count("pending")) + " webhooks …");
    }
    return go_on;
  }

  Outcome<bool> load() {
    TRY(m_deliveries.load(deliveries_of(m_payment)));
    return !m_deliveries.settled();
  }

  Outcome<int> end_of_payment(client::StreamEnd end) {
    TRY(m_context.out.object(m_payment, k_payment_view));
    if (m_failed) {
      return std::move(*m_failed);
    }
    return verdict(m_context, m_deliveries, end, m_timeout, "paid");
  }

  // The merchant's API knows of no payment.
  Outcome<int> end_of_attempt(client::StreamEnd end) {
    if (text_at_path(*m_attempt, "status") == "failed") {
      return failure_of_attempt(*m_attempt, {});
    }
    TRY(m_context.out.object(dump(*m_attempt), k_sent_view));
    if (m_failed) {
      return std::move(*m_failed);
    }
    if (is_settled(*m_attempt)) {
      m_context.out.note("note: paid; no order asked for this invoice, so there are no webhooks");
      return 0;
    }
    const auto status = printable(text_at_path(*m_attempt, "status"));
    if (end == client::StreamEnd::deadline) {
      return Failure{ExitCode::unmet,
                     "wait_timeout",
                     "the payment is not settled after " + format_duration(m_timeout),
                     "it is " + status + (status == "succeeded" ? " for the payer, unknown to the merchant's API" : ""),
                     what_it_waits_for(m_context, *m_attempt),
                     {}};
    }
    return Failure{ExitCode::unreachable,
                   "sandbox_stopped",
                   "the sandbox stopped before the payment was settled",
                   "it is " + status + ", and survives a restart",
                   "start it, and it goes on:  satsrail start",
                   {}};
  }

  Context& m_context;
  std::string m_target;
  std::string m_body;
  Deliveries m_deliveries;
  std::chrono::milliseconds m_timeout{};
  bool m_changes_stream = false;  // the next part of the wait is on another stream
  std::string m_cursor;           // of the last block of the event stream
  std::optional<json> m_attempt;  // the payer's side, where the merchant's was not known at once
  std::string m_payment;          // the merchant's side
  std::optional<Failure> m_failed;
};

}  // namespace

Outcome<int> pay(Context& context) {
  TRY_ASSIGN(const auto target, resolve_target(context));
  TRY_ASSIGN(const auto body, request_body(context.in, target));
  if (context.in.has("wait")) {
    return Waiting(context, target, body).run();
  }
  TRY_ASSIGN(const auto reply, settle(context, target, body));
  note_of_outcome(context);
  const auto attempt = attempt_in(reply);
  if (!attempt) {
    if (reply.http.status == 200) {
      context.out.note("note: it was paid already; this is the first payment");
    }
    note_of_blocks(context, reply.body());
    return context.out.object(reply.body(), k_payment_view);
  }
  let_it_crash(context, *attempt);
  TRY_ASSIGN(const int shown, context.out.object(reply.body(), k_sent_view));
  if (!is_settled(*attempt) && !context.out.options().quiet) {
    context.out.note("note: " + what_it_waits_for(context, *attempt));
  }
  return shown;
}

}  // namespace satsrail::cli::handlers
