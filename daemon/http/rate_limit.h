#pragma once
// Requests per minute and key: a bucket of tokens that fills steadily. It runs on the machine's monotonic clock,
// never on the sandbox's: moving time must not hand out requests.

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace satsrail::http {

class RateLimit {
 public:
  // `per_minute` 0 turns it off.
  explicit RateLimit(int per_minute) : m_per_minute(per_minute) {}

  struct Verdict {
    bool allowed = true;
    int limit = 0;
    int remaining = 0;
    int reset_seconds = 0;        // until the bucket is full again
    int retry_after_seconds = 0;  // when refused: until one request fits
  };
  bool enabled() const { return m_per_minute > 0; }
  Verdict take(std::string_view key, std::chrono::steady_clock::time_point now);

 private:
  struct Bucket {
    double tokens = 0;
    std::chrono::steady_clock::time_point filled_at;
  };
  const int m_per_minute;
  std::mutex m_mutex;
  std::map<std::string, Bucket, std::less<>> m_buckets;  // one per key: there are a handful
};

}  // namespace satsrail::http
