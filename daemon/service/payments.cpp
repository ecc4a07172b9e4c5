#include "daemon/service/payments.h"

#include "core/lightning/bolt11.h"
#include "core/limits.h"
#include "core/util/hex.h"
#include "daemon/service/chain.h"
#include "daemon/service/checkout_sessions.h"
#include "daemon/service/faults.h"
#include "daemon/service/node_payments.h"
#include "daemon/service/node_view.h"
#include "daemon/service/payment_plan.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/order_store.h"
#include "daemon/store/payment_request_store.h"
#include "daemon/store/payment_store.h"

#include <cassert>

namespace satsrail::service::payments {

namespace {

using enum PaymentOutcome;

bool looks_like_bolt11(std::string_view text) {
  return text.size() > 20 && (text.starts_with("ln") || text.starts_with("LN"));
}

Target target_for_order(Tx& tx, std::int64_t order_seq) {
  return {store::checkout_sessions::find_by_order(tx, order_seq), order_seq, std::nullopt, std::nullopt};
}

node_payments::Payable payable(Tx& tx, std::int64_t node_invoice_seq) {
  return node_payments::payable(store::node_invoices::get(tx, node_invoice_seq));
}

Result<Target> resolve_bolt11(Tx& tx, const Scope& scope, std::string_view text) {
  const auto decoded = bolt11::decode(text);
  if (!decoded) {
    return Error::validation("target", "is no valid BOLT11 invoice: " + decoded.error().message());
  }
  const auto node_invoice = node_payments::payee_invoice(tx, *decoded);
  if (!node_invoice || node_invoice->scope != scope) {
    return Error::not_found("Invoice");
  }
  const auto invoice = store::invoices::find_by_node_invoice(tx, node_invoice->seq);
  Target target;
  if (invoice) {
    target = target_for_order(tx, invoice->order_seq);
    target.invoice_seq = invoice->seq;
  }
  target.node_invoice_seq = node_invoice->seq;
  return target;
}

// One payer on the way to one target.
class Payer {
 public:
  Payer(Tx& tx, const Context& context, const Scope& scope, Target target, const Wish& wish)
      : m_tx(tx), m_context(context), m_scope(scope), m_target(std::move(target)), m_wish(wish) {
    const auto own = m_target.session ? m_target.session->outcome : std::nullopt;
    m_outcome = wish.outcome.value_or(own.value_or(wish.hold ? held : paid));
  }

  Result<Answer> pay(const std::optional<InvoiceDraft>& draft) {
    if (auto before = paid_before()) {
      return Answer(*std::move(before));
    }
    if (!m_tx.writable()) {
      return Error::needs_write();
    }
    meet_fault();
    TRY(make_second_invoice());
    TRY_ASSIGN(auto refused, find_invoice(draft));
    if (refused) {
      return Answer(*std::move(refused));
    }
    if (m_invoice && m_invoice->method != PaymentMethod::lightning) {
      return chain::send(m_tx, m_context, *m_invoice);
    }
    TRY(prepare());
    return send();
  }

 private:
  // An outcome that somebody named is what happens: a fault is for payments that would go well.
  void meet_fault() {
    if (m_outcome == paid) {
      const auto payer = m_wish.payer.value_or(std::string(node_payments::k_first_payer));
      m_outcome = faults::outcome_of_payment(m_tx, m_context, m_scope, payer).value_or(m_outcome);
    }
  }

  // Whoever asks for nothing special is told of the payment there is.
  std::optional<Paid> paid_before() {
    if (!m_wish.is_plain() || !m_target.order_seq) {
      return std::nullopt;
    }
    std::optional<Payment> payment;
    if (m_target.invoice_seq) {
      payment = store::payments::find_by_invoice(m_tx, *m_target.invoice_seq);
    } else if (const auto seq = store::orders::get(m_tx, *m_target.order_seq).payment_seq) {
      payment = store::payments::get(m_tx, *seq);
    }
    if (!payment) {
      return std::nullopt;
    }
    auto ids = store::payments::event_ids(m_tx, payment->seq);
    return Paid{std::nullopt, std::move(payment), false, std::move(ids), false};
  }

