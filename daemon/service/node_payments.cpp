#include "daemon/service/node_payments.h"

#include "core/limits.h"
#include "core/util/time_format.h"
#include "daemon/service/node_invoices.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/node_payment_store.h"
#include "daemon/store/node_store.h"

#include <fmt/format.h>

#include <cassert>

namespace satsrail::service::node_payments {

namespace {

constexpr Msat k_opening = to_msat(Sat{limits::payer_balance_sats});
constexpr std::string_view k_routers = "routers";

void step_to(NodePayment& payment, NodePaymentTrigger trigger) {
  const auto* step = find_transition(k_node_payment_transitions, payment.state, trigger);
  assert(step != nullptr);
  payment.state = step->to;
}

void touch(Tx& tx, NodePayment& payment) {
  payment.updated_at = tx.now();
  store::node_payments::update(tx, payment);
}

struct Failure {
  PaymentFailure reason;
  std::string message;
};

Failure no_route(std::string message) {
  return {PaymentFailure::no_route, std::move(message)};
}

std::string sats_text(Msat amount) {
  return amount.value % 1000 == 0 ? fmt::format("{} sats", amount.value / 1000) : fmt::format("{} msat", amount.value);
}

// Failures that a script asks for, by what a payer would see.
std::optional<Failure> scripted_failure(PaymentOutcome outcome) {
  switch (outcome) {
    case PaymentOutcome::no_route:
      return no_route("no route to the payee was found");
    case PaymentOutcome::no_inbound:
      return no_route("no route with enough liquidity: the payee's last channel cannot receive this much");
    case PaymentOutcome::node_offline:
      return no_route("no route: the payee's node is offline");
    case PaymentOutcome::fee_limit:
      return no_route("no route within the fee limit");
    case PaymentOutcome::insufficient_balance:
      return Failure{PaymentFailure::insufficient_balance, "the wallet's channels hold less than the amount"};
    default:
      return std::nullopt;
  }
}

// What the payer's own node finds before anything leaves it. Sets the fee.
std::optional<Failure> before_sending(Tx& tx, const Context& context, NodePayment& payment, std::int64_t valid_until) {
  if (to_unix_seconds(tx.now()) > valid_until) {
    return Failure{PaymentFailure::error, expired_message(valid_until)};
  }
  if (auto scripted = scripted_failure(parse_outcome(payment.outcome).value_or(PaymentOutcome::paid))) {
    return scripted;
  }
  if (!payment.node_invoice_seq) {
    return no_route("no route: no node here made this invoice");
  }
  const auto invoice = store::node_invoices::get(tx, *payment.node_invoice_seq);
  const auto settings = context.node_book.get(invoice.scope);
  const bool to_merchant = invoice.owner == k_merchant_node;
  if (to_merchant && settings.offline) {
    return no_route("no route: the payee's node is offline");
  }
  if (to_merchant && settings.inbound && payment.amount > to_msat(*settings.inbound)) {
    return no_route(fmt::format("no route with enough liquidity: the payee can receive {} more sats, this is {}",
                                settings.inbound->value, sats_text(payment.amount)));
  }
  const auto fee = to_merchant ? routing_fee(settings, payment.amount) : Msat{0};
  if (payment.fee_limit && fee > *payment.fee_limit) {
    return no_route(fmt::format("no route within the fee limit: the cheapest costs {}, the limit is {}", sats_text(fee),
                                sats_text(*payment.fee_limit)));
  }
  payment.fee = fee;
  if (payment.amount.value + fee.value > spendable(tx, payment.scope, payment.payer).value) {
    return Failure{PaymentFailure::insufficient_balance, "the wallet's channels hold less than amount and fee"};
  }
  return std::nullopt;
}

std::vector<Msat> split(Msat total, int parts) {
  std::vector<Msat> amounts(static_cast<std::size_t>(parts), Msat{total.value / parts});
  amounts.back().value += total.value % parts;
  return amounts;
}

void store_htlcs(Tx& tx, const NodePayment& payment, const std::vector<Msat>& amounts, std::size_t count,
                 Time times_out) {
  for (std::size_t i = 0; i < count; ++i) {
    Htlc htlc;
    htlc.payment_seq = payment.seq;
    htlc.node_invoice_seq = *payment.node_invoice_seq;
    htlc.part = static_cast<int>(i + 1);
    htlc.amount = amounts[i];
    htlc.accepted_at = tx.now();
    htlc.times_out_at = times_out;
    store::htlcs::insert(tx, htlc);
  }
}

Attempt failed(Tx& tx, NodePayment payment, Failure failure) {
  fail(tx, payment, failure.reason, std::move(failure.message));
  return {std::move(payment), std::nullopt};
}

// HTLCs reach the payee. `at` is when they were due, which decides against deadlines.
Attempt arrive(Tx& tx, const Context& context, NodePayment payment, Time at) {
  payment.due_at.reset();
  auto invoice = store::node_invoices::get(tx, *payment.node_invoice_seq);
  const auto outcome = parse_outcome(payment.outcome).value_or(PaymentOutcome::paid);
  const auto amounts = split(payment.amount, payment.parts);
  // What cannot happen on Lightning passes the payee's check as well: it is what was asked for.
  const auto claimed = outcome == PaymentOutcome::underpaid && invoice.amount ? *invoice.amount : payment.amount;
  if (const auto why = node_invoices::refusal(invoice, claimed, at)) {
    return failed(tx, std::move(payment),
                  {PaymentFailure::incorrect_payment_details, "incorrect_or_unknown_payment_details: " + *why});
  }
  if (outcome == PaymentOutcome::mpp_partial) {
    payment.message =
        fmt::format("{} of {} parts arrived; the payee waits for the rest", amounts.size() - 1, amounts.size());
    touch(tx, payment);
    store_htlcs(tx, payment, amounts, amounts.size() - 1, tx.now() + limits::mpp_timeout);
    return {std::move(payment), std::nullopt};
  }
  store_htlcs(tx, payment, amounts, amounts.size(), tx.now() + limits::htlc_hold_max);
  const bool dies = outcome == PaymentOutcome::crash;
  const auto settling = payment.hold ? node_invoices::Settling::by_hand
                        : dies       ? node_invoices::Settling::after_restart
                                     : node_invoices::Settling::now;
  payment.message = payment.hold ? "the payee holds the HTLC" : dies ? "accepted; the payee's node went down" : "";
  touch(tx, payment);
  node_invoices::accept(tx, invoice, payment, settling);
  if (settling != node_invoices::Settling::now) {
    return {std::move(payment), std::nullopt};
  }
  auto settlement = node_invoices::settle(tx, context, invoice);
  return {store::node_payments::get(tx, payment.seq), std::move(settlement)};
}

Attempt send(Tx& tx, const Context& context, NodePayment payment, std::int64_t valid_until, Duration delay) {
  payment.due_at.reset();
  if (auto failure = before_sending(tx, context, payment, valid_until)) {
    return failed(tx, std::move(payment), *std::move(failure));
  }
  step_to(payment, NodePaymentTrigger::send);
  if (delay.count() > 0) {
    payment.due_at = tx.now() + delay;
    payment.message = "on its way";
    touch(tx, payment);
    tx.notice.timers = true;
    return {std::move(payment), std::nullopt};
  }
  return arrive(tx, context, std::move(payment), tx.now());
}

Result<Msat> amount_to_send(const Payable& invoice, const PayerOrder& order) {
  if (!order.amount && !invoice.amount) {
    return Error::validation("amount_sats", "can't be blank: the invoice leaves the amount to the payer");
  }
  const auto amount = order.amount.value_or(invoice.amount.value_or(Msat{0}));
  if (amount.value <= 0 || amount > to_msat(Sat{limits::sats_max})) {
    return Error::validation("amount_sats", "must lie between 1 and 21 million bitcoin");
  }
  if (amount.value < order.parts) {
    return Error::validation("parts", "are more than the millisatoshis to send");
  }
  return amount;
}

// A wallet's own node pays a hash once (LND: AlreadyExists).
Status refuse_twice(Tx& tx, const Scope& scope, const PayerOrder& order, std::optional<std::int64_t> node_invoice_seq) {
  if (!node_invoice_seq) {
    return Done{};
  }
  for (const auto& earlier : store::node_payments::of_invoice(tx, *node_invoice_seq)) {
    if (earlier.scope != scope || earlier.payer != order.payer) {
      continue;
    }
    if (earlier.state == NodePaymentState::succeeded) {
      return Error(ErrorCode::conflict, "invoice is already paid (by " + order.payer + ")");
    }
    if (!earlier.is_over()) {
      return Error(ErrorCode::conflict, "payment is in transition (of " + order.payer + ")");
    }
  }
  return Done{};
}

}  // namespace

std::string expired_message(std::int64_t valid_until) {
  // An expiry may lie beyond what the clock can reach, and a year has four digits.
  const auto shown = std::min(valid_until, limits::clock_millis_max / 1000);
  return "invoice expired. Valid until " + format_iso(from_millis(shown * 1000));
}

std::optional<NodeInvoice> payee_invoice(Tx& tx, const Bolt11& decoded) {
  return store::node_invoices::find_by_hash(tx, decoded.payment_hash, Time(std::chrono::seconds(decoded.timestamp)));
}

Payable payable(const NodeInvoice& invoice) {
  Payable payable;
  payable.bolt11 = invoice.bolt11;
  payable.payment_hash = invoice.payment_hash;
  payable.amount = invoice.amount;
  payable.valid_until = to_unix_seconds(invoice.valid_until);
  payable.node_invoice_seq = invoice.seq;
  payable.scope = invoice.scope;
  payable.owner = invoice.owner;
  return payable;
}

Result<Payable> payable(Tx& tx, std::string_view bolt11) {
  TRY_ASSIGN(const auto decoded, bolt11::decode(bolt11));
  const auto invoice = payee_invoice(tx, decoded);
  if (invoice) {
    return payable(*invoice);
  }
  return Payable{std::string(bolt11), decoded.payment_hash, decoded.amount, decoded.expires_at(), {}, {}, {}};
}

Result<Attempt> start(Tx& tx, const Context& context, const Scope& scope, const Payable& invoice,
                      const PayerOrder& order) {
  TRY_ASSIGN(const auto amount, amount_to_send(invoice, order));
  const auto reached = invoice.scope == scope ? invoice.node_invoice_seq : std::nullopt;
  if (reached && invoice.owner == order.payer && !order.to_itself) {
    return Error(ErrorCode::conflict, "self-payments not allowed: the invoice is " + order.payer + "'s own");
  }
  TRY(refuse_twice(tx, scope, order, reached));
  if (store::node_payments::count_in_flight(tx, scope) >=
      static_cast<std::int64_t>(limits::node_payments_in_flight_max)) {
    return Error(ErrorCode::unavailable, "There are already " + std::to_string(limits::node_payments_in_flight_max) +
                                             " payments on their way; settle or cancel some");
  }

  NodePayment payment;
  payment.id = NodePaymentId::make(tx.now(), context.entropy);
  payment.scope = scope;
  payment.payer = order.payer;
  payment.outcome = to_string(order.outcome);
  payment.node_invoice_seq = reached;
  payment.bolt11 = invoice.bolt11;
  payment.payment_hash = invoice.payment_hash;
  payment.amount = amount;
  payment.fee_limit = order.fee_limit;
  payment.parts = order.parts;
  payment.hold = order.hold;
  payment.created_at = payment.updated_at = tx.now();
  if (order.send_at && *order.send_at > tx.now()) {
    payment.due_at = order.send_at;
    payment.message = "the payer pays later";
    tx.notice.timers = true;
  }
  payment.seq = store::node_payments::insert(tx, payment);
  if (payment.due_at) {
    return Attempt{std::move(payment), std::nullopt};
  }
  return send(tx, context, std::move(payment), invoice.valid_until, order.delay);
}

Result<Attempt> start(Tx& tx, const Context& context, const Scope& scope, std::string_view bolt11,
                      const PayerOrder& order) {
  TRY_ASSIGN(const auto invoice, payable(tx, bolt11));
  return start(tx, context, scope, invoice, order);
}

Attempt go_on(Tx& tx, const Context& context, NodePayment payment) {
  assert(payment.due_at);
  if (payment.state == NodePaymentState::in_flight) {
    const auto at = *payment.due_at;
    return arrive(tx, context, std::move(payment), at);
  }
  // One of no node here finds no route, whenever it is.
  auto valid_until = to_unix_seconds(tx.now());
  if (payment.node_invoice_seq) {
    valid_until = to_unix_seconds(store::node_invoices::get(tx, *payment.node_invoice_seq).valid_until);
  }
  return send(tx, context, std::move(payment), valid_until, Duration{0});
}

void go_on_for(Tx& tx, const Context& context, std::int64_t node_invoice_seq, Time until) {
  for (auto& payment : store::node_payments::of_invoice(tx, node_invoice_seq)) {
    if (payment.due_at && *payment.due_at <= until && *payment.due_at <= tx.now()) {
      go_on(tx, context, std::move(payment));
    }
  }
}

void time_out(Tx& tx, const Context& context, NodePayment payment) {
  auto invoice = store::node_invoices::get(tx, *payment.node_invoice_seq);
  if (invoice.state == NodeInvoiceState::accepted) {
    node_invoices::cancel(tx, context, invoice, "its CLTV ran out", settlements::Owner::lives);
    return;
  }
  fail(tx, payment, PaymentFailure::timeout, "the payee did not get all parts in time");
}

void succeed(Tx& tx, NodePayment& payment, const Preimage& preimage) {
  step_to(payment, NodePaymentTrigger::succeed);
  payment.preimage = preimage;
  payment.message.clear();
  payment.resolved_at = tx.now();
  touch(tx, payment);
  store::node_balances::add(tx, payment.scope, payment.payer, k_opening,
                            Msat{-(payment.amount.value + payment.fee.value)});
  if (payment.fee.value > 0) {
    store::node_balances::add(tx, payment.scope, k_routers, Msat{0}, payment.fee);
  }
}

void fail(Tx& tx, NodePayment& payment, PaymentFailure failure, std::string message) {
  for (auto& htlc : store::htlcs::of_payment(tx, payment.seq)) {
    if (const auto* step = find_transition(k_htlc_transitions, htlc.state, HtlcTrigger::cancel)) {
      htlc.state = step->to;
      htlc.resolved_at = tx.now();
      store::htlcs::update(tx, htlc);
    }
  }
  step_to(payment, NodePaymentTrigger::fail);
  payment.failure = failure;
  payment.message = std::move(message);
  payment.fee = Msat{0};
  payment.due_at.reset();
  payment.resolved_at = tx.now();
  touch(tx, payment);
}

Msat spendable(Tx& tx, const Scope& scope, std::string_view payer) {
  const auto balance = store::node_balances::get(tx, scope, payer, k_opening);
  return Msat{balance.value - store::node_payments::in_flight(tx, scope, payer).value};
}

}  // namespace satsrail::service::node_payments
