#include "tests/support/http_client.h"

#include "tests/support/process.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace satsrail::test {

nlohmann::json HttpReply::json() const {
  auto parsed = nlohmann::json::parse(body, nullptr, false);
  if (parsed.is_discarded()) {
    throw std::runtime_error("no JSON (status " + std::to_string(status) + "): " + body);
  }
  return parsed;
}

struct HttpClient::Impl {
  httplib::Client http;
  std::string base_url;
  std::string key;
};

HttpClient::HttpClient(const std::string& base_url, std::string key)
    : m_impl(std::make_unique<Impl>(Impl{httplib::Client(base_url), base_url, std::move(key)})) {
  m_impl->http.set_tcp_nodelay(true);
  m_impl->http.set_keep_alive(true);
  m_impl->http.set_connection_timeout(k_patience);
  m_impl->http.set_read_timeout(k_patience);
}

HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

HttpReply HttpClient::get(const std::string& path, const Headers& headers) {
  return send("GET", path, {}, headers);
}

HttpReply HttpClient::post(const std::string& path, const nlohmann::json& body, const Headers& headers) {
  return send("POST", path, body.dump(), headers);
}

HttpReply HttpClient::patch(const std::string& path, const nlohmann::json& body, const Headers& headers) {
  return send("PATCH", path, body.dump(), headers);
}

HttpReply HttpClient::del(const std::string& path, const Headers& headers) {
  return send("DELETE", path, {}, headers);
}

HttpReply HttpClient::send(const std::string& method, const std::string& path, const std::string& body,
                           const Headers& headers) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  if (!m_impl->key.empty()) {
    request.headers.emplace("Authorization", "Bearer " + m_impl->key);
  }
  bool typed = body.empty();
  for (const auto& [name, value] : headers) {
    request.headers.emplace(name, value);
    typed = typed || name == "Content-Type";
  }
  if (!typed) {
    request.headers.emplace("Content-Type", "application/json");
  }
  const auto result = m_impl->http.send(request);
  if (!result) {
    throw std::runtime_error(method + " " + m_impl->base_url + path + ": " + httplib::to_string(result.error()));
  }
  HttpReply reply{result->status, {}, result->body};
  reply.headers.assign(result->headers.begin(), result->headers.end());
  return reply;
}

std::string exchange_raw(std::uint16_t port, std::string_view bytes) {
  const Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (fd.get() < 0 || ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
  const timeval patience{k_patience.count(), 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  // A server may well answer and close before it has read everything: what it said still counts.
  while (!bytes.empty()) {
    const auto sent = ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      break;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  ::shutdown(fd.get(), SHUT_WR);
  std::string answer;
  std::array<char, 16 * 1024> chunk;
  for (;;) {
    const auto count = ::recv(fd.get(), chunk.data(), chunk.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      throw std::runtime_error("the server neither answered nor closed; so far: " + answer);
    }
    if (count <= 0) {
      return answer;
    }
    answer.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace satsrail::test
