#pragma once
// A running server for tests: what it was asked is recorded, what it answers can be chosen, its log is in memory.

#include "daemon/http/server.h"
#include "tests/daemon/http/raw_client.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::http {

using namespace std::chrono_literals;

// Lets a test wait for what another thread does.
template <class T>
class Channel {
 public:
  void put(T value) {
    const std::lock_guard lock(m_mutex);
    m_values.push_back(std::move(value));
    m_changed.notify_all();
  }
  // The oldest value; nothing when none comes for so long that the test has failed.
  std::optional<T> take() {
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait_for(lock, 20s, [this] { return !m_values.empty(); })) {
      return std::nullopt;
    }
    T value = std::move(m_values.front());
    m_values.erase(m_values.begin());
    return value;
  }
  bool empty() const {
    const std::lock_guard lock(m_mutex);
    return m_values.empty();
  }

 private:
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<T> m_values;
};

// A log of events. Each is for one audience; a client's filter names the audience it belongs to ("" sees all).
class FakeLog final : public StreamSource {
 public:
  void append(std::string text, std::string audience = {}) {
    const std::lock_guard lock(m_mutex);
    const StreamCursor cursor{static_cast<std::int64_t>(m_frames.size()) + 1, 0};
    m_frames.push_back({cursor, std::make_shared<const std::string>(std::move(audience)),
                        "id: " + std::to_string(cursor.event_seq) + ".0\nevent: event\ndata: " + text + "\n\n"});
  }
  std::vector<StreamFrame> frames_after(StreamCursor after, std::size_t limit) override {
    const std::lock_guard lock(m_mutex);
    ++m_reads;
    std::vector<StreamFrame> frames;
    for (const auto& frame : m_frames) {
      if (frame.cursor.event_seq > after.event_seq && frames.size() < limit) {
        frames.push_back(frame);
      }
    }
    return frames;
  }
  StreamCursor end() override {
    const std::lock_guard lock(m_mutex);
    return {static_cast<std::int64_t>(m_frames.size()), 0};
  }
  bool visible(const void* filter, const StreamFrame& frame) const override {
    const auto& audience = *static_cast<const std::string*>(frame.subject.get());
    return filter == nullptr || audience.empty() || audience == *static_cast<const std::string*>(filter);
  }
  int reads() const {
    const std::lock_guard lock(m_mutex);
    return m_reads;
  }

 private:
  mutable std::mutex m_mutex;
  std::vector<StreamFrame> m_frames;
  int m_reads = 0;
};

// GET /empty        204
// GET /livez        200 {"status":"ok"}
// GET /echo, POST   200 the request as text: method, path, query, headers, body, one per line
// GET /hold         answered by the test, through `held`
// GET /tear         the connection is torn down
// GET /throw        the handler throws
// GET /drop         the responder is dropped unanswered
// GET /big          200, 8 MiB
// GET /stream       an event stream; ?since=N, ?audience=X; its end appears in `closed`; with ?follow it follows
// `thing`
class FrontWorld {
 public:
  explicit FrontWorld(ServerOptions options = {})
      : server(
            std::move(options),
            [this](Request request, Responder responder) { handle(std::move(request), std::move(responder)); }, &log) {
    const auto bound = server.bind();
    if (!bound.ok()) {
      throw std::runtime_error(bound.error().message());
    }
    server.start();
  }
  ~FrontWorld() { server.stop(0ms); }

  RawClient connect(int receive_buffer = 0) { return RawClient(server.port(), receive_buffer); }
  // An open stream whose "ready" block has been read.
  RawClient open_stream(const std::string& query = {}, int receive_buffer = 0) {
    auto client = connect(receive_buffer);
    client.send("GET /stream" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (client.receive_until("event: ready\ndata: {}\n\n").empty()) {
      throw std::runtime_error("the stream did not begin");
    }
    return client;
  }
  void announce(std::string text, std::string audience = {}) {
    log.append(std::move(text), std::move(audience));
    server.ring();
  }
  bool still_serves() { return connect().exchange("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200; }

  // What a stream with ?follow tells of. "end" ends it.
  void tell(std::string line) {
    thing.put(std::move(line));
    server.ring();
  }

  FakeLog log;
  Channel<std::string> thing;
  Channel<Responder> held;
  Channel<std::string> closed;   // the `name` parameter of each stream that ended
  Channel<std::string> handled;  // the path of each request that reached the handler
  Server server;

 private:
  void handle(Request request, Responder responder) {
    handled.put(request.path);
    Response response;
    if (request.path == "/hold") {
      held.put(std::move(responder));
      return;
    }
    if (request.path == "/tear") {
      responder.leave_unanswered(Unanswered::reset);
      return;
    }
    if (request.path == "/throw") {
      throw std::runtime_error("secret detail");
    }
    if (request.path == "/drop") {
      return;
    }
    if (request.path == "/stream") {
      open(request, std::move(responder));
      return;
    }
    if (request.path == "/big") {
      response.body.assign(8 * 1024 * 1024, 'b');
    } else if (request.path == "/empty") {
      response.status = 204;
      response.content_type.clear();
    } else if (request.path == "/livez") {
      response.body = R"({"status":"ok"})";
    } else {
      response.body = std::string(to_string(request.method)) + " " + request.path + "\n";
      for (const auto& [name, value] : request.query) {
        response.body += "? " + name + "=" + value + "\n";
      }
      for (const auto& [name, value] : request.headers) {
        response.body += name + ": " + value + "\n";
      }
      response.body += "\n" + request.body;
      response.headers.emplace_back("X-Peer", request.peer);
    }
    responder.send(std::move(response));
  }

  void open(const Request& request, Responder responder) {
    Response head;
    head.content_type = "text/event-stream";
    StreamRequest stream;
    stream.start = log.end();
    stream.preamble = "event: ready\ndata: {}\n\n";
    if (const auto since = request.query_value("since")) {
      stream.start = {std::stoll(std::string(*since)), 0};
    }
    if (const auto audience = request.query_value("audience")) {
      stream.filter = std::make_shared<const std::string>(*audience);
    }
    if (request.query_value("follow")) {
      stream.next = [this](std::string& out) {
        while (!thing.empty()) {
          const auto line = thing.take().value();
          if (line == "end") {
            return false;
          }
          out += line + "\n";
        }
        return true;
      };
    }
    stream.on_close = [this, name = std::string(request.query_value("name").value_or(""))] { closed.put(name); };
    responder.stream(std::move(head), std::move(stream));
  }
};

inline Response answer(std::string body, Params headers = {}) {
  Response response;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

inline std::string get(std::string_view target, std::string_view more_headers = {}) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more_headers) + "\r\n";
}

}  // namespace satsrail::http
