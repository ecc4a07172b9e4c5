#pragma once
// THE table of what can happen to a payment. Each row can be asked for by `satsrail pay --outcome`, by the control
// API and by a session's metadata ("satsrail_outcome"); validation, help, docs and the scenario tests walk it.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace satsrail {

enum class PaymentOutcome : std::uint8_t {
  paid,
  expired,
  late,
  two_invoices,
  webhook_twice,
  webhook_reversed,
  webhook_lost,
  held,
  node_offline,
  node_slow,
  no_route,
  no_inbound,
  insufficient_balance,
  at_deadline,
  after_deadline,
  crash,
  api_lag,
  same_payer,
  second_payer,
  clock_skew,
  after_cancel,
  after_cancel_paid,
  overpaid,
  mpp,
  mpp_partial,
  fee_limit,
  underpaid,
  wrong_preimage,
};

struct OutcomeInfo {
  PaymentOutcome outcome;
  std::string_view name;      // as it is written: "no_route"
  bool possible;              // on Lightning; else it is there to test a merchant's guard code, and says so
  std::string_view payer;     // what the payer sees
  std::string_view merchant;  // what the merchant's API shows and which events fire
};

std::span<const OutcomeInfo> payment_outcomes();
const OutcomeInfo& outcome_info(PaymentOutcome outcome);
inline std::string_view to_string(PaymentOutcome outcome) {
  return outcome_info(outcome).name;
}
std::optional<PaymentOutcome> parse_outcome(std::string_view name);
// "a, b, c": for the message that refuses another name.
std::string_view outcome_names();

inline constexpr std::string_view k_outcome_key = "satsrail_outcome";
inline constexpr std::string_view k_not_possible = "not possible on Lightning, offered to test your guard code";

}  // namespace satsrail
