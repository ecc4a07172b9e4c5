#pragma once
// The HTTP front: sockets, connections, framing, limits. What a request means is the handler's business.
//
// Connections wait in epoll, so an idle one costs a file descriptor and no thread. A request is gathered whole
// under one deadline and the caps of core/limits.h, its raw bytes are checked (request_guard.h), and only then
// does cpp-httplib's parser see them. The answer may come later and from any thread: a write is answered when
// its group commit is done, and no worker waits for the disk.

#include "core/limits.h"
#include "core/result.h"
#include "daemon/http/event_stream.h"
#include "daemon/http/message.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace satsrail::http {

// Called on a worker thread. Must not block on I/O. What it throws is logged and answered with 500.
using Handler = std::function<void(Request, Responder)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the kernel picks one
  int workers = limits::http_workers;
  std::chrono::milliseconds request_deadline = limits::request_deadline;
  std::chrono::milliseconds keep_alive_idle = limits::keep_alive_idle_max;
  std::size_t connections_max = limits::connections_max;
  std::size_t event_streams_max = limits::event_streams_max;
  std::chrono::milliseconds stream_heartbeat = limits::event_stream_heartbeat;
  std::chrono::milliseconds stream_stall = limits::event_stream_stall_max;
  // Called when a thread of the server ends by an exception, on that thread: the server serves no longer, or only
  // in part. Must not call stop().
  std::function<void(const std::string& what)> on_fatal;
};

class Server {
 public:
  // `source` may be null when no stream is ever opened; it must outlive the server.
  Server(ServerOptions options, Handler handler, StreamSource* source);
  ~Server();

  // Binds and listens (SO_REUSEADDR, never SO_REUSEPORT). Error: conflict when the port is taken, unavailable
  // for anything else; the message names the address.
  Status bind();
  std::uint16_t port() const;  // after bind()
  void start();                // after bind(): starts the workers and the hub
  // New events may be in the log: cheap, from any thread.
  void ring();
  // Stops accepting, closes idle connections, ends every stream, lets requests under way finish within `grace`,
  // then closes what is left. Not from a handler: it waits for the workers.
  void stop(std::chrono::milliseconds grace);
  // Those that were accepted and are not closed. After start().
  std::size_t open_connections() const;
  std::size_t open_streams() const;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace satsrail::http
