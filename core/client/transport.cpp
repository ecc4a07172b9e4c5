#include "core/client/transport.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netdb.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <stop_token>
#include <thread>

namespace satsrail::client {

namespace {

using std::chrono::steady_clock;

struct HostPort {
  std::string host;
  std::string port;
};

HostPort split_origin(std::string_view origin) {
  const bool tls = origin.starts_with("https://");
  auto authority = origin.substr(origin.find("://") + 3);
  std::string port = tls ? "443" : "80";
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
    port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  return {std::string(authority), port};
}

// The library says "Connection" and drops errno. One more try, by hand, tells a refusal from a name that does
// not resolve: the two need different advice.
void explain_connect_failure(const std::string& origin, HttpReply& reply) {
  const auto [host, port] = split_origin(origin);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int failed = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); failed != 0) {
    reply.failure = NoAnswer::unresolved;
    reply.reason = ::gai_strerror(failed);
    return;
  }
  int error = ETIMEDOUT;
  const int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0) {
    if (::connect(fd, found->ai_addr, found->ai_addrlen) == 0) {
      error = ECONNRESET;
    } else if (errno != EINPROGRESS) {
      error = errno;
    } else {
      pollfd waiting{fd, POLLOUT, 0};
      socklen_t size = sizeof error;
      if (::poll(&waiting, 1, 200) == 1) {
        ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
      }
    }
    ::close(fd);
  }
  ::freeaddrinfo(found);
  reply.failure = error == ETIMEDOUT ? NoAnswer::timed_out : NoAnswer::refused;
  reply.reason = error == ECONNREFUSED ? "connection refused" : error == 0 ? "connection failed" : std::strerror(error);
}

void explain(httplib::Error error, const std::string& origin, bool waited_long, HttpReply& reply) {
  switch (error) {
    case httplib::Error::Connection:
      explain_connect_failure(origin, reply);
      return;
    case httplib::Error::ConnectionTimeout:
      reply.failure = NoAnswer::timed_out;
      reply.reason = "connecting took too long";
      return;
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
      reply.failure = NoAnswer::tls;
      reply.reason = httplib::to_string(error);
      return;
    default:
      reply.failure = waited_long ? NoAnswer::timed_out : NoAnswer::lost;
      reply.reason = waited_long ? "no answer in time" : "the connection was closed";
  }
}

// Ends a blocking read at a deadline: the library has a timeout per read, but none for the whole.
class Watchdog {
 public:
  Watchdog(httplib::Client& client, SteadyDeadline deadline) : m_deadline(deadline) {
    m_thread = std::jthread([this, &client](std::stop_token stop) {
      std::unique_lock lock(m_mutex);
      wait_until_due(lock, stop);
      // Once is not enough: a stop() that meets the client between two states of its socket is lost.
      while (!stop.stop_requested()) {
        m_fired = true;
        client.stop();
        m_wake.wait_for(lock, stop, std::chrono::milliseconds(20), [] { return false; });
      }
    });
  }
  // Nothing: the read may take for ever.
  void set(SteadyDeadline deadline) {
    const std::lock_guard lock(m_mutex);
    m_deadline = deadline;
    m_wake.notify_all();
  }
  // Joins: nothing of the client is touched afterwards.
  bool finish() {
    if (m_thread.joinable()) {
      m_thread.request_stop();
      m_thread.join();
    }
    return m_fired;
  }
  ~Watchdog() { finish(); }

 private:
  void wait_until_due(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    while (!stop.stop_requested() && (!m_deadline || steady_clock::now() < *m_deadline)) {
      const auto seen = m_deadline;
      const auto is_moved = [&] { return m_deadline != seen; };
      if (seen) {
        m_wake.wait_until(lock, stop, *seen, is_moved);
      } else {
        m_wake.wait(lock, stop, is_moved);
      }
    }
  }

  std::mutex m_mutex;
  SteadyDeadline m_deadline;  // under m_mutex
  std::condition_variable_any m_wake;
  bool m_fired = false;  // written under m_mutex, read after join
  std::jthread m_thread;
};