  // For two_invoices: a second invoice beside the first, before either is paid.
  Status make_second_invoice() {
    if (m_outcome != two_invoices || !m_target.session || m_target.session->state != SessionState::pending) {
      return Done{};
    }
    TRY_ASSIGN(const auto first, checkout_sessions::ensure_invoice(m_tx, m_context, *m_target.session, std::nullopt));
    m_older = payable(m_tx, first.node_invoice_seq);
    TRY_ASSIGN(
        [[maybe_unused]] const auto second,
        checkout_sessions::new_invoice(m_tx, m_context, *m_target.session, std::nullopt, invoicing::Older::kept));
    return Done{};
  }

  // The invoice to pay. An Error in the answer keeps what was written on the way to it.
  Result<std::optional<Error>> find_invoice(const std::optional<InvoiceDraft>& draft) {
    if (m_target.session) {
      TRY_ASSIGN(m_target.session,
                 checkout_sessions::bring_up_to_date(m_tx, m_context, *std::move(m_target.session), true));
    }
    if (m_target.node_invoice_seq) {
      if (m_target.invoice_seq) {
        m_invoice = store::invoices::get(m_tx, *m_target.invoice_seq);
      }
      m_payable = payable(m_tx, *m_target.node_invoice_seq);
      return std::optional<Error>();
    }
    if (m_target.session && m_target.session->state == SessionState::pending && !m_target.invoice_seq) {
      m_target.session->outcome = m_outcome;  // an invoice that is made now fits what is to happen to it
      TRY_ASSIGN(m_invoice, checkout_sessions::ensure_invoice(m_tx, m_context, *m_target.session, draft));
    } else if (m_target.invoice_seq) {
      m_invoice = store::invoices::get(m_tx, *m_target.invoice_seq);
    } else if (auto open = store::invoices::open_of_order(m_tx, *m_target.order_seq); !open.empty()) {
      m_invoice = std::move(open.back());
    } else if (const auto newest = store::orders::get(m_tx, *m_target.order_seq).invoice_seq) {
      m_invoice = store::invoices::get(m_tx, *newest);
    }
    if (m_invoice && !m_wish.is_plain() && m_invoice->method == PaymentMethod::lightning) {
      m_payable = payable(
          m_tx,
          m_invoice->node_invoice_seq);  // a wallet that has the QR code, and is told by the payee what became of it
      return std::optional<Error>();
    }
    if (!m_invoice || m_invoice->state != InvoiceState::pending) {
      return std::optional(nothing_to_pay());
    }
    if (m_invoice->method == PaymentMethod::lightning) {
      m_payable = payable(m_tx, m_invoice->node_invoice_seq);
    }
    return std::optional<Error>();
  }

  Error nothing_to_pay() {
    if (m_target.session && m_target.session->state != SessionState::pending &&
        m_target.session->state != SessionState::completed) {
      return checkout_sessions::gone(*m_target.session);
    }
    if (m_invoice && m_invoice->state == InvoiceState::expired) {
      return {ErrorCode::conflict, "That invoice has ended; pay the order's newest one"};
    }
    if (m_invoice || (m_target.session && m_target.session->state == SessionState::completed)) {
      return {ErrorCode::conflict, "invoice is already paid"};
    }
    return {ErrorCode::conflict, "The order has no open invoice to pay"};
  }

  // What has to happen before the payer moves, and how it is to move.
  Status prepare() {
    m_order.payer = m_wish.payer.value_or(std::string(node_payments::k_first_payer));
    m_order.hold = m_wish.hold;
    m_order.delay = m_wish.delay.value_or(Duration{0});
    m_order.parts = m_wish.parts.value_or(1);
    if (m_wish.amount) {
      m_order.amount = *m_wish.amount;
    }
    if (m_wish.fee_limit) {
      m_order.fee_limit = *m_wish.fee_limit;
    }
    const auto deadline = m_target.session ? std::optional(m_target.session->expires_at) : std::nullopt;
    TRY(plan(m_tx, m_outcome, m_invoice, deadline, m_order));
    const bool cancels = m_outcome == after_cancel || m_outcome == after_cancel_paid;
    return cancels ? cancel_first() : Status(Done{});
  }

