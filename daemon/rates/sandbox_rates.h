#pragma once
// The sandbox's exchange rates: whichever source is switched on, over the fixed rates that each of them falls back on.

#include "daemon/rates/fixed_rates.h"

#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

namespace satsrail {

class SandboxRates final : public RateSource {
 public:
  SandboxRates();
  Result<RateQuote> quote(const Currency& currency, Time now) const override;

  // The new rate counts at once in mode fixed; elsewhere it is what the mode begins with or falls back on.
  void set_fixed(const FixedRate& fixed);
  void use(RateModeSettings settings);
  RateModeSettings mode() const;

  struct Listed {
    std::string currency;  // upper case
    RateQuote quote;
  };
  // By currency; empty while the source is down.
  std::vector<Listed> all(Time now) const;

 private:
  std::shared_ptr<const RateSource> source() const;

  FixedRates m_fixed;
  mutable std::shared_mutex m_mutex;  // of what follows; a source itself is for all threads
  RateModeSettings m_settings;
  std::shared_ptr<const RateSource> m_source;  // never null
};

}  // namespace satsrail
