#include "tests/support/recording_transport.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace satsrail::test {

namespace {

// Only a defect meets it, however slow the machine.
constexpr auto k_patience = std::chrono::seconds(60);

WebhookResponse answer(int status) {
  WebhookResponse response;
  response.status = status;
  response.headers = {{"content-type", "text/plain"}};
  response.body = "answer " + std::to_string(status);
  response.duration = std::chrono::milliseconds(3);
  return response;
}

}  // namespace

std::string RecordedAttempt::header(std::string_view name) const {
  for (const auto& [key, value] : request.headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

void RecordingTransport::fail_next(int count, int status) {
  for (int i = 0; i < count; ++i) {
    answer_next(answer(status));
  }
}

void RecordingTransport::answer_next(WebhookResponse response) {
  const std::lock_guard lock(m_mutex);
  m_script.push_back(std::move(response));
}

void RecordingTransport::always(std::string url, int status) {
  const std::lock_guard lock(m_mutex);
  m_always[std::move(url)] = status;
}

void RecordingTransport::go_away(const std::string& url) {
  const std::lock_guard lock(m_mutex);
  m_away.insert(url);
}

void RecordingTransport::come_back(const std::string& url) {
  const std::lock_guard lock(m_mutex);
  m_away.erase(url);
}

void RecordingTransport::probe(std::string url, std::function<void(bool)> done) {
  bool is_there = false;
  {
    const std::lock_guard lock(m_mutex);
    is_there = !m_away.contains(url);
    ++m_probes;
  }
  m_changed.notify_all();
  done(is_there);
}

void RecordingTransport::wait_for_probes(std::size_t count) const {
  std::unique_lock lock(m_mutex);
  if (!m_changed.wait_for(lock, k_patience, [&] { return m_probes >= count; })) {
    throw std::runtime_error("waited for " + std::to_string(count) + " looks at targets, and there were " +
                             std::to_string(m_probes));
  }
}

void RecordingTransport::hold(std::string url) {
  const std::lock_guard lock(m_mutex);
  m_held.insert(std::move(url));
}

void RecordingTransport::release(const std::string& url) {
  std::vector<std::pair<Completion, WebhookResponse>> free;
  {
    const std::lock_guard lock(m_mutex);
    m_held.erase(url);
    for (auto waiting = m_waiting.begin(); waiting != m_waiting.end();) {
      if (waiting->first == url) {
        free.emplace_back(std::move(waiting->second), next_answer_locked(url));
        waiting = m_waiting.erase(waiting);
      } else {
        ++waiting;
      }
    }
  }
  for (auto& [done, response] : free) {
    done(std::move(response));
  }
}

std::vector<RecordedAttempt> RecordingTransport::attempts() const {
  const std::lock_guard lock(m_mutex);
  return m_attempts;
}

std::vector<RecordedAttempt> RecordingTransport::attempts_at(std::string_view url) const {
  auto all = attempts();
  all.erase(std::remove_if(all.begin(), all.end(), [url](const auto& attempt) { return attempt.request.url != url; }),
            all.end());
  return all;
}

std::vector<Duration> RecordingTransport::attempt_offsets() const {
  const auto all = attempts();
  std::vector<Duration> offsets;
  for (const auto& attempt : all) {
    offsets.push_back(attempt.at - all.front().at);
  }
  return offsets;
}

std::vector<RecordedAttempt> RecordingTransport::wait_for(std::size_t count) const {
  std::unique_lock lock(m_mutex);
  if (!m_changed.wait_for(lock, k_patience, [&] { return m_attempts.size() >= count; })) {
    throw std::runtime_error("waited for " + std::to_string(count) + " webhook attempts, and there were " +
                             std::to_string(m_attempts.size()));
  }
  return m_attempts;
}

WebhookResponse RecordingTransport::next_answer_locked(const std::string& url) {
  if (m_away.contains(url)) {
    WebhookResponse nobody;
    nobody.error = "connection refused";
    nobody.no_answer = NoAnswer::unreachable;
    return nobody;
  }
  if (const auto found = m_always.find(url); found != m_always.end()) {
    return answer(found->second);
  }
  if (m_script.empty()) {
    return answer(200);
  }
  auto response = std::move(m_script.front());
  m_script.pop_front();
  return response;
}

void RecordingTransport::post(WebhookRequest request, Completion done) {
  std::unique_lock lock(m_mutex);
  const auto url = request.url;
  m_attempts.push_back({m_clock.now(), std::move(request)});
  m_changed.notify_all();
  if (m_held.contains(url)) {
    m_waiting.emplace_back(url, std::move(done));
    return;
  }
  auto response = next_answer_locked(url);
  lock.unlock();
  done(std::move(response));
}

}  // namespace satsrail::test
