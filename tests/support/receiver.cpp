#include "tests/support/receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace satsrail::test {
namespace {

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Reads more into `buffer`; false at the end of the connection.
bool read_more(int fd, std::string& buffer) {
  std::array<char, 16 * 1024> chunk;
  for (;;) {
    const auto count = ::recv(fd, chunk.data(), chunk.size(), 0);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return false;
    }
    buffer.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
  }
}

ReceivedRequest parse_head(std::string_view head) {
  ReceivedRequest request;
  const auto next_line = [&head] {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
    return line;
  };
  const auto first = next_line();
  const auto space = first.find(' ');
  request.method = first.substr(0, space);
  request.target = space == std::string_view::npos ? "" : first.substr(space + 1, first.rfind(' ') - space - 1);
  while (!head.empty()) {
    const auto line = next_line();
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) {
      const auto value = line.substr(std::min(line.size(), line.find_first_not_of(' ', colon + 1)));
      request.headers.emplace_back(line.substr(0, colon), value);
    }
  }
  return request;
}

// Takes one whole request off the front of `buffer`, reading as needed. Content-Length framing only: that is
// what a webhook sender has to use.
std::optional<ReceivedRequest> read_request(int fd, std::string& buffer) {
  std::size_t head_size = 0;
  while ((head_size = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more(fd, buffer)) {
      return std::nullopt;
    }
  }
  auto request = parse_head(std::string_view(buffer).substr(0, head_size));
  const auto length = request.header("content-length");
  const std::size_t total = head_size + 4 + (length.empty() ? 0 : std::stoul(length));
  while (buffer.size() < total) {
    if (!read_more(fd, buffer)) {
      return std::nullopt;
    }
  }
  request.raw = buffer.substr(0, total);
  request.body = buffer.substr(head_size + 4, total - head_size - 4);
  request.arrived = std::chrono::steady_clock::now();
  buffer.erase(0, total);
  return request;
}

}  // namespace

Receiver::Receiver(std::vector<Reply> script) : m_script(script.begin(), script.end()) {
  start();
}

Receiver::~Receiver() {
  stop();
}

void Receiver::start() {
  m_listener = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(m_listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(m_port);  // 0 the first time: any
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (m_listener.get() < 0 || ::bind(m_listener.get(), generic, size) != 0 || ::listen(m_listener.get(), 1024) != 0 ||
      ::getsockname(m_listener.get(), generic, &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "webhook receiver");
  }
  m_port = ntohs(address.sin_port);
  m_stopping = false;
  m_acceptor = std::thread([this] { accept_loop(); });
}

void Receiver::stop() {
  if (!m_acceptor.joinable()) {
    return;
  }
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    for (auto& connection : m_connections) {
      ::shutdown(connection->fd.get(), SHUT_RDWR);  // before a held answer can leave
    }
    m_changed.notify_all();
  }
  ::shutdown(m_listener.get(), SHUT_RDWR);  // wakes accept()
  m_acceptor.join();
  m_listener = Fd();
  // Nobody adds connections any more.
  for (auto& connection : m_connections) {
    connection->thread.join();
  }
  m_connections.clear();
}

std::string Receiver::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(m_port) + std::string(path);
}

void Receiver::then(Reply reply) {
  const std::lock_guard lock(m_mutex);
  m_script.push_back(std::move(reply));
}

void Receiver::always(Reply reply) {
  const std::lock_guard lock(m_mutex);
  m_always = std::move(reply);
}

void Receiver::release() {
  const std::lock_guard lock(m_mutex);
  m_released = true;
  m_changed.notify_all();
}

std::vector<ReceivedRequest> Receiver::requests() const {
  const std::lock_guard lock(m_mutex);
  return m_requests;
}

std::size_t Receiver::count() const {
  const std::lock_guard lock(m_mutex);
  return m_requests.size();
}

std::vector<ReceivedRequest> Receiver::wait_for(std::size_t n, std::chrono::milliseconds patience) {
  std::unique_lock lock(m_mutex);
  if (!m_changed.wait_for(lock, patience, [&] { return m_requests.size() >= n; })) {
    throw std::runtime_error("the receiver waited for " + std::to_string(n) + " requests and got " +
                             std::to_string(m_requests.size()));
  }
  return m_requests;
}

void Receiver::accept_loop() {
  for (;;) {
    Fd fd(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
      return;
    }
    if (fd.get() < 0) {
      continue;
    }
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto& connection = *m_connections.emplace_back(std::make_unique<Connection>());
    connection.fd = std::move(fd);
    connection.thread = std::thread([this, &connection] { serve(connection); });
  }
}

void Receiver::serve(Connection& connection) {
  const int fd = connection.fd.get();
  std::string buffer;
  for (;;) {
    auto request = read_request(fd, buffer);
    if (!request) {
      break;
    }
    Reply reply;
    {
      const std::lock_guard lock(m_mutex);
      reply = m_always;
      if (!m_script.empty()) {
        reply = std::move(m_script.front());
        m_script.pop_front();
      }
      m_requests.push_back(std::move(*request));
      m_changed.notify_all();
    }
    if (!answer(fd, reply)) {
      break;
    }
  }
  // The descriptor itself is closed with the receiver: its number must not name another socket before that.
  ::shutdown(fd, SHUT_RDWR);
}

// False when the connection is over.
bool Receiver::answer(int fd, const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::hold: {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [&] { return m_released || m_stopping; });
      break;
    }
    case Reply::Kind::reset: {
      // Dissolving the association sends RST at once and keeps our descriptor.
      sockaddr nobody{};
      nobody.sa_family = AF_UNSPEC;
      static_cast<void>(::connect(fd, &nobody, sizeof nobody));
      return false;
    }
    case Reply::Kind::close:
      return false;
    case Reply::Kind::raw:
      send_all(fd, reply.body);
      return false;
    case Reply::Kind::open: {
      send_all(fd, reply.body);
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [&] { return m_released || m_stopping; });
      return false;
    }
    case Reply::Kind::answer:
      break;
  }
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " Scripted\r\n";
  for (const auto& [name, value] : reply.headers) {
    text += name + ": " + value + "\r\n";
  }
  text += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
  return send_all(fd, text);
}

}  // namespace satsrail::test
