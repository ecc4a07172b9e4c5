#pragma once
// The sandbox's event stream: server-sent events (WHATWG HTML, section 9.2) over one connection.

#include "core/client/api_client.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail::client {

// One block of the stream. A comment (": keep-alive") comes as a block with an empty `type` and no data.
struct StreamBlock {
  std::string type;  // the `event:` field: ready, event, attempt, gap, end
  std::string id;    // the last `id:` seen: a cursor to resume after
  std::string data;  // JSON text
};

// Puts bytes together to blocks, however they are cut. Lines may end in LF, CR or CRLF.
class SseParser {
 public:
  using Handler = std::function<bool(const StreamBlock&)>;
  // False when the handler said so, or when a block exceeds limits::event_stream_block_bytes_max.
  bool feed(std::string_view bytes, const Handler& on_block);

 private:
  bool take_line(const Handler& on_block);

  std::string m_line;
  StreamBlock m_block;
  bool m_has_data = false;
  bool m_after_cr = false;
  bool m_first_line = true;
};

struct StreamQuery {
  std::string types;  // "a,b.*"; empty: all
  std::string since;  // a cursor, an event's id, "10m"; empty: from now
  // JSON of POST /_sandbox/stream, which says more (endpoints that live as long as the stream) and then says all:
  // the fields above are not read.
  std::string body;
  std::string path = "/_sandbox/stream";
  Query more = {};  // further parameters of its path
};

// How long to go on, over one stream or several. The time begins when the first block has been handled: neither a
// machine that is slow to connect nor what is done in the open stream takes any of it.
class StreamTime {
 public:
  StreamTime() = default;  // without end
  explicit StreamTime(std::chrono::milliseconds time) : m_time(time) {}
  void begin();
  bool is_up() const { return m_deadline && std::chrono::steady_clock::now() >= *m_deadline; }
  SteadyDeadline deadline() const { return m_deadline; }

 private:
  std::optional<std::chrono::milliseconds> m_time;
  SteadyDeadline m_deadline;
  bool m_has_begun = false;
};

enum class StreamEnd : std::uint8_t {
  stopped,      // the handler returned false
  finished,     // the sandbox said `end`
  deadline,     // the stream was open, and time was up
  lost,         // the connection broke without an `end`
  refused,      // no stream: the reply says why
  unreachable,  // no answer at all: the reply says why
};

struct StreamResult {
  StreamEnd end = StreamEnd::lost;
  ApiReply reply;
};

class EventStreamClient {
 public:
  explicit EventStreamClient(ApiClientOptions options) : m_options(std::move(options)) {}
  // Blocks; calls `on_block` on this thread. Other calls may be made from inside it: the stream waits. Its first block
  // has to come within the time for an answer (ApiClientOptions::timeout).
  StreamResult run(const StreamQuery& query, StreamTime& time, const SseParser::Handler& on_block);

 private:
  ApiClientOptions m_options;
};

}  // namespace satsrail::client