  // The customer has the QR code, and the merchant cancels.
  Status cancel_first() {
    if (!m_target.session) {
      return Error::validation("outcome", "needs a checkout");
    }
    if (m_outcome == after_cancel_paid && m_invoice) {
      invoicing::keep(m_tx, *m_invoice);
    }
    if (m_target.session->state == SessionState::pending) {
      TRY_ASSIGN(m_target.session, checkout_sessions::cancel(m_tx, m_context, *std::move(m_target.session)));
    }
    return Done{};
  }

  Result<Answer> send() {
    TRY_ASSIGN(auto attempt, node_payments::start(m_tx, m_context, m_scope, *m_payable, m_order));
    if (m_outcome == two_invoices || m_outcome == same_payer || m_outcome == second_payer) {
      return send_second(std::move(attempt));
    }
    return answer_for(std::move(attempt));
  }

  // Scenarios with a second payment, made when the first is in.
  Result<Answer> send_second(node_payments::Attempt first) {
    if (first.payment.state != NodePaymentState::succeeded) {
      return answer_for(std::move(first));
    }
    if (m_outcome == two_invoices) {
      return pay_older(std::move(first));
    }
    if (m_outcome == second_payer) {
      m_order.payer = node_payments::k_second_payer;
    }
    auto second = node_payments::start(m_tx, m_context, m_scope, *m_payable, m_order);
    if (!second) {
      return Answer(std::move(second).error());
    }
    return answer_for(*std::move(second));
  }

  // Of two open invoices of one order the second payment is for the one that was made first.
  Result<Answer> pay_older(node_payments::Attempt first) {
    if (!m_older) {
      return answer_for(std::move(first));
    }
    TRY_ASSIGN(auto second, node_payments::start(m_tx, m_context, m_scope, *m_older, m_order));
    return answer_for(std::move(second));
  }

  Answer answer_for(node_payments::Attempt attempt) {
    if (attempt.payment.state == NodePaymentState::failed) {
      return failure_of(m_tx, attempt.payment);
    }
    Paid paid;
    paid.dies = attempt.payment.state == NodePaymentState::in_flight && m_outcome == crash;
    paid.attempt = std::move(attempt.payment);
    if (attempt.settlement) {
      paid.payment = std::move(attempt.settlement->payment);
      paid.event_ids = std::move(attempt.settlement->event_ids);
    }
    return paid;
  }

  Tx& m_tx;
  const Context& m_context;
  const Scope& m_scope;
  Target m_target;
  const Wish& m_wish;
  PaymentOutcome m_outcome = paid;
  std::optional<Invoice> m_invoice;
  std::optional<node_payments::Payable> m_payable;
  std::optional<node_payments::Payable> m_older;
  node_payments::PayerOrder m_order;
};

}  // namespace

Result<Target> resolve(Tx& tx, const Scope& scope, std::string_view text) {
  if (text.starts_with("lightning:") || text.starts_with("LIGHTNING:")) {
    text.remove_prefix(10);
  }
  if (looks_like_bolt11(text)) {
    return resolve_bolt11(tx, scope, text);
  }
  if (auto session = store::checkout_sessions::find(tx, scope, text)) {
    const auto order_seq = session->order_seq;
    return Target{std::move(session), order_seq, std::nullopt, std::nullopt};
  }
  if (const auto order = store::orders::find(tx, scope, text)) {
    return target_for_order(tx, order->seq);
  }
  if (const auto invoice = store::invoices::find(tx, scope, text)) {
    auto target = target_for_order(tx, invoice->order_seq);
    target.invoice_seq = invoice->seq;
    return target;
  }
  if (const auto request = store::payment_requests::find(tx, scope, text)) {
    auto target = target_for_order(tx, request->order_seq);
    target.invoice_seq = request->invoice_seq;
    return target;
  }
  return Error(ErrorCode::not_found, "No checkout session, order, invoice or payment request is named \"" +
                                         std::string(truncate_utf8(text, 80)) + "\"");
}

Result<Answer> pay(Tx& tx, const Context& context, const Scope& scope, Target target, const Wish& wish,
                   const std::optional<InvoiceDraft>& draft) {
  return Payer(tx, context, scope, std::move(target), wish).pay(draft);
}

Error failure_of(Tx& tx, const NodePayment& payment) {
  return Error::with(ErrorCode::payment_failed, "Payment failed: " + payment.message, "node_payment",
                     NodePaymentView::load(tx, payment).json());
}

}  // namespace satsrail::service::payments
