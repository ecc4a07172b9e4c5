#include "daemon/service/rates.h"

#include "daemon/store/rate_store.h"

#include <algorithm>

namespace satsrail::service {

rates::Loaded rates::load(Tx& tx) {
  const auto stored = store::rates::all(tx);
  for (const auto& currency : Currency::all()) {
    const auto code = currency.upper();
    if (std::none_of(stored.begin(), stored.end(), [&](const FixedRate& rate) { return rate.currency == code; })) {
      store::rates::put(tx, {code, currency.default_rate(), tx.now()});
    }
  }
  auto mode = store::rates::mode(tx);
  if (!mode) {
    mode.emplace();
    mode->since = tx.now();
    store::rates::put_mode(tx, *mode);
  }
  return {store::rates::all(tx), *std::move(mode)};
}

FixedRate rates::set_fixed(Tx& tx, const Currency& currency, ExchangeRate rate) {
  FixedRate fixed{currency.upper(), rate, tx.now()};
  store::rates::put(tx, fixed);
  return fixed;
}

Result<RateModeSettings> rates::set_mode(Tx& tx, const RateModeInput& input) {
  TRY_ASSIGN(auto settings, settle_rate_mode(input, tx.now()));
  store::rates::put_mode(tx, settings);
  return settings;
}

}  // namespace satsrail::service
