#pragma once
// HTTP to one origin, over cpp-httplib's client. transport.cpp is the only file that includes that library's client.
//
// A failure to get an answer is data, as it is for a webhook attempt: status 0, and why.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::client {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  // path and query, escaped already
  Headers headers;
  std::string body;
};

enum class NoAnswer : std::uint8_t {
  none,        // there is an answer
  refused,     // nothing listens there
  unresolved,  // the host name means nothing
  timed_out,   // connected, or still trying, and time was up
  lost,        // the connection broke
  tls,         // no trust, or no TLS on the other side
};

struct HttpReply {
  int status = 0;  // 0: no HTTP answer; `failure` and `reason` say why
  Headers headers;
  std::string body;
  NoAnswer failure = NoAnswer::none;
  std::string reason;  // "connection refused"
  std::chrono::microseconds duration{0};

  // First value, or an empty view; names are compared without case.
  std::string_view header(std::string_view name) const;
};

struct TransportOptions {
  std::string origin;  // "http://127.0.0.1:7287"
  std::chrono::milliseconds connect_timeout{2'000};
  std::chrono::milliseconds read_timeout{10'000};  // the longest silence while an answer is awaited
};

using SteadyDeadline = std::optional<std::chrono::steady_clock::time_point>;

class Transport {
 public:
  explicit Transport(TransportOptions options);
  ~Transport();
  Transport(Transport&&) noexcept;
  Transport& operator=(Transport&&) noexcept;

  // The connection is kept for the next call; TCP_NODELAY is on.
  HttpReply send(const HttpRequest& request);

  // Hands a 200's body to `on_bytes` as it arrives, on this thread, until the body ends (failure none), `on_bytes`
  // returns false (none), the deadline passes (timed_out), or the connection breaks or is silent for longer than
  // read_timeout (lost). Any other status is answered as by send(). `deadline` is asked at the beginning and after
  // each call of `on_bytes`, which itself is not cut off.
  HttpReply stream(const HttpRequest& request, const std::function<bool(std::string_view)>& on_bytes,
                   const std::function<SteadyDeadline()>& deadline);

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace satsrail::client
