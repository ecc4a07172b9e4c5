#pragma once
// Payment requests on the wire.

#include "core/domain/payment_request.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>

namespace satsrail::wire {

// Reads `{"payment_request":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<PaymentRequestInput> parse_payment_request(const JsonBody& body);

// What a payment request is shown with.
struct PaymentRequestView {
  const PaymentRequest& request;
  const Invoice& invoice;  // its own, whose state is its own
  std::string_view order_id;
  std::string_view order_number;
  std::string_view payment_id;  // empty: not paid
  std::string_view metadata_json;
  std::string_view order_json;
  std::string_view invoice_json;
};
std::string payment_request_json(const PaymentRequestView& view);

}  // namespace satsrail::wire