httplib::Request to_library(const HttpRequest& request) {
  httplib::Request out;
  out.method = request.method;
  out.path = request.target;
  out.body = request.body;
  for (const auto& [name, value] : request.headers) {
    out.headers.emplace(name, value);
  }
  return out;
}

void take_answer(const httplib::Response& response, HttpReply& reply) {
  reply.status = response.status;
  for (const auto& [name, value] : response.headers) {
    // The library puts the peer's address among the headers.
    if (name != "REMOTE_ADDR" && name != "REMOTE_PORT" && name != "LOCAL_ADDR" && name != "LOCAL_PORT") {
      reply.headers.emplace_back(name, value);
    }
  }
}

std::chrono::microseconds since(steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
}

}  // namespace

std::string_view HttpReply::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && ::strncasecmp(key.data(), name.data(), name.size()) == 0) {
      return value;
    }
  }
  return {};
}

class Transport::Impl {
 public:
  explicit Impl(TransportOptions options) : m_options(std::move(options)), m_client(m_options.origin) {
    m_client.set_tcp_nodelay(true);  // measured: 44 ms a call without it
    m_client.set_keep_alive(true);
    m_client.set_url_encode(false);  // targets come escaped; a second escaping would turn '+' into %2B
    m_client.set_connection_timeout(m_options.connect_timeout);
    m_client.set_read_timeout(m_options.read_timeout);
    m_client.set_write_timeout(m_options.read_timeout);
  }

  HttpReply send(const HttpRequest& request) {
    HttpReply reply;
    const auto start = steady_clock::now();
    auto wire = to_library(request);
    httplib::Response response;
    auto error = httplib::Error::Success;
    const bool answered = m_client.send(wire, response, error);
    reply.duration = since(start);
    if (!answered) {
      explain(error, m_options.origin, reply.duration >= m_options.read_timeout, reply);
      return reply;
    }
    take_answer(response, reply);
    reply.body = std::move(response.body);
    return reply;
  }

  HttpReply stream(const HttpRequest& request, const std::function<bool(std::string_view)>& on_bytes,
                   const std::function<SteadyDeadline()>& deadline) {
    HttpReply reply;
    const auto start = steady_clock::now();
    auto wire = to_library(request);
    bool stopped = false;
    int status = 0;
    wire.response_handler = [&](const httplib::Response& head) {
      status = head.status;
      return true;
    };
    Watchdog watchdog(m_client, deadline());
    wire.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
      if (status != 200) {
        reply.body.append(data, size);
        return true;
      }
      watchdog.set(std::nullopt);
      stopped = !on_bytes({data, size});
      watchdog.set(deadline());
      return !stopped;
    };
    httplib::Response response;
    auto error = httplib::Error::Success;
    const bool answered = m_client.send(wire, response, error);
    const bool too_late = watchdog.finish();
    reply.duration = since(start);
    reply.status = status;
    if (answered || stopped) {
      take_answer(response, reply);
      reply.status = status;
      return reply;
    }
    explain(error, m_options.origin, false, reply);
    if (too_late) {
      reply.failure = NoAnswer::timed_out;
      reply.reason = "no answer in time";
    }
    return reply;
  }

 private:
  TransportOptions m_options;
  httplib::Client m_client;
};

Transport::Transport(TransportOptions options) : m_impl(std::make_unique<Impl>(std::move(options))) {}
Transport::~Transport() = default;
Transport::Transport(Transport&&) noexcept = default;
Transport& Transport::operator=(Transport&&) noexcept = default;

HttpReply Transport::send(const HttpRequest& request) {
  return m_impl->send(request);
}

HttpReply Transport::stream(const HttpRequest& request, const std::function<bool(std::string_view)>& on_bytes,
                            const std::function<SteadyDeadline()>& deadline) {
  return m_impl->stream(request, on_bytes, deadline);
}

}  // namespace satsrail::client
