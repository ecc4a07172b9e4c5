#pragma once
// What a merchant's backend asks for when it makes and changes orders.

#include "core/domain/order.h"
#include "core/result.h"
#include "core/wire/fields.h"

namespace satsrail::wire {

// Reads `{"order":{…}}` and what stands beside it. Errors: bad_request, parameter_missing, validation_error.
Result<OrderInput> parse_order(const JsonBody& body);
Result<OrderChange> parse_order_change(const JsonBody& body);

// `payment_method`, and `required_confirmations` or `confirmations`, wherever they stand; what is wrong is noted.
InvoiceChoice read_invoice_choice(Fields& fields);

}  // namespace satsrail::wire
