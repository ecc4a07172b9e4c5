#pragma once
// A merchant's webhook receiver that does what a test tells it, and remembers every byte it was sent.
// Raw sockets on purpose: it can reset, stall and answer nonsense, and records headers as they were written.

#include "tests/support/headers.h"
#include "tests/support/process.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace satsrail::test {

// What the receiver does with one attempt.
struct Reply {
  enum class Kind { answer, hold, reset, close, raw, open };
  Kind kind = Kind::answer;
  int status = 200;
  std::string body = R"({"received":true})";
  Headers headers{};

  static Reply ok() { return {}; }
  static Reply fail(int status, std::string body = "no") { return {Kind::answer, status, std::move(body), {}}; }
  static Reply redirect(std::string location) { return {Kind::answer, 302, "", {{"Location", std::move(location)}}}; }
  // Answers only after release().
  static Reply held(int status = 200) { return {Kind::hold, status, "late", {}}; }
  // A TCP reset instead of an answer.
  static Reply reset() { return {Kind::reset, 0, "", {}}; }
  // An orderly close instead of an answer.
  static Reply close() { return {Kind::close, 0, "", {}}; }
  // These bytes, then a close.
  static Reply raw(std::string bytes) { return {Kind::raw, 0, std::move(bytes), {}}; }
  // These bytes, and then silence until release().
  static Reply open(std::string bytes) { return {Kind::open, 0, std::move(bytes), {}}; }
};

struct ReceivedRequest {
  std::string method;
  std::string target;  // as sent, query included
  Headers headers;
  std::string body;
  std::string raw;  // every byte, from the method to the end of the body
  std::chrono::steady_clock::time_point arrived;

  std::string header(std::string_view name) const { return first_value(headers, name); }
};

class Receiver {
 public:
  // One reply for each attempt in order of arrival; after the last, Reply::ok().
  explicit Receiver(std::vector<Reply> script = {});
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  // Goes away as a killed process does: connections break in the middle, held answers are lost, nobody listens. And
  // comes back on the same port, with what it had received and what is left of its script.
  void stop();
  void start();

  std::uint16_t port() const { return m_port; }
  std::string url(std::string_view path = "/webhooks") const;

  void then(Reply reply);    // adds to the script
  void always(Reply reply);  // what answers after the script, instead of Reply::ok()
  void release();            // lets every held answer go, those to come included

  // Whole requests so far, in order of arrival.
  std::vector<ReceivedRequest> requests() const;
  std::size_t count() const;
  // Returns the requests once there are at least `n`. Throws std::runtime_error when they do not come.
  std::vector<ReceivedRequest> wait_for(std::size_t n, std::chrono::milliseconds patience = k_patience);

 private:
  struct Connection {
    Fd fd;
    std::thread thread;
  };
  void accept_loop();
  void serve(Connection& connection);
  bool answer(int fd, const Reply& reply);

  Fd m_listener;
  std::uint16_t m_port = 0;
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<Reply> m_script;
  Reply m_always;
  std::vector<ReceivedRequest> m_requests;
  std::vector<std::unique_ptr<Connection>> m_connections;
  bool m_released = false;
  bool m_stopping = false;
  std::thread m_acceptor;
};

}  // namespace satsrail::test
