#pragma once
// Money that arrived. On Lightning a payment is final the moment it settles.

#include "core/domain/scope.h"
#include "core/id.h"
#include "core/money.h"
#include "core/ports/lightning_node.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>

namespace satsrail {

struct Payment {
  std::int64_t seq = 0;
  PaymentId id;
  Scope scope;
  Sat amount;
  FiatCents fiat;
  std::string currency;
  FiatCents usd;  // worth in US dollars when it arrived; the same as `fiat` for USD
  ExchangeRate rate;
  PaymentHash payment_hash{};
  Preimage preimage{};
  Time created_at{};
  Time confirmed_at{};

  std::int64_t order_seq = 0;
  std::string order_id;
  std::string order_number;
  std::string invoice_id;
  std::optional<std::string> checkout_token;
  std::optional<std::string> product_id;
  std::string metadata_json = "{}";  // the order's
};

}  // namespace satsrail
