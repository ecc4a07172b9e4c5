#include "core/domain/payment_outcome.h"

#include <string>

namespace satsrail {

namespace {

using enum PaymentOutcome;

// clang-format off
constexpr std::array k_outcomes{
  OutcomeInfo{paid,                 "paid",                 true,  "succeeded, with the preimage", "paid once; five events"},
  OutcomeInfo{expired,              "expired",              true,  "tries after the invoice's expiry; the wallet refuses: invoice expired", "expired; invoice.expired, order.updated"},
  OutcomeInfo{late,                 "late",                 true,  "pays a second after the session's deadline and succeeds: the invoice lives longer than the session", "the session stays expired; a payment with exception late; payment.*, invoice.paid"},
  OutcomeInfo{two_invoices,         "two_invoices",         true,  "pays two invoices of one order; both succeed", "two payments of one order, the second with exception duplicate"},
  OutcomeInfo{webhook_twice,        "webhook_twice",        true,  "succeeded", "paid; every webhook of the payment is delivered twice, with the same event id"},
  OutcomeInfo{webhook_reversed,     "webhook_reversed",     true,  "succeeded", "paid; the webhooks of the payment arrive in reverse order"},
  OutcomeInfo{webhook_lost,         "webhook_lost",         true,  "succeeded", "paid; no webhook of the payment is ever sent, only the API tells"},
  OutcomeInfo{held,                 "held",                 true,  "in flight, money locked, until `node settle` or `node cancel`", "pending, also past the deadline; nothing fires before it is settled"},
  OutcomeInfo{node_offline,         "node_offline",         true,  "finds no route: the payee is not there", "no invoice: 503 wallet_unavailable"},
  OutcomeInfo{node_slow,            "node_slow",            true,  "waits for an invoice", "503 wallet_unavailable after 5 s without an answer of the node"},
  OutcomeInfo{no_route,             "no_route",             true,  "failed: no_route", "nothing; pending until it expires"},
  OutcomeInfo{no_inbound,           "no_inbound",           true,  "failed: no_route, the last channel has too little liquidity", "nothing; pending until it expires"},
  OutcomeInfo{insufficient_balance, "insufficient_balance", true,  "failed: insufficient_balance", "nothing; pending until it expires"},
  OutcomeInfo{at_deadline,          "at_deadline",          true,  "arrives in the very instant of the deadline and succeeds", "paid: accepted in time wins"},
  OutcomeInfo{after_deadline,       "after_deadline",       true,  "arrives a millisecond late: failed, incorrect_payment_details", "expired"},
  OutcomeInfo{crash,                "crash",                true,  "in flight while the node is down, succeeded after its restart", "pending; paid once after `satsrail start` (the daemon kills itself between accept and settle)"},
  OutcomeInfo{api_lag,              "api_lag",              true,  "succeeded at once", "pending for 10 s, then paid; settled_at is earlier than confirmed_at"},
  OutcomeInfo{same_payer,           "same_payer",           true,  "succeeded; a second try is refused by the payer's own node: invoice is already paid", "paid once"},
  OutcomeInfo{second_payer,         "second_payer",         true,  "the first succeeds, the second fails: incorrect_payment_details", "paid once"},
  OutcomeInfo{clock_skew,           "clock_skew",           true,  "the node's clock is an hour slow: the wallet finds the invoice expired", "nothing; pending until it expires"},
  OutcomeInfo{after_cancel,         "after_cancel",         true,  "pays the old QR of a cancelled order: failed, incorrect_payment_details", "cancelled; nothing more"},
  OutcomeInfo{after_cancel_paid,    "after_cancel_paid",    true,  "the same where the node's invoice was left open: succeeded", "the order stays cancelled; a payment with exception after_cancel"},
  OutcomeInfo{overpaid,             "overpaid",             true,  "pays half as much again and succeeds (BOLT 4 allows up to twice)", "paid; exception overpaid"},
  OutcomeInfo{mpp,                  "mpp",                  true,  "succeeded, in three parts", "paid once"},
  OutcomeInfo{mpp_partial,          "mpp_partial",          true,  "one part of three never arrives: failed after 60 s: timeout", "nothing: parts never count"},
  OutcomeInfo{fee_limit,            "fee_limit",            true,  "failed: no_route within the fee limit", "nothing; pending until it expires"},
  OutcomeInfo{underpaid,            "underpaid",            false, "succeeded with half the amount", "paid; amount_sats is too small; exception underpaid"},
  OutcomeInfo{wrong_preimage,       "wrong_preimage",       false, "succeeded", "paid; the payment's preimage does not hash to its payment_hash"},
};
// clang-format on

constexpr bool in_order() {
  for (std::size_t i = 0; i < k_outcomes.size(); ++i) {
    if (static_cast<std::size_t>(k_outcomes[i].outcome) != i) {
      return false;
    }
  }
  return true;
}
static_assert(in_order(), "outcome_info() looks a row up by its number");

}  // namespace

std::span<const OutcomeInfo> payment_outcomes() {
  return k_outcomes;
}

const OutcomeInfo& outcome_info(PaymentOutcome outcome) {
  return k_outcomes[static_cast<std::size_t>(outcome)];
}

std::optional<PaymentOutcome> parse_outcome(std::string_view name) {
  for (const auto& info : k_outcomes) {
    if (info.name == name) {
      return info.outcome;
    }
  }
  return std::nullopt;
}

std::string_view outcome_names() {
  static const std::string k_names = [] {
    std::string names;
    for (const auto& info : k_outcomes) {
      names.append(names.empty() ? "" : ", ").append(info.name);
    }
    return names;
  }();
  return k_names;
}

}  // namespace satsrail
