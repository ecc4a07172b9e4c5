#include "daemon/rates/fixed_rates.h"

#include <mutex>

namespace satsrail {

Result<RateQuote> FixedRates::quote(const Currency& currency, Time) const {
  const std::shared_lock lock(m_mutex);
  const auto found = m_rates.find(currency.upper());
  if (found == m_rates.end()) {
    return Error::validation(
        "currency", "has no exchange rate here; set one with: satsrail rates set PRICE_OF_ONE_BITCOIN --currency " +
                        currency.upper());
  }
  return found->second;
}

void FixedRates::set(const FixedRate& fixed) {
  const std::unique_lock lock(m_mutex);
  m_rates[fixed.currency] = {fixed.rate, fixed.updated_at, "sandbox"};
}

}  // namespace satsrail
