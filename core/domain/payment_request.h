#pragma once
// Money that is asked for without a basket: one call makes an order and its invoice. What becomes of it is what becomes
// of that invoice.

#include "core/domain/invoice.h"
#include "core/domain/metadata.h"
#include "core/domain/scope.h"
#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>

namespace satsrail {

struct PaymentRequestInput {
  FiatCents amount;
  Currency currency = Currency::usd();
  std::optional<std::string> description;
  InvoiceChoice invoice;
  Metadata metadata;  // of its order
};

struct PaymentRequest {
  std::int64_t seq = 0;
  PaymentRequestId id;
  Scope scope;
  std::int64_t order_seq = 0;
  std::int64_t invoice_seq = 0;
  std::optional<std::string> description;
  Time created_at{};
};

}  // namespace satsrail
