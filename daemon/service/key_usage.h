#pragma once
// How often each API key is used. Counted in memory on every request: two atomic numbers behind a lock that is only
// ever shared, but for a key's first request. The database has the monthly counts as of the last write.

#include "core/time.h"
#include "daemon/store/database.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace satsrail::service {

class KeyUsage {
 public:
  struct Counts {
    std::int64_t this_minute = 0;  // of real time
    std::int64_t this_month = 0;   // of the sandbox clock
  };

  // One request more. Thread-safe, as all below.
  void count(std::string_view key_id, Time real_now, Time sandbox_now);
  Counts of(std::string_view key_id, Time real_now, Time sandbox_now) const;

  void load(store::Tx& tx);  // nothing of before is left
  // Writes what was counted since the last time; rows of keys that are gone go.
  void save(store::Tx& tx);
  bool has_news() const { return m_news.load(std::memory_order_relaxed); }

 private:
  // A period in the upper bits and its count in the lower ones: another period begins at zero, in one exchange.
  class Counter {
   public:
    void add(std::int64_t period);
    void set(std::int64_t period, std::int64_t count);
    std::int64_t count_in(std::int64_t period) const;
    std::int64_t period() const;

   private:
    std::atomic<std::uint64_t> m_both{0};
  };
  struct Key {
    Counter minute;
    Counter month;
  };
  Key& of_key(std::string_view key_id);

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  mutable std::shared_mutex m_mutex;
  std::unordered_map<std::string, std::unique_ptr<Key>, Hash, std::equal_to<>> m_keys;
  std::atomic<bool> m_news{false};
};

}  // namespace satsrail::service
