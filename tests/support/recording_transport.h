#pragma once
// The merchants' receivers, in memory: they follow a script and record what arrives, with the time of the sandbox.

#include "core/ports/clock.h"
#include "core/ports/webhook_transport.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::test {

struct RecordedAttempt {
  Time at;  // on the sandbox clock
  WebhookRequest request;

  std::string header(std::string_view name) const;  // empty when there is none
};

class RecordingTransport final : public WebhookTransport {
 public:
  explicit RecordingTransport(const Clock& clock) : m_clock(clock) {}

  // -- the script. Every answer is 200 unless one of these says otherwise
  void fail_next(int count, int status = 500);
  void answer_next(WebhookResponse response);
  // From now on, for one receiver.
  void always(std::string url, int status);
  // From now on, nobody is at home there, or somebody is.
  void go_away(const std::string& url);
  void come_back(const std::string& url);
  // A held receiver takes its requests and answers none, until it is released.
  void hold(std::string url);
  void release(const std::string& url);

  // -- the record
  std::vector<RecordedAttempt> attempts() const;
  std::vector<RecordedAttempt> attempts_at(std::string_view url) const;
  std::size_t count() const { return attempts().size(); }
  // How long after the first attempt each one came.
  std::vector<Duration> attempt_offsets() const;
  // Returns the attempts once there are `count`. Throws when they do not come.
  std::vector<RecordedAttempt> wait_for(std::size_t count) const;

  void post(WebhookRequest request, Completion done) override;
  void probe(std::string url, std::function<void(bool)> done) override;
  // Returns when that many looks at targets were taken.
  void wait_for_probes(std::size_t count) const;

 private:
  WebhookResponse next_answer_locked(const std::string& url);

  const Clock& m_clock;
  mutable std::mutex m_mutex;
  mutable std::condition_variable m_changed;
  std::deque<WebhookResponse> m_script;
  std::map<std::string, int, std::less<>> m_always;
  std::set<std::string, std::less<>> m_held;
  std::set<std::string, std::less<>> m_away;
  std::size_t m_probes = 0;
  std::vector<std::pair<std::string, Completion>> m_waiting;
  std::vector<RecordedAttempt> m_attempts;
};

}  // namespace satsrail::test
