#pragma once
// Rates that change at given times: the last entry at or before now counts.

#include "core/domain/rate_mode.h"
#include "core/ports/rate_source.h"

namespace satsrail {

class ScriptedRates final : public RateSource {
 public:
  // `fixed` speaks for a currency before its first entry, or without any; it must outlive this.
  ScriptedRates(RateScript script, const RateSource& fixed) : m_script(std::move(script)), m_fixed(fixed) {}
  Result<RateQuote> quote(const Currency& currency, Time now) const override;

 private:
  const RateScript m_script;
  const RateSource& m_fixed;
};

}  // namespace satsrail
