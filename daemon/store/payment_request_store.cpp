#include "daemon/store/payment_request_store.h"

namespace satsrail::store::payment_requests {

std::int64_t insert(Tx& tx, const PaymentRequest& request) {
  return tx.run(
      "INSERT INTO payment_requests (id, merchant_seq, livemode, order_seq, invoice_seq, description, created_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      request.id.view(), request.scope.merchant_seq, request.scope.livemode, request.order_seq, request.invoice_seq,
      request.description, request.created_at);
}

std::optional<PaymentRequest> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row = tx.query(
      "SELECT seq, id, order_seq, invoice_seq, description, created_at FROM payment_requests"
      " WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3",
      id, scope.merchant_seq, scope.livemode);
  if (!row.step()) {
    return std::nullopt;
  }
  PaymentRequest request;
  request.seq = row.integer(0);
  request.id = PaymentRequestId::parse(row.text(1)).value();
  request.scope = scope;
  request.order_seq = row.integer(2);
  request.invoice_seq = row.integer(3);
  request.description = row.optional_str(4);
  request.created_at = row.time(5);
  return request;
}

}  // namespace satsrail::store::payment_requests
