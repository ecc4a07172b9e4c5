// The payer's wallet in LND's words: paying. What is held stays in flight, and whoever asked is told when it resolves.

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"
#include "core/wire/lnd_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/lnd.h"
#include "daemon/api/paid_reply.h"
#include "daemon/service/node_payments.h"
#include "daemon/service/wallet.h"
#include "daemon/store/node_payment_store.h"

#include <algorithm>
#include <limits>

namespace satsrail::api {

namespace wallet = service::wallet;

namespace {

using lnd::Shape;

// Costs a signature's check: not for the writer, which gets it from whoever read the invoice.
std::string payee_of(const NodePayment& payment) {
  const auto decoded = bolt11::decode(payment.bolt11);
  return decoded ? to_hex(decoded->payee) : std::string();
}

std::string payment_json(Tx& tx, const NodePayment& payment, const std::string& payee) {
  return wire::lnd_payment_json(payment, store::htlcs::of_payment(tx, payment.seq), payee);
}

std::string result_line(Tx& tx, const NodePayment& payment, const std::string& payee) {
  return wire::lnd_result_line(payment_json(tx, payment, payee));
}

// A payment that has just left, whatever has become of it since.
std::string departure_line(NodePayment payment, const std::string& payee) {
  payment.state = NodePaymentState::in_flight;
  payment.failure.reset();
  payment.preimage.reset();
  return wire::lnd_result_line(wire::lnd_payment_json(payment, {}, payee));
}

std::string sent_json(Tx&, const NodePayment& payment, const std::string& payee) {
  return wire::lnd_sent_json(payment, payee,
                             payment.failure ? wire::lnd_failure_text(*payment.failure) : std::string_view());
}

using Tell = std::string (*)(Tx&, const NodePayment&, const std::string& payee);

// Waits for the end of a payment, and tells it. A reset of the sandbox ends it without a word.
std::function<bool(std::string&)> until_over(App& app, const NodePayment& payment, std::string payee, Tell tell) {
  return [&app, tell, payee = std::move(payee), scope = payment.scope, id = payment.id.str()](std::string& out) {
    return app.store.read([&](Tx& tx) {
      const auto now = store::node_payments::find(tx, scope, id);
      if (now && !now->is_over()) {
        return true;
      }
      if (now) {
        out += tell(tx, *now, payee);
      }
      return false;
    });
  };
}

using Refuse = Reply (*)(const wallet::Refusal&, const Bolt11&);
using Answer = std::function<Reply(Tx&, const NodePayment&)>;

Reply refuse_in_a_line(const wallet::Refusal& refusal, const Bolt11&) {
  return lnd::refused(Shape::line, refusal.exists ? wire::grpc::already_exists : wire::grpc::unknown, refusal.message);
}

Reply refuse_inside(const wallet::Refusal& refusal, const Bolt11& invoice) {
  return Reply::json(200, wire::lnd_not_sent_json(refusal.message, invoice.payment_hash));
}

// What both ways to pay have in common. `answer` makes the reply of a payment that began.
Plan pay_as(App& app, const Scope& scope, wallet::Send send, const Bolt11& invoice, Refuse refuse, Answer answer) {
  return WritePlan{
      [&app, scope, send = std::move(send), invoice, refuse, answer = std::move(answer)](Tx& tx) -> Result<Reply> {
        if (const auto refusal = wallet::refusal(tx, app.context, scope, invoice, send)) {
          return refuse(*refusal, invoice);
        }
        TRY_ASSIGN(const auto sent, wallet::send(tx, app.context, scope, invoice, send));
        auto reply = answer(tx, sent.payment);
        if (sent.dies) {
          TRY(may_die(app, PaymentOutcome::crash));
          reply.afterwards = [&app] { app.control.crash(); };
        }
        return reply;
      }};
}

constexpr std::size_t k_request_chars = limits::bolt11_chars_max;

}  // namespace

Result<Plan> lnd_send_payment(const Call& call, App& app) {
  TRY_ASSIGN(auto body, lnd::Body::parse(call.body));
  wallet::Send send;
  send.bolt11 = body.text("payment_request", k_request_chars);
  const auto sats = body.integer("amt");
  const auto msat = body.integer("amt_msat");
  const auto fee_sats = body.integer("fee_limit_sat");
  const auto fee_msat = body.integer("fee_limit_msat");
  send.to_itself = body.flag("allow_self_payment");
  const bool final_only = body.flag("no_inflight_updates");
  [[maybe_unused]] const auto timeout = body.integer("timeout_seconds");  // a held HTLC outlives it, as it does at LND
  TRY(body.finish());
  if (send.bolt11.empty()) {
    return Plan(lnd::refused(Shape::line, wire::grpc::invalid_argument,
                             "payment_request is missing; this wallet pays invoices only"));
  }
  if ((sats && msat) || (fee_sats && fee_msat)) {
    return Plan(lnd::refused(Shape::line, wire::grpc::unknown, "sat and msat arguments are mutually exclusive"));
  }
  constexpr auto k_most = limits::sats_max;
  if (sats || msat) {
    send.amount = sats ? to_msat(Sat{std::min(*sats, k_most)}) : Msat{std::min(*msat, k_most * 1000)};
  }
  // Without a limit only routes that cost nothing are taken (routerrpc.SendPaymentRequest).
  send.fee_limit =
      fee_sats ? to_msat(Sat{std::min(*fee_sats, k_most)}) : Msat{std::min(fee_msat.value_or(0), k_most * 1000)};
  const auto read = lnd::read_invoice(send.bolt11);
  if (!read.invoice) {
    return Plan(lnd::refused(Shape::line, wire::grpc::unknown, read.problem));
  }
  return pay_as(app, call.caller.scope, std::move(send), *read.invoice, refuse_in_a_line,
                [&app, final_only, payee = to_hex(read.invoice->payee)](Tx& tx, const NodePayment& payment) {
                  auto text = final_only ? std::string() : departure_line(payment, payee);
                  if (!payment.is_over()) {
                    return lnd::lines(app, std::move(text), until_over(app, payment, payee, result_line));
                  }
                  return Reply::json(200, text + result_line(tx, payment, payee));
                });
}

Result<Plan> lnd_send_payment_sync(const Call& call, App& app) {
  TRY_ASSIGN(auto body, lnd::Body::parse(call.body));
  wallet::Send send;
  send.bolt11 = body.text("payment_request", k_request_chars);
  const auto sats = body.integer("amt");
  const auto msat = body.integer("amt_msat");
  send.to_itself = body.flag("allow_self_payment");
  TRY(body.finish());
  TRY_ASSIGN(auto limit, body.object("fee_limit"));
  const auto fixed = limit.integer("fixed");
  const auto fixed_msat = limit.integer("fixed_msat");
  const auto percent = limit.integer("percent");
  TRY(limit.finish());
  const auto read = lnd::read_invoice(send.bolt11);
  if (!read.invoice) {
    return Plan(lnd::refused(Shape::object, wire::grpc::unknown, read.problem));
  }
  constexpr auto k_most = limits::sats_max;
  if (sats || msat) {
    send.amount = sats ? to_msat(Sat{std::min(*sats, k_most)}) : Msat{std::min(*msat, k_most * 1000)};
  }
  const auto amount = send.amount.value_or(read.invoice->amount.value_or(Msat{0}));
  // Without a limit: all of a small amount, else a twentieth (lnwallet.DefaultRoutingFeeLimitForAmount).
  constexpr std::int64_t k_small = 1'000'000;
  const std::int64_t share = percent ? std::min<std::int64_t>(*percent, 100) : amount.value <= k_small ? 100 : 5;
  send.fee_limit = fixed        ? to_msat(Sat{std::min(*fixed, k_most)})
                   : fixed_msat ? Msat{std::min(*fixed_msat, k_most * 1000)}
                                : Msat{amount.value / 100 * share};
  const Answer answer = [&app, payee = to_hex(read.invoice->payee)](Tx& tx, const NodePayment& payment) {
    return payment.is_over() ? Reply::json(200, sent_json(tx, payment, payee))
                             : lnd::lines(app, {}, until_over(app, payment, payee, sent_json));
  };
  return pay_as(app, call.caller.scope, std::move(send), *read.invoice, refuse_inside, answer);
}

Result<Plan> lnd_track_payment(const Call& call, App& app) {
  const auto hash = lnd::read_hash(call.param("payment_hash"));
  if (!hash) {
    return Plan(lnd::refused(Shape::line, wire::grpc::invalid_argument, "a payment hash has 32 bytes, in base64url"));
  }
  return ReadPlan{[&app, scope = call.caller.scope, hash = *hash,
                   final_only = lnd::query_flag(call, "no_inflight_updates")](Tx& tx) -> Result<Reply> {
    const auto payment = wallet::find(tx, scope, hash);
    if (!payment) {
      return lnd::refused(Shape::line, wire::grpc::not_found, "payment isn't initiated");
    }
    const auto payee = payee_of(*payment);
    if (payment->is_over()) {
      return Reply::json(200, result_line(tx, *payment, payee));
    }
    return lnd::lines(app, final_only ? std::string() : result_line(tx, *payment, payee),
                      until_over(app, *payment, payee, result_line));
  }};
}

Result<Plan> lnd_list_payments(const Call& call, App&) {
  const auto from = lnd::query_number(call, "index_offset", 0);
  const auto count = lnd::query_number(call, "max_payments", limits::wallet_page_max);
  const auto limit = static_cast<int>(std::min<std::int64_t>(count, limits::wallet_page_max));
  const bool newest_first = lnd::query_flag(call, "reversed");
  const bool failed_too = lnd::query_flag(call, "include_incomplete");
  return ReadPlan{[=, scope = call.caller.scope](Tx& tx) -> Result<Reply> {
    const auto begin = newest_first && from == 0 ? std::numeric_limits<std::int64_t>::max() : from;
    auto payments = store::node_payments::of_payer(tx, scope, service::node_payments::k_first_payer, newest_first,
                                                   failed_too, begin, limit);
    if (newest_first) {
      std::reverse(payments.begin(), payments.end());  // a page reads forwards all the same
    }
    wire::JsonWriter json;
    json.begin_object().key("payments").begin_array();
    for (const auto& payment : payments) {
      json.raw(payment_json(tx, payment, payee_of(payment)));
    }
    json.end_array()
        .field("first_index_offset", std::to_string(payments.empty() ? 0 : payments.front().seq))
        .field("last_index_offset", std::to_string(payments.empty() ? 0 : payments.back().seq))
        .field("total_num_payments", "0")
        .end_object();
    return Reply::json(200, json.take());
  }};
}

}  // namespace satsrail::api
