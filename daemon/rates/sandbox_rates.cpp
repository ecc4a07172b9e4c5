#include "daemon/rates/sandbox_rates.h"

#include "daemon/rates/failing_rates.h"
#include "daemon/rates/scripted_rates.h"
#include "daemon/rates/walking_rates.h"

#include <mutex>

namespace satsrail {

namespace {

// The fixed rates live as long as their holder: nobody counts them.
std::shared_ptr<const RateSource> make_source(const RateModeSettings& settings, const FixedRates& fixed) {
  switch (settings.mode) {
    case RateMode::fixed:
      return {std::shared_ptr<const RateSource>(), &fixed};
    case RateMode::script:
      return std::make_shared<const ScriptedRates>(settings.script, fixed);
    case RateMode::walk:
      return std::make_shared<const WalkingRates>(settings.walk, settings.since, fixed);
    case RateMode::error:
      break;
  }
  return std::make_shared<const FailingRates>();
}

}  // namespace

SandboxRates::SandboxRates() : m_source(make_source({}, m_fixed)) {}

std::shared_ptr<const RateSource> SandboxRates::source() const {
  const std::shared_lock lock(m_mutex);
  return m_source;
}

Result<RateQuote> SandboxRates::quote(const Currency& currency, Time now) const {
  return source()->quote(currency, now);
}

void SandboxRates::set_fixed(const FixedRate& fixed) {
  m_fixed.set(fixed);
}

void SandboxRates::use(RateModeSettings settings) {
  auto source = make_source(settings, m_fixed);
  const std::unique_lock lock(m_mutex);
  m_settings = std::move(settings);
  m_source = std::move(source);
}

RateModeSettings SandboxRates::mode() const {
  const std::shared_lock lock(m_mutex);
  return m_settings;
}

std::vector<SandboxRates::Listed> SandboxRates::all(Time now) const {
  const auto source = this->source();
  std::vector<Listed> list;
  for (const auto& currency : Currency::all()) {
    if (auto quote = source->quote(currency, now)) {
      list.push_back({currency.upper(), *std::move(quote)});
    }
  }
  return list;
}

}  // namespace satsrail
