#pragma once
// The wallet as LND's REST proxy writes it (lnrpc and routerrpc through grpc-gateway): 64-bit integers as strings,
// bytes in base64 except a payment's hash and preimage, which are hex, every field always there.

#include "core/domain/node_invoice.h"
#include "core/domain/node_payment.h"
#include "core/lightning/bolt11.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

// gRPC's status codes that are used here (google.rpc.Code), and the HTTP status that the proxy makes of each.
namespace grpc {
inline constexpr int unknown = 2;  // what LND answers where it says nothing particular
inline constexpr int invalid_argument = 3;
inline constexpr int not_found = 5;
inline constexpr int already_exists = 6;
inline constexpr int resource_exhausted = 8;
}  // namespace grpc
struct LndStatus {
  int code;
  int status;
};
LndStatus lnd_status(int code);
LndStatus lnd_error(ErrorCode code);

std::string lnd_error_json(int code, std::string_view message);  // {"code":6,"message":"…","details":[]}
std::string lnd_error_json(const Error& error);
std::string lnd_error_line(int code, std::string_view message);  // {"error":{…}} and a line's end
std::string lnd_result_line(std::string_view json);              // {"result":…} and a line's end

struct LndNode {
  std::string_view pubkey;
  std::string_view alias;
  std::string_view network;
  std::string_view version;
  std::int64_t block_height = 0;
  std::int64_t now_seconds = 0;
};
std::string lnd_info_json(const LndNode& node);

std::string lnd_channel_balance_json(Msat spendable, Msat in_flight);

// `decoded` is the invoice's own text, read.
std::string lnd_invoice_json(const NodeInvoice& invoice, const Bolt11& decoded, const std::vector<Htlc>& htlcs);
std::string lnd_added_invoice_json(const NodeInvoice& invoice, const Bolt11& decoded);
std::string lnd_payment_request_json(const Bolt11& decoded);

std::string lnd_payment_json(const NodePayment& payment, const std::vector<Htlc>& htlcs, std::string_view payee_pubkey);
// SendResponse: `error` is empty when the payment succeeded.
std::string lnd_sent_json(const NodePayment& payment, std::string_view payee_pubkey, std::string_view error);
std::string lnd_not_sent_json(std::string_view error, const PaymentHash& payment_hash);

// "no_route", as LND names failures in `payment_error`.
std::string_view lnd_failure_text(PaymentFailure failure);

}  // namespace satsrail::wire
