#include "daemon/service/key_usage.h"

#include "daemon/store/key_usage_store.h"

#include <chrono>
#include <mutex>
#include <vector>

namespace satsrail::service {

namespace {

constexpr int k_count_bits = 40;  // a trillion requests; 24 bits of period are 31 years of minutes, or all months
constexpr std::uint64_t k_count_mask = (std::uint64_t{1} << k_count_bits) - 1;
constexpr std::int64_t k_period_mask = (std::int64_t{1} << (64 - k_count_bits)) - 1;

// Of minutes only the lower bits: a count of 31 years ago is forgotten by then.
std::int64_t minute_of(Time time) {
  return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count() & k_period_mask;
}

std::int64_t month_of(Time time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  return std::int64_t{static_cast<int>(date.year())} * 12 + static_cast<unsigned>(date.month()) - 1;
}

}  // namespace

void KeyUsage::Counter::add(std::int64_t period) {
  auto both = m_both.load(std::memory_order_relaxed);
  const auto wanted = static_cast<std::uint64_t>(period);
  std::uint64_t next = 0;
  do {
    next = both >> k_count_bits == wanted ? both + 1 : (wanted << k_count_bits) + 1;
  } while (!m_both.compare_exchange_weak(both, next, std::memory_order_relaxed));
}

void KeyUsage::Counter::set(std::int64_t period, std::int64_t count) {
  m_both.store(
      (static_cast<std::uint64_t>(period) << k_count_bits) + (static_cast<std::uint64_t>(count) & k_count_mask),
      std::memory_order_relaxed);
}

std::int64_t KeyUsage::Counter::count_in(std::int64_t period) const {
  const auto both = m_both.load(std::memory_order_relaxed);
  return both >> k_count_bits == static_cast<std::uint64_t>(period) ? static_cast<std::int64_t>(both & k_count_mask)
                                                                    : 0;
}

std::int64_t KeyUsage::Counter::period() const {
  return static_cast<std::int64_t>(m_both.load(std::memory_order_relaxed) >> k_count_bits);
}

KeyUsage::Key& KeyUsage::of_key(std::string_view key_id) {
  {
    const std::shared_lock lock(m_mutex);
    const auto found = m_keys.find(key_id);
    if (found != m_keys.end()) {
      return *found->second;
    }
  }
  const std::unique_lock lock(m_mutex);
  auto& key = m_keys[std::string(key_id)];
  if (key == nullptr) {
    key = std::make_unique<Key>();
  }
  return *key;
}

void KeyUsage::count(std::string_view key_id, Time real_now, Time sandbox_now) {
  auto& key = of_key(key_id);
  key.minute.add(minute_of(real_now));
  key.month.add(month_of(sandbox_now));
  m_news.store(true, std::memory_order_relaxed);
}

KeyUsage::Counts KeyUsage::of(std::string_view key_id, Time real_now, Time sandbox_now) const {
  const std::shared_lock lock(m_mutex);
  const auto found = m_keys.find(key_id);
  if (found == m_keys.end()) {
    return {};
  }
  return {found->second->minute.count_in(minute_of(real_now)), found->second->month.count_in(month_of(sandbox_now))};
}

void KeyUsage::load(store::Tx& tx) {
  const auto rows = store::key_usage::all(tx);
  // Keys stay where they are: a request may be counting at this moment.
  for (const auto& row : rows) {
    of_key(row.key_id);
  }
  const std::shared_lock lock(m_mutex);
  for (auto& [id, key] : m_keys) {
    key->month.set(0, 0);
  }
  for (const auto& row : rows) {
    m_keys.find(row.key_id)->second->month.set(row.month, row.requests);
  }
}

void KeyUsage::save(store::Tx& tx) {
  m_news.store(false, std::memory_order_relaxed);
  std::vector<store::key_usage::Row> rows;
  {
    const std::shared_lock lock(m_mutex);
    for (const auto& [id, key] : m_keys) {
      const auto month = key->month.period();
      rows.push_back({id, month, key->month.count_in(month)});
    }
  }
  for (const auto& row : rows) {
    if (row.requests > 0) {
      store::key_usage::put(tx, row);
    }
  }
  store::key_usage::forget_revoked(tx);
}

}  // namespace satsrail::service
