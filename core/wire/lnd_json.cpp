#include "core/wire/lnd_json.h"

#include "core/util/base64.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"

#include <array>

namespace satsrail::wire {

namespace {

// protobuf's JSON has no number that holds 64 bits.
std::string text(std::int64_t number) {
  return std::to_string(number);
}

JsonWriter& amount(JsonWriter& json, std::string_view name, Msat msat) {
  return json.key(name)
      .begin_object()
      .field("sat", text(msat.value / 1000))
      .field("msat", text(msat.value))
      .end_object();
}

std::string seconds(std::optional<Time> time) {
  return text(time ? to_unix_seconds(*time) : 0);
}

std::string nanos(std::optional<Time> time) {
  return time ? text(to_millis(*time)) + "000000" : "0";
}

std::string_view feature_name(int bit) {
  switch (bit / 2) {
    case 4:
      return "tlv-onion";
    case 7:
      return "payment-addr";
    case 8:
      return "multi-path-payments";
    default:
      return "unknown";
  }
}

void features(JsonWriter& json, const std::vector<int>& bits) {
  json.key("features").begin_object();
  for (const int bit : bits) {
    json.key(std::to_string(bit))
        .begin_object()
        .field("name", feature_name(bit))
        .field("is_required", bit % 2 == 0)
        .field("is_known", feature_name(bit) != "unknown")
        .end_object();
  }
  json.end_object();
}

std::string_view invoice_state(NodeInvoiceState state) {
  switch (state) {
    case NodeInvoiceState::open:
      return "OPEN";
    case NodeInvoiceState::accepted:
      return "ACCEPTED";
    case NodeInvoiceState::settled:
      return "SETTLED";
    case NodeInvoiceState::canceled:
      break;
  }
  return "CANCELED";
}

std::string_view payment_status(NodePaymentState state) {
  switch (state) {
    case NodePaymentState::succeeded:
      return "SUCCEEDED";
    case NodePaymentState::failed:
      return "FAILED";
    default:
      return "IN_FLIGHT";
  }
}

std::string failure_reason(std::optional<PaymentFailure> failure) {
  constexpr std::string_view k_prefix = "FAILURE_REASON_";
  if (!failure) {
    return std::string(k_prefix) + "NONE";
  }
  std::string name(k_prefix);
  for (const char letter : to_string(*failure)) {
    name += letter == '_' ? '_' : static_cast<char>(letter - 'a' + 'A');
  }
  return name;
}

void invoice_htlc(JsonWriter& json, const Htlc& htlc, Msat total) {
  constexpr std::array k_states{"ACCEPTED", "SETTLED", "CANCELED"};
  json.begin_object()
      .field("chan_id", "0")
      .field("htlc_index", text(htlc.part - 1))
      .field("amt_msat", text(htlc.amount.value))
      .field("accept_height", 0)
      .field("accept_time", seconds(htlc.accepted_at))
      .field("resolve_time", seconds(htlc.resolved_at))
      .field("expiry_height", 0)
      .field("state", k_states.at(static_cast<std::size_t>(htlc.state)))
      .key("custom_records")
      .begin_object()
      .end_object()
      .field("mpp_total_amt_msat", text(total.value))
      .field("amp", nullptr)
      .end_object();
}

void route_to(JsonWriter& json, std::string_view name, std::string_view payee_pubkey, Msat sent, Msat fee) {
  const Msat total{sent.value + fee.value};
  json.key(name)
      .begin_object()
      .field("total_time_lock", 0)
      .field("total_fees", text(fee.value / 1000))
      .field("total_amt", text(total.value / 1000))
      .key("hops")
      .begin_array()
      .begin_object()
      .field("chan_id", "0")
      .field("amt_to_forward", text(sent.value / 1000))
      .field("fee", text(fee.value / 1000))
      .field("amt_to_forward_msat", text(sent.value))
      .field("fee_msat", text(fee.value))
      .field("pub_key", payee_pubkey)
      .end_object()
      .end_array()
      .field("total_fees_msat", text(fee.value))
      .field("total_amt_msat", text(total.value))
      .end_object();
}

void attempt(JsonWriter& json, const NodePayment& payment, const Htlc& htlc, std::string_view payee_pubkey) {
  constexpr std::array k_states{"IN_FLIGHT", "SUCCEEDED", "FAILED"};
  json.begin_object()
      .field("attempt_id", text(htlc.seq))
      .field("status", k_states.at(static_cast<std::size_t>(htlc.state)));
  // The whole fee is shown with the first part.
  route_to(json, "route", payee_pubkey, htlc.amount, htlc.part == 1 ? payment.fee : Msat{0});
  json.field("attempt_time_ns", nanos(htlc.accepted_at))
      .field("resolve_time_ns", nanos(htlc.resolved_at))
      .field("failure", nullptr)
      .field("preimage", payment.preimage ? to_base64(*payment.preimage) : std::string())
      .end_object();
}

void status(JsonWriter& json, int code, std::string_view message) {
  json.begin_object()
      .field("code", code)
      .field("message", message)
      .key("details")
      .begin_array()
      .end_array()
      .end_object();
}

}  // namespace

LndStatus lnd_status(int code) {
  switch (code) {
    case grpc::invalid_argument:
      return {code, 400};
    case grpc::not_found:
      return {code, 404};
    case grpc::already_exists:
      return {code, 409};
    case grpc::resource_exhausted:
      return {code, 429};
    default:
      return {code, 500};
  }
}

LndStatus lnd_error(ErrorCode code) {
  const int status = error_info(code).status;
  switch (code) {
    case ErrorCode::unauthorized:
      return {16, status};
    case ErrorCode::forbidden:
      return {7, status};
    case ErrorCode::not_found:
      return {grpc::not_found, status};
    case ErrorCode::method_not_allowed:
      return {12, status};
    case ErrorCode::conflict:
    case ErrorCode::rotation_pending:
    case ErrorCode::product_type_in_use:
      return {grpc::already_exists, status};
    case ErrorCode::rate_limited:
      return {8, status};
    case ErrorCode::internal:
      return {13, status};
    case ErrorCode::wallet_unavailable:
    case ErrorCode::rate_unavailable:
    case ErrorCode::unavailable:
      return {14, status};
    case ErrorCode::validation_error:
    case ErrorCode::bad_request:
    case ErrorCode::parameter_missing:
      return {grpc::invalid_argument, 400};
    default:
      return {grpc::unknown, status};
  }
}

std::string lnd_error_json(int code, std::string_view message) {
  JsonWriter json;
  status(json, code, message);
  return json.take();
}

std::string lnd_error_json(const Error& error) {
  return lnd_error_json(lnd_error(error.code()).code, error.message());
}

std::string lnd_error_line(int code, std::string_view message) {
  JsonWriter json;
  json.begin_object().key("error");
  status(json, code, message);
  return json.end_object().take() + "\n";
}

std::string lnd_result_line(std::string_view result) {
  JsonWriter json;
  json.begin_object().raw_field("result", result).end_object();
  return json.take() + "\n";
}

std::string lnd_info_json(const LndNode& node) {
  JsonWriter json;
  json.begin_object()
      .field("version", node.version)
      .field("commit_hash", "")
      .field("identity_pubkey", node.pubkey)
      .field("alias", node.alias)
      .field("color", "#3399ff")
      .field("num_pending_channels", 0)
      .field("num_active_channels", 1)
      .field("num_inactive_channels", 0)
      .field("num_peers", 1)
      .field("block_height", node.block_height)
      .field("block_hash", std::string(64, '0'))
      .field("best_header_timestamp", text(node.now_seconds))
      .field("synced_to_chain", true)
      .field("synced_to_graph", true)
      .field("testnet", node.network == "testnet")
      .key("chains")
      .begin_array()
      .begin_object()
      .field("chain", "bitcoin")
      .field("network", node.network)
      .end_object()
      .end_array()
      .key("uris")
      .begin_array()
      .value(std::string(node.pubkey) + "@127.0.0.1:9735")
      .end_array()
      .key("features")
      .begin_object()
      .end_object()
      .field("require_htlc_interceptor", false)
      .field("store_final_htlc_resolutions", false)
      .end_object();
  return json.take();
}

std::string lnd_channel_balance_json(Msat spendable, Msat in_flight) {
  JsonWriter json;
  json.begin_object().field("balance", text(spendable.value / 1000)).field("pending_open_balance", "0");
  amount(json, "local_balance", spendable);
  amount(json, "remote_balance", Msat{0});
  amount(json, "unsettled_local_balance", in_flight);
  amount(json, "unsettled_remote_balance", Msat{0});
  amount(json, "pending_open_local_balance", Msat{0});
  amount(json, "pending_open_remote_balance", Msat{0});
  json.field("custom_channel_data", "").end_object();
  return json.take();
}

std::string lnd_invoice_json(const NodeInvoice& invoice, const Bolt11& decoded, const std::vector<Htlc>& htlcs) {
  const bool settled = invoice.state == NodeInvoiceState::settled;
  const auto value = invoice.amount.value_or(Msat{0});
  JsonWriter json;
  json.begin_object()
      .field("memo", decoded.description.value_or(""))
      .field("r_preimage", to_base64(invoice.preimage))
      .field("r_hash", to_base64(invoice.payment_hash))
      .field("value", text(value.value / 1000))
      .field("value_msat", text(value.value))
      .field("settled", settled)
      .field("creation_date", seconds(invoice.created_at))
      .field("settle_date", seconds(invoice.settled_at))
      .field("payment_request", invoice.bolt11)
      .field("description_hash", decoded.description_hash ? to_base64(*decoded.description_hash) : std::string())
      .field("expiry", text(decoded.expiry_seconds))
      .field("fallback_addr", "")
      .field("cltv_expiry", text(decoded.min_final_cltv_expiry))
      .key("route_hints")
      .begin_array()
      .end_array()
      .field("private", false)
      .field("add_index", text(invoice.seq))
      .field("settle_index", settled ? text(invoice.seq) : "0")
      .field("amt_paid", text(invoice.received.value))
      .field("amt_paid_sat", text(invoice.received.value / 1000))
      .field("amt_paid_msat", text(invoice.received.value))
      .field("state", invoice_state(invoice.state))
      .key("htlcs")
      .begin_array();
  Msat total{0};
  for (const auto& htlc : htlcs) {
    total.value += htlc.amount.value;
  }
  for (const auto& htlc : htlcs) {
    invoice_htlc(json, htlc, total);
  }
  json.end_array();
  features(json, decoded.features);
  json.field("is_keysend", false)
      .field("payment_addr", to_base64(decoded.payment_secret))
      .field("is_amp", false)
      .key("amp_invoice_state")
      .begin_object()
      .end_object()
      .end_object();
  return json.take();
}

std::string lnd_added_invoice_json(const NodeInvoice& invoice, const Bolt11& decoded) {
  JsonWriter json;
  json.begin_object()
      .field("r_hash", to_base64(invoice.payment_hash))
      .field("payment_request", invoice.bolt11)
      .field("add_index", text(invoice.seq))
      .field("payment_addr", to_base64(decoded.payment_secret))
      .end_object();
  return json.take();
}

std::string lnd_payment_request_json(const Bolt11& decoded) {
  const auto value = decoded.amount.value_or(Msat{0});
  JsonWriter json;
  json.begin_object()
      .field("destination", to_hex(decoded.payee))
      .field("payment_hash", to_hex(decoded.payment_hash))
      .field("num_satoshis", text(value.value / 1000))
      .field("timestamp", text(decoded.timestamp))
      .field("expiry", text(decoded.expiry_seconds))
      .field("description", decoded.description.value_or(""))
      .field("description_hash", decoded.description_hash ? to_hex(*decoded.description_hash) : std::string())
      .field("fallback_addr", decoded.fallbacks.empty() ? std::string() : decoded.fallbacks.front().address)
      .field("cltv_expiry", text(decoded.min_final_cltv_expiry))
      .key("route_hints")
      .begin_array();
  for (const auto& route : decoded.routes) {
    json.begin_object().key("hop_hints").begin_array();
    for (const auto& hop : route) {
      json.begin_object()
          .field("node_id", to_hex(hop.node))
          .field("chan_id", std::to_string(hop.short_channel_id))
          .field("fee_base_msat", static_cast<std::int64_t>(hop.fee_base_msat))
          .field("fee_proportional_millionths", static_cast<std::int64_t>(hop.fee_proportional_millionths))
          .field("cltv_expiry_delta", static_cast<int>(hop.cltv_expiry_delta))
          .end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().field("payment_addr", to_base64(decoded.payment_secret)).field("num_msat", text(value.value));
  features(json, decoded.features);
  return json.end_object().take();
}

std::string lnd_payment_json(const NodePayment& payment, const std::vector<Htlc>& htlcs,
                             std::string_view payee_pubkey) {
  // Before it is sent, and when it failed, no fee was paid.
  const auto fee = payment.state == NodePaymentState::initiated ? Msat{0} : payment.fee;
  const auto fee_sats = text(fee.value / 1000);
  const auto sats = text(payment.amount.value / 1000);
  JsonWriter json;
  json.begin_object()
      .field("payment_hash", to_hex(payment.payment_hash))
      .field("value", sats)
      .field("creation_date", seconds(payment.created_at))
      .field("fee", fee_sats)
      .field("payment_preimage", to_hex(payment.preimage.value_or(Preimage{})))
      .field("value_sat", sats)
      .field("value_msat", text(payment.amount.value))
      .field("payment_request", payment.bolt11)
      .field("status", payment_status(payment.state))
      .field("fee_sat", fee_sats)
      .field("fee_msat", text(fee.value))
      .field("creation_time_ns", nanos(payment.created_at))
      .key("htlcs")
      .begin_array();
  for (const auto& htlc : htlcs) {
    attempt(json, payment, htlc, payee_pubkey);
  }
  json.end_array()
      .field("payment_index", text(payment.seq))
      .field("failure_reason", failure_reason(payment.failure))
      .key("first_hop_custom_records")
      .begin_object()
      .end_object()
      .end_object();
  return json.take();
}

std::string lnd_sent_json(const NodePayment& payment, std::string_view payee_pubkey, std::string_view error) {
  JsonWriter json;
  json.begin_object()
      .field("payment_error", error)
      .field("payment_preimage", payment.preimage ? to_base64(*payment.preimage) : std::string());
  if (payment.preimage) {
    route_to(json, "payment_route", payee_pubkey, payment.amount, payment.fee);
  } else {
    json.key("payment_route").value(nullptr);
  }
  json.field("payment_hash", to_base64(payment.payment_hash)).end_object();
  return json.take();
}

std::string lnd_not_sent_json(std::string_view error, const PaymentHash& payment_hash) {
  NodePayment payment;
  payment.payment_hash = payment_hash;
  return lnd_sent_json(payment, {}, error);
}

std::string_view lnd_failure_text(PaymentFailure failure) {
  return failure == PaymentFailure::error ? "non-recoverable error" : to_string(failure);
}

}  // namespace satsrail::wire
