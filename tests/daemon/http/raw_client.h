#pragma once
// A client that sends exactly the bytes it is told to, and reads answers as bytes.

#include "daemon/http/file_descriptor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace satsrail::http {

struct RawResponse {
  int status = 0;    // 0: the connection ended before an answer was complete
  std::string head;  // status line and headers
  std::string body;

  // The value of a header, or nothing.
  std::string header(std::string name) const {
    const auto lower = [](std::string text) {
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
      return text;
    };
    const auto at = lower(head).find("\r\n" + lower(std::move(name)) + ": ");
    if (at == std::string::npos) {
      return {};
    }
    const auto begin = head.find(": ", at) + 2;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

class RawClient {
 public:
  // `receive_buffer`: bytes of the socket's buffer, 0 for the system's choice.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0)
      : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    // No test depends on this time: it only turns a hang into a failure.
    const timeval patience{20, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) {
      ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("connect failed: " + std::to_string(errno));
    }
  }

  // False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next whole answer (1xx ones included). `head_only`: the answer to a HEAD request.
  RawResponse receive(bool head_only = false) {
    RawResponse response;
    while (m_in.find("\r\n\r\n") == std::string::npos) {
      if (!fill()) {
        return response;
      }
    }
    const auto end = m_in.find("\r\n\r\n");
    response.head = m_in.substr(0, end + 2);
    m_in.erase(0, end + 4);
    const auto length = response.header("Content-Length");
    if (!length.empty() && !head_only) {
      const auto size = static_cast<std::size_t>(std::stoul(length));
      while (m_in.size() < size) {
        if (!fill()) {
          return response;
        }
      }
      response.body = m_in.substr(0, size);
      m_in.erase(0, size);
    }
    response.status = std::stoi(response.head.substr(9, 3));
    return response;
  }

  RawResponse exchange(std::string_view bytes) {
    send(bytes);
    return receive();
  }

  // Reads up to and including `text`, and returns what came before it and the text itself; empty when the
  // connection ends first.
  std::string receive_until(std::string_view text) {
    std::size_t at = 0;
    while ((at = m_in.find(text)) == std::string::npos) {
      if (!fill()) {
        return {};
      }
    }
    std::string result = m_in.substr(0, at + text.size());
    m_in.erase(0, at + text.size());
    return result;
  }

  // Everything until the server closes.
  std::string receive_rest() {
    while (fill()) {
    }
    return std::exchange(m_in, {});
  }

  // Waits for the server to close and drops what it sends until then. False when it doesn't.
  bool is_closed_by_server() {
    while (fill()) {
    }
    return m_ended;
  }

  // Waits for one byte: 0 when it comes or the connection ends in order, else the errno.
  int receive_error(char& byte) { return ::recv(m_socket.get(), &byte, 1, 0) < 0 ? errno : 0; }

  // Has the server sent anything that is not read yet? Does not wait.
  bool has_input() const {
    pollfd entry{m_socket.get(), POLLIN, 0};
    return !m_in.empty() || ::poll(&entry, 1, 0) == 1;
  }

  void finish_sending() { ::shutdown(m_socket.get(), SHUT_WR); }
  // Closes with a reset, as the kernel does for a process that dies with unread bytes.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket.reset();
  }
  void close() { m_socket.reset(); }

 private:
  bool fill() {
    char buffer[16384];
    const auto received = ::recv(m_socket.get(), buffer, sizeof buffer, 0);
    if (received <= 0) {
      m_ended = received == 0 || errno == ECONNRESET;
      return false;
    }
    m_in.append(buffer, static_cast<std::size_t>(received));
    return true;
  }

  FileDescriptor m_socket;
  std::string m_in;
  bool m_ended = false;
};

}  // namespace satsrail::http
