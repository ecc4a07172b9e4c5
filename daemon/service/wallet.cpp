#include "daemon/service/wallet.h"

#include "daemon/service/node_payments.h"
#include "daemon/store/node_payment_store.h"

namespace satsrail::service::wallet {

namespace {

constexpr std::string_view k_owner = node_payments::k_first_payer;

std::optional<NodeInvoice> reachable(Tx& tx, const Scope& scope, const Bolt11& invoice) {
  auto found = node_payments::payee_invoice(tx, invoice);
  return found && found->scope == scope ? std::move(found) : std::nullopt;
}

// By the invoice where there is one: by the hash alone means to look through the wallet's whole log.
std::optional<NodePayment> newest(Tx& tx, const Scope& scope, const Bolt11& invoice,
                                  const std::optional<NodeInvoice>& payee) {
  if (!payee) {
    return find(tx, scope, invoice.payment_hash);
  }
  std::optional<NodePayment> last;
  for (auto& payment : store::node_payments::of_invoice(tx, payee->seq)) {
    if (payment.scope == scope && payment.payer == k_owner) {
      last = std::move(payment);
    }
  }
  return last;
}

}  // namespace

std::optional<Refusal> refusal(Tx& tx, const Context& context, const Scope& scope, const Bolt11& invoice,
                               const Send& send) {
  const auto network = context.payer_node.info().network;
  if (network_info(invoice.network).name != network) {
    return Refusal{"invoice not for current active network '" + network + "'"};
  }
  if (invoice.amount && send.amount) {
    return Refusal{"amount must not be specified when paying a non-zero amount invoice"};
  }
  if (!invoice.amount && !send.amount) {
    return Refusal{"amount must be specified when paying a zero amount invoice"};
  }
  if (to_unix_seconds(tx.now()) > invoice.expires_at()) {
    return Refusal{node_payments::expired_message(invoice.expires_at())};
  }
  const auto payee = reachable(tx, scope, invoice);
  if (payee && payee->owner == k_owner && !send.to_itself) {
    return Refusal{"self-payments not allowed"};
  }
  if (const auto earlier = newest(tx, scope, invoice, payee)) {
    if (earlier->state == NodePaymentState::succeeded) {
      return Refusal{"invoice is already paid", true};
    }
    if (!earlier->is_over()) {
      return Refusal{"payment is in transition", true};
    }
  }
  return std::nullopt;
}

Result<Sent> send(Tx& tx, const Context& context, const Scope& scope, const Bolt11& invoice, const Send& send) {
  const auto payee = reachable(tx, scope, invoice);
  if (!payee || payee->owner != k_merchant_node) {
    node_payments::PayerOrder order;
    order.payer = k_owner;
    order.amount = send.amount;
    order.fee_limit = send.fee_limit;
    order.to_itself = send.to_itself;
    TRY_ASSIGN(auto attempt, node_payments::start(tx, context, scope, send.bolt11, order));
    return Sent{std::move(attempt.payment), false};
  }
  payments::Wish wish;
  wish.payer = k_owner;
  wish.amount = send.amount;
  wish.fee_limit = send.fee_limit;
  TRY_ASSIGN(auto target, payments::resolve(tx, scope, send.bolt11));
  TRY_ASSIGN(const auto outcome, payments::pay(tx, context, scope, std::move(target), wish, std::nullopt));
  auto payment = newest(tx, scope, invoice, payee);
  if (!payment) {
    return std::get<Error>(outcome);  // it never came to an attempt
  }
  const auto* paid = std::get_if<payments::Paid>(&outcome);
  return Sent{*std::move(payment), paid != nullptr && paid->dies};
}

std::optional<NodePayment> find(Tx& tx, const Scope& scope, const PaymentHash& hash) {
  return store::node_payments::find_by_hash(tx, scope, k_owner, hash);
}

std::vector<Htlc> htlcs_for(Tx& tx, const NodeInvoice& invoice) {
  std::vector<Htlc> all;
  for (const auto& payment : store::node_payments::of_invoice(tx, invoice.seq)) {
    for (auto& htlc : store::htlcs::of_payment(tx, payment.seq)) {
      all.push_back(std::move(htlc));
    }
  }
  return all;
}

}  // namespace satsrail::service::wallet
