#include "daemon/rates/scripted_rates.h"

#include <algorithm>

namespace satsrail {

Result<RateQuote> ScriptedRates::quote(const Currency& currency, Time now) const {
  constexpr const char* k_source = "sandbox:script";
  if (const auto found = m_script.find(currency.upper()); found != m_script.end()) {
    const auto& points = found->second;
    const auto next = std::upper_bound(points.begin(), points.end(), now,
                                       [](Time time, const RatePoint& point) { return time < point.from; });
    if (next != points.begin()) {
      return RateQuote{std::prev(next)->rate, std::prev(next)->from, k_source};
    }
  }
  TRY_ASSIGN(auto quote, m_fixed.quote(currency, now));
  quote.source = k_source;
  return quote;
}

}  // namespace satsrail
