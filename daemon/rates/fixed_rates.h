#pragma once
// Rates that change only when somebody says so: arithmetic that a person can check.

#include "core/domain/rate_mode.h"
#include "core/ports/rate_source.h"

#include <map>
#include <shared_mutex>
#include <string>

namespace satsrail {

class FixedRates final : public RateSource {
 public:
  Result<RateQuote> quote(const Currency& currency, Time now) const override;
  void set(const FixedRate& fixed);

 private:
  mutable std::shared_mutex m_mutex;
  std::map<std::string, RateQuote, std::less<>> m_rates;
};

}  // namespace satsrail
