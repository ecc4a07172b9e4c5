#include "core/wire/node_json.h"

#include "core/util/hex.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

namespace {

// Whole sats where they are whole; the exact figure stands beside it.
std::optional<std::int64_t> whole_sats(Msat amount) {
  return amount.value % 1000 == 0 ? std::optional(amount.value / 1000) : std::nullopt;
}

void htlcs_json(JsonWriter& json, const std::vector<Htlc>& htlcs) {
  json.key("htlcs").begin_array();
  for (const auto& htlc : htlcs) {
    json.begin_object()
        .field("part", htlc.part)
        .field("state", to_string(htlc.state))
        .field("amount_msat", htlc.amount.value)
        .field("accepted_at", htlc.accepted_at)
        .field("times_out_at", htlc.times_out_at)
        .field("resolved_at", htlc.resolved_at)
        .end_object();
  }
  json.end_array();
}

}  // namespace

std::string node_payment_json(const NodePayment& payment, const std::vector<Htlc>& htlcs,
                              const NodePaymentLinks& links) {
  const auto outcome = parse_outcome(payment.outcome);
  const bool possible = !outcome || outcome_info(*outcome).possible;
  JsonWriter json;
  json.begin_object()
      .field("object", "node_payment")
      .field("id", payment.id.view())
      .field("livemode", payment.scope.livemode)
      .field("payer", payment.payer)
      .field("status", to_string(payment.state))
      .field("failure_reason", payment.failure ? std::optional(to_string(*payment.failure)) : std::nullopt);
  json.text_or_null("message", payment.message);
  json.field("outcome", payment.outcome);
  json.text_or_null("note", possible ? std::string_view() : k_not_possible);
  json.field("amount_sats", whole_sats(payment.amount)).field("amount_msat", payment.amount.value);
  if (payment.state == NodePaymentState::initiated) {
    json.field("fee_msat", nullptr);  // known when it is sent
  } else {
    json.field("fee_msat", payment.fee.value);
  }
  json.field("payment_hash", to_hex(payment.payment_hash))
      .field("preimage", payment.preimage ? std::optional(to_hex(*payment.preimage)) : std::nullopt)
      .field("bolt11", payment.bolt11);
  htlcs_json(json, htlcs);
  json.field("node_invoice_state", links.invoice_state ? std::optional(to_string(*links.invoice_state)) : std::nullopt);
  json.text_or_null("checkout_id", links.checkout_token);
  json.text_or_null("order_id", links.order_id);
  json.text_or_null("invoice_id", links.invoice_id);
  json.text_or_null("payment_id", links.payment_id);
  json.field("due_at", payment.due_at)
      .field("created_at", payment.created_at)
      .field("updated_at", payment.updated_at)
      .field("resolved_at", payment.resolved_at);
  return json.end_object().take();
}

std::string node_invoice_json(const NodeInvoice& invoice, const std::vector<Htlc>& accepted,
                              const NodeInvoiceLinks& links) {
  const bool settled = invoice.state == NodeInvoiceState::settled;
  JsonWriter json;
  json.begin_object()
      .field("object", "node_invoice")
      .field("livemode", invoice.scope.livemode)
      .field("node", invoice.owner)
      .field("state", to_string(invoice.state))
      .field("amount_sats", invoice.amount ? whole_sats(*invoice.amount) : std::nullopt)
      .field("amount_msat", invoice.amount ? std::optional(invoice.amount->value) : std::nullopt)
      .field("received_msat", invoice.received.value)
      .field("payment_hash", to_hex(invoice.payment_hash))
      .field("preimage", settled ? std::optional(to_hex(invoice.preimage)) : std::nullopt)
      .field("bolt11", invoice.bolt11);
  htlcs_json(json, accepted);
  json.text_or_null("checkout_id", links.checkout_token);
  json.text_or_null("order_id", links.order_id);
  json.text_or_null("invoice_id", links.invoice_id);
  json.field("created_at", invoice.created_at)
      .field("expires_at", invoice.expires_at)
      .field("accepted_at", invoice.accepted_at)
      .field("settled_at", invoice.settled_at)
      .field("canceled_at", invoice.canceled_at);
  return json.end_object().take();
}

std::string node_settings_json(const NodeSettings& settings) {
  JsonWriter json;
  json.begin_object();
  for (const auto& info : node_setting_table()) {
    json.field(info.name, text_of(settings, info.name));
  }
  return json.end_object().take();
}

std::string payment_outcome_json(const OutcomeInfo& info) {
  JsonWriter json;
  json.begin_object()
      .field("object", "payment_outcome")
      .field("name", info.name)
      .field("possible", info.possible)
      .field("payer", info.payer)
      .field("merchant", info.merchant);
  json.text_or_null("note", info.possible ? std::string_view() : k_not_possible);
  return json.end_object().take();
}

}  // namespace satsrail::wire
