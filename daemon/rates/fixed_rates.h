#pragma once
// Rates that change only when somebody says so: arithmetic that a person can check.

#include "core/ports/rate_source.h"

#include <map>
#include <shared_mutex>
#include <string>
#include <vector>

namespace satsrail {

class FixedRates final : public RateSource {
 public:
  Result<RateQuote> quote(const Currency& currency, Time now) const override;
  void set(const Currency& currency, ExchangeRate rate, Time at);
  struct Listed {
    std::string currency;  // upper case
    RateQuote quote;
  };
  std::vector<Listed> all() const;  // by currency

 private:
  mutable std::shared_mutex m_mutex;
  std::map<std::string, RateQuote, std::less<>> m_rates;
};

}  // namespace satsrail
