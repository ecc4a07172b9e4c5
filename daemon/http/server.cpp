#include "daemon/http/server.h"

#include "core/limits.h"
#include "daemon/http/worker.h"

#include <httplib.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace satsrail::http {
namespace {

// What process_request reads from: the request line and an empty line. Everything it writes is dropped.
//
// The parser gets no header on purpose. It percent-decodes their values, trusts a client's REMOTE_ADDR, acts on
// Range and Expect, and has no limits; ours were read by the guard, exactly as they were sent.
class LineStream final : public httplib::Stream {
 public:
  explicit LineStream(std::string_view line) : m_parts{line, "\r\n\r\n"} {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* out, std::size_t size) override {
    auto& part = m_parts[0].empty() ? m_parts[1] : m_parts[0];
    const auto count = part.copy(out, size);
    part.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char*, std::size_t size) override { return static_cast<ssize_t>(size); }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return 0; }

 private:
  std::array<std::string_view, 2> m_parts;
};

// cpp-httplib's server without its sockets, its threads and its routes.
class HttplibParser final : public httplib::Server, public RequestLineParser {
 public:
  HttplibParser() {
    set_pre_routing_handler([](const httplib::Request&, httplib::Response&) { return HandlerResponse::Handled; });
  }

  bool parse(const RequestHead& head, Request& request) const override {
    request.method = parse_method(head.method);
    std::string_view target = head.target;
    std::string parsed_target;
    // It knows ten methods. Another one is well-formed all the same, and the router's to answer.
    if (request.method != Method::other) {
      bool accepted = false;
      bool closed = false;
      LineStream stream(head.line);
      const auto take = [&](httplib::Request& parsed) {
        accepted = true;
        parsed_target = std::move(parsed.target);
      };
      // process_request() is not declared const, but changes nothing; workers share this object. It writes an
      // answer of its own in any case: the one that closes is the cheapest to make, by a fifth of the whole call.
      const_cast<HttplibParser*>(this)->process_request(stream, true, closed, std::ref(take));
      if (!accepted) {
        return false;
      }
      target = parsed_target;
    }
    const auto query = target.find('?');
    request.path = target.substr(0, query);
    request.raw_query = query == std::string_view::npos ? std::string_view{} : target.substr(query + 1);
    // Not the parser's: it reads "a=b=c" as "c", drops repeated pairs, decodes %u0041 and forgets the order.
    request.query = parse_query(request.raw_query);
    return true;
  }
};

// Thousands of connections need more than the usual soft limit of 1,024 descriptors.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

std::string address_text(const std::string& address, std::uint16_t port) {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

Error listen_error(int code, const std::string& where) {
  if (code == EADDRINUSE) {
    return {ErrorCode::conflict, where + " is already in use"};
  }
  return {ErrorCode::unavailable, "cannot listen on " + where + ": " + std::generic_category().message(code)};
}

Result<FileDescriptor> listen_on(const std::string& address, std::uint16_t port) {
  const auto where = address_text(address, port);
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found); code != 0) {
    return Error(ErrorCode::unavailable, "cannot listen on " + where + ": " + ::gai_strerror(code));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> release(found, &::freeaddrinfo);
  FileDescriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) {
    return listen_error(errno, where);
  }
  // Never SO_REUSEPORT: a second daemon would share the port silently. Accepted sockets inherit TCP_NODELAY.
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::bind(socket.get(), found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(socket.get(), limits::listen_backlog) != 0) {
    return listen_error(errno, where);
  }
  return socket;
}

std::uint16_t bound_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return 0;
  }
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler, StreamSource* source)
      : m_options(std::move(options)),
        m_handler(std::move(handler)),
        m_hub({m_options.stream_heartbeat, m_options.stream_stall, m_options.event_streams_max, m_options.on_fatal},
              source),
        m_front{m_options, m_handler, m_parser, m_hub} {
    raise_descriptor_limit();
  }

  Status bind() {
    TRY_ASSIGN(m_listener, listen_on(m_options.address, m_options.port));
    m_port = bound_port(m_listener.get());
    return Done{};
  }

  void start() {
    assert(m_listener && "bind() comes first");
    m_front.listener = m_listener.get();
    for (int i = 0; i < m_options.workers; ++i) {
      m_front.workers.push_back(std::make_unique<Worker>(m_front));
    }
    m_hub.start();
    for (const auto& worker : m_front.workers) {
      m_threads.emplace_back(
          [this, &worker] { run_guarded("http", m_options.on_fatal, [&worker] { worker->run(); }); });
    }
  }

  void stop(std::chrono::milliseconds grace) {
    if (!m_listener) {
      return;
    }
    const auto deadline = std::chrono::steady_clock::now() + grace;
    // From here on the kernel refuses new connections, whatever the workers are doing.
    ::shutdown(m_listener.get(), SHUT_RDWR);
    m_front.stop_at.store(std::chrono::nanoseconds(deadline.time_since_epoch()).count(), std::memory_order_release);
    m_hub.begin_stop(deadline);
    for (const auto& worker : m_front.workers) {
      worker->wake();
    }
    for (auto& thread : m_threads) {
      thread.join();
    }
    m_threads.clear();
    m_hub.join();
    m_listener.reset();
  }

  std::uint16_t port() const { return m_port; }
  void ring() { m_hub.ring(); }
  std::size_t open_connections() const {
    std::size_t open = 0;
    for (const auto& worker : m_front.workers) {
      open += worker->load();
    }
    return open;
  }
  std::size_t open_streams() const { return m_hub.open_streams(); }

 private:
  ServerOptions m_options;
  Handler m_handler;
  HttplibParser m_parser;
  FileDescriptor m_listener;
  std::uint16_t m_port = 0;
  StreamHub m_hub;
  Front m_front;
  std::vector<std::thread> m_threads;
};

Server::Server(ServerOptions options, Handler handler, StreamSource* source)
    : m_impl(std::make_unique<Impl>(std::move(options), std::move(handler), source)) {}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
}

Status Server::bind() {
  return m_impl->bind();
}

std::uint16_t Server::port() const {
  return m_impl->port();
}

void Server::start() {
  m_impl->start();
}

void Server::ring() {
  m_impl->ring();
}

void Server::stop(std::chrono::milliseconds grace) {
  m_impl->stop(grace);
}

std::size_t Server::open_connections() const {
  return m_impl->open_connections();
}

std::size_t Server::open_streams() const {
  return m_impl->open_streams();
}

}  // namespace satsrail::http
