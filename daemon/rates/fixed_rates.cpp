#include "daemon/rates/fixed_rates.h"

#include <mutex>

namespace satsrail {

Result<RateQuote> FixedRates::quote(const Currency& currency, Time) const {
  const std::shared_lock lock(m_mutex);
  const auto found = m_rates.find(currency.upper());
  if (found == m_rates.end()) {
    return Error::validation("currency", "has no exchange rate here; set one with: satsrail rates set " +
                                             currency.upper() + " PRICE_OF_ONE_BITCOIN");
  }
  return found->second;
}

void FixedRates::set(const Currency& currency, ExchangeRate rate, Time at) {
  const std::unique_lock lock(m_mutex);
  m_rates[currency.upper()] = {rate, at, "sandbox"};
}

std::vector<FixedRates::Listed> FixedRates::all() const {
  const std::shared_lock lock(m_mutex);
  std::vector<Listed> list;
  for (const auto& [currency, quote] : m_rates) {
    list.push_back({currency, quote});
  }
  return list;
}

}  // namespace satsrail
