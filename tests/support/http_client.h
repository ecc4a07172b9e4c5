#pragma once
// A merchant's server as tests play it: JSON over a kept-alive connection with an API key.

#include "tests/support/headers.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace satsrail::test {

struct HttpReply {
  int status = 0;
  Headers headers;
  std::string body;

  std::string header(std::string_view name) const { return first_value(headers, name); }
  nlohmann::json json() const;  // throws with the body in the message when it is no JSON
};

// Not for use by two threads at once. Every call throws std::runtime_error when no HTTP answer comes.
class HttpClient {
 public:
  // `base_url` like "http://127.0.0.1:7287"; `key` empty: no Authorization header.
  explicit HttpClient(const std::string& base_url, std::string key = {});
  HttpClient(HttpClient&&) noexcept;
  ~HttpClient();

  HttpReply get(const std::string& path, const Headers& headers = {});
  HttpReply post(const std::string& path, const nlohmann::json& body, const Headers& headers = {});
  HttpReply patch(const std::string& path, const nlohmann::json& body, const Headers& headers = {});
  HttpReply del(const std::string& path, const Headers& headers = {});
  // Any method, any body, byte for byte.
  HttpReply send(const std::string& method, const std::string& path, const std::string& body,
                 const Headers& headers = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

// Writes `bytes` to a new connection and returns what comes back until the other side closes. For requests
// that no well-behaved client can send.
std::string exchange_raw(std::uint16_t port, std::string_view bytes);

}  // namespace satsrail::test
