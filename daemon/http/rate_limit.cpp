#include "daemon/http/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace satsrail::http {

RateLimit::Verdict RateLimit::take(std::string_view key, std::chrono::steady_clock::time_point now) {
  const double capacity = m_per_minute;
  const double per_second = capacity / 60.0;
  const std::lock_guard lock(m_mutex);
  auto found = m_buckets.find(key);
  if (found == m_buckets.end()) {
    found = m_buckets.emplace(std::string(key), Bucket{capacity, now}).first;
  }
  auto& bucket = found->second;
  const std::chrono::duration<double> elapsed = now - bucket.filled_at;
  bucket.tokens = std::min(capacity, bucket.tokens + elapsed.count() * per_second);
  bucket.filled_at = now;

  Verdict verdict;
  verdict.limit = m_per_minute;
  verdict.allowed = bucket.tokens >= 1.0;
  if (verdict.allowed) {
    bucket.tokens -= 1.0;
  } else {
    verdict.retry_after_seconds = std::max(1, static_cast<int>(std::ceil((1.0 - bucket.tokens) / per_second)));
  }
  verdict.remaining = static_cast<int>(bucket.tokens);
  verdict.reset_seconds = static_cast<int>(std::ceil((capacity - bucket.tokens) / per_second));
  return verdict;
}

}  // namespace satsrail::http
