#include "daemon/store/rate_store.h"

namespace satsrail::store {

void rates::put(Tx& tx, const FixedRate& rate) {
  tx.run(
      "INSERT INTO rates (currency, minor_per_btc, updated_at) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (currency) DO UPDATE SET minor_per_btc = excluded.minor_per_btc, updated_at = excluded.updated_at",
      rate.currency, rate.rate.minor_per_btc, rate.updated_at);
}

std::vector<FixedRate> rates::all(Tx& tx) {
  std::vector<FixedRate> list;
  auto row = tx.query("SELECT currency, minor_per_btc, updated_at FROM rates ORDER BY currency");
  while (row.step()) {
    list.push_back({row.str(0), ExchangeRate{row.integer(1)}, row.time(2)});
  }
  return list;
}

std::optional<RateModeSettings> rates::mode(Tx& tx) {
  RateModeSettings settings;
  {
    auto row = tx.query("SELECT mode, since, walk_seed, walk_step, walk_sigma_bp, walk_range_bp FROM rate_mode");
    if (!row.step()) {
      return std::nullopt;
    }
    settings.mode = parse_rate_mode(row.text(0)).value();  // the column holds no other word
    settings.since = row.time(1);
    settings.walk = {row.integer(2), Duration(row.integer(3)), static_cast<int>(row.integer(4)),
                     static_cast<int>(row.integer(5))};
  }
  auto row = tx.query("SELECT currency, from_time, minor_per_btc FROM rate_script ORDER BY currency, from_time");
  while (row.step()) {
    settings.script[row.str(0)].push_back({row.time(1), ExchangeRate{row.integer(2)}});
  }
  return settings;
}

void rates::put_mode(Tx& tx, const RateModeSettings& settings) {
  tx.run(
      "INSERT OR REPLACE INTO rate_mode (only, mode, since, walk_seed, walk_step, walk_sigma_bp, walk_range_bp)"
      " VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
      to_string(settings.mode), settings.since, settings.walk.seed, settings.walk.step.count(), settings.walk.sigma_bp,
      settings.walk.range_bp);
  tx.run("DELETE FROM rate_script");
  for (const auto& [currency, points] : settings.script) {
    for (const auto& point : points) {
      tx.run("INSERT INTO rate_script (currency, from_time, minor_per_btc) VALUES (?1, ?2, ?3)", currency, point.from,
             point.rate.minor_per_btc);
    }
  }
}

}  // namespace satsrail::store
