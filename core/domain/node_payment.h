#pragma once
// The payer's side: an attempt to pay an invoice, and the HTLCs that carry it. A failed attempt that never reached
// the payee changes nothing there; this log is the only place that knows of it.

#include "core/domain/scope.h"
#include "core/domain/transition.h"
#include "core/id.h"
#include "core/lightning/payment_hash.h"
#include "core/money.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

// LND's Payment.PaymentStatus.
enum class NodePaymentState : std::uint8_t {
  initiated,  // the payer means to pay, at due_at
  in_flight,  // on its way, or held by the payee
  succeeded,  // the payer has the preimage
  failed,
};
enum class NodePaymentTrigger : std::uint8_t { send, succeed, fail };

using NodePaymentTransition = Transition<NodePaymentState, NodePaymentTrigger>;
inline constexpr std::array k_node_payment_transitions{
    NodePaymentTransition{NodePaymentState::initiated, NodePaymentTrigger::send, NodePaymentState::in_flight, {}},
    NodePaymentTransition{NodePaymentState::initiated, NodePaymentTrigger::fail, NodePaymentState::failed, {}},
    NodePaymentTransition{NodePaymentState::in_flight, NodePaymentTrigger::succeed, NodePaymentState::succeeded, {}},
    NodePaymentTransition{NodePaymentState::in_flight, NodePaymentTrigger::fail, NodePaymentState::failed, {}},
};
static_assert(is_final(k_node_payment_transitions, NodePaymentState::succeeded));
static_assert(is_final(k_node_payment_transitions, NodePaymentState::failed));

// LND's PaymentFailureReason.
enum class PaymentFailure : std::uint8_t {
  timeout,
  no_route,
  error,
  incorrect_payment_details,  // the payee said incorrect_or_unknown_payment_details (BOLT 4)
  insufficient_balance,
  canceled,
};

enum class HtlcState : std::uint8_t { accepted, settled, canceled };
enum class HtlcTrigger : std::uint8_t { settle, cancel };
using HtlcTransition = Transition<HtlcState, HtlcTrigger>;
inline constexpr std::array k_htlc_transitions{
    HtlcTransition{HtlcState::accepted, HtlcTrigger::settle, HtlcState::settled, {}},
    HtlcTransition{HtlcState::accepted, HtlcTrigger::cancel, HtlcState::canceled, {}},
};
static_assert(is_final(k_htlc_transitions, HtlcState::settled));
static_assert(is_final(k_htlc_transitions, HtlcState::canceled));

struct Htlc {
  std::int64_t seq = 0;
  std::int64_t payment_seq = 0;
  std::int64_t node_invoice_seq = 0;
  int part = 1;  // of the payment's parts
  Msat amount{};
  HtlcState state = HtlcState::accepted;
  Time accepted_at{};
  Time times_out_at{};
  std::optional<Time> resolved_at;
};

using NodePaymentId = Id<struct NodePaymentTag>;

struct NodePayment {
  std::int64_t seq = 0;
  NodePaymentId id;
  Scope scope;
  std::string payer;  // the wallet's name: "alice"
  NodePaymentState state = NodePaymentState::initiated;
  std::optional<PaymentFailure> failure;
  std::string message;  // for people: why it failed, or what it waits for
  std::string outcome;  // what was asked for, a name of the outcome table
  std::optional<std::int64_t> node_invoice_seq;
  std::string bolt11;
  PaymentHash payment_hash{};
  Msat amount{};
  Msat fee{};  // on top of the amount; the routers' own. Known when it is sent
  std::optional<Msat> fee_limit;
  int parts = 1;
  bool hold = false;
  std::optional<Preimage> preimage;
  std::optional<Time> due_at;
  Time created_at{};
  Time updated_at{};
  std::optional<Time> resolved_at;

  bool is_over() const { return state == NodePaymentState::succeeded || state == NodePaymentState::failed; }
};

std::string_view to_string(NodePaymentState state);  // "in_flight"
std::string_view to_string(PaymentFailure failure);  // "no_route"
std::string_view to_string(HtlcState state);         // "accepted"
NodePaymentState parse_node_payment_state(std::string_view stored);
PaymentFailure parse_payment_failure(std::string_view stored);
HtlcState parse_htlc_state(std::string_view stored);

}  // namespace satsrail
