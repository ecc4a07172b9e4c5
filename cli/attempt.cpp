#include "cli/attempt.h"

#include "cli/json_text.h"
#include "cli/sandbox_process.h"
#include "cli/text.h"
#include "core/domain/payment_outcome.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

constinit const View k_attempt_view{
    .id = "id",
    .block = {{"attempt", "id"},
              {"status", "status", Show::state},
              {"reason", "failure_reason"},
              {"message", "message"},
              {"payer", "payer"},
              {"outcome", "outcome"},
              {"note", "note"},
              {"sats", "amount_sats", Show::sats},
              {"amount (msat)", "amount_msat"},
              {"fee (msat)", "fee_msat"},
              {"parts held", "htlcs", Show::count},
              {"checkout", "checkout_id"},
              {"order", "order_id"},
              {"invoice", "invoice_id"},
              {"payment", "payment_id"},
              {"payment hash", "payment_hash"},
              {"preimage", "preimage"},
              {"due", "due_at"},
              {"created", "created_at"},
              {"resolved", "resolved_at"},
              {"bolt11", "bolt11"}},
    .columns = {{"ID", "id", Show::id},
                {"STATUS", "status", Show::state},
                {"REASON", "failure_reason"},
                {"OUTCOME", "outcome"},
                {"PAYER", "payer"},
                {"MSAT", "amount_msat"},
                {"CREATED", "created_at", Show::time},
                {"CHECKOUT", "checkout_id"}},
    .empty = "nobody has tried to pay yet; pay one:  satsrail pay cs_…",
};

constinit const View k_sent_view{
    .id = "id",
    .block = {{"attempt", "id"},
              {"status", "status", Show::state},
              {"message", "message"},
              {"outcome", "outcome"},
              {"note", "note"},
              {"payer", "payer"},
              {"sats", "amount_sats", Show::sats},
              {"checkout", "checkout_id"},
              {"payment hash", "payment_hash"},
              {"preimage", "preimage"},
              {"due", "due_at"}},
};

namespace {

std::string advance_command(Duration duration) {
  return "satsrail clock advance " + format_duration(duration);
}

// From the last change of the attempt to this instant of it, in whole seconds: what to advance the clock by.
std::string advance_to(const json& attempt, std::string_view instant) {
  const auto from = parse_iso(text_at_path(attempt, "updated_at"));
  const auto to = parse_iso(instant);
  if (!from || !to) {
    return advance_command(std::chrono::minutes(1));
  }
  const auto left = std::chrono::ceil<std::chrono::seconds>(to->time - from->time);
  return advance_command(std::max<Duration>(left, std::chrono::seconds(1)));
}

// What the node commands find its invoice by.
std::string name_of(const json& attempt) {
  const auto checkout = text_at_path(attempt, "checkout_id");
  return checkout.empty() ? text_at_path(attempt, "id") : checkout;
}

bool is_crash(const json& attempt) {
  return text_at_path(attempt, "outcome") == to_string(PaymentOutcome::crash) &&
         text_at_path(attempt, "status") == "in_flight";
}

bool is_held(const json& attempt) {
  const auto* htlcs = at_path(attempt, "htlcs");
  return htlcs != nullptr && htlcs->is_array() && !htlcs->empty();
}

std::string in_flight_note(const json& attempt) {
  if (is_crash(attempt)) {
    return "the daemon is down, with the payment in flight; it settles after:  satsrail start";
  }
  if (text_at_path(attempt, "outcome") == to_string(PaymentOutcome::mpp_partial)) {
    return "parts are missing, and nobody sends them; it fails after:  " +
           advance_to(attempt, text_at_path(attempt, "htlcs.0.times_out_at"));
  }
  if (is_held(attempt)) {
    return "held: the payer's money is locked, the merchant sees nothing; end it:  satsrail node settle " +
           name_of(attempt) + "  (or node cancel)";
  }
  const auto due = text_at_path(attempt, "due_at");
  return "on its way until " + due + "; it arrives after:  " + advance_to(attempt, due);
}

// The lag is a setting of the node, which the attempt does not show.
std::string lag_note(Context& context, const json& attempt) {
  Duration lag{0};
  if (const auto reply = context.get(Key::merchant, "/_sandbox/node"); reply.ok()) {
    const auto node = json::parse(reply->body(), nullptr, false);
    if (const auto set = parse_duration(text_at_path(node, "settings.api_lag"))) {
      lag = *set;
    }
  }
  if (text_at_path(attempt, "outcome") == to_string(PaymentOutcome::api_lag)) {
    lag = std::max<Duration>(lag, limits::api_lag_default);
  }
  return "settled at the node; the merchant's API learns of it after:  " +
         advance_command(std::max<Duration>(lag, std::chrono::seconds(1)));
}

}  // namespace

bool is_settled(const json& attempt) {
  const auto status = text_at_path(attempt, "status");
  // An invoice that no order asked for is nothing to the merchant's API.
  return status == "failed" || (status == "succeeded" && (text_at_path(attempt, "invoice_id").empty() ||
                                                          !text_at_path(attempt, "payment_id").empty()));
}

void let_it_crash(Context& context, const json& attempt) {
  if (!is_crash(attempt)) {
    return;
  }
  if (const auto sandbox = context.sandbox(); sandbox.ok() && (*sandbox)->credentials) {
    wait_until_gone((*sandbox)->credentials->pid, limits::daemon_stop_timeout);
  }
}

std::string what_it_waits_for(Context& context, const json& attempt) {
  const auto status = text_at_path(attempt, "status");
  if (status == "initiated") {
    const auto due = text_at_path(attempt, "due_at");
    return printable("the payer pays at " + due + "; go there:  " + advance_to(attempt, due));
  }
  return printable(status == "in_flight" ? in_flight_note(attempt) : lag_note(context, attempt));
}

Failure failure_of_attempt(const json& attempt, const json& error) {
  const auto reason = text_at_path(attempt, "failure_reason");
  const auto message = text_at_path(attempt, "message");
  auto details = error.is_object() ? error : json::object();
  details["node_payment"] = attempt;
  return {ExitCode::refused,
          "payment_failed",
          "the payment failed: " + printable(reason),
          printable(message.empty() ? reason : message),
          "the merchant hears nothing of it; the payer's log:  satsrail node payments get " +
              printable(text_at_path(attempt, "id")),
          dump(details)};
}

}  // namespace satsrail::cli
