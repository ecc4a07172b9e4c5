#pragma once
// HTTP as the rest of the daemon sees it: a request that was read whole and checked, and an answer.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
std::string_view to_string(Method method);
Method parse_method(std::string_view name);  // other: a token that is none of these

using Params = std::vector<std::pair<std::string, std::string>>;
// "a=1&b=x+y%21" -> {a, 1}, {b, "x y!"}: as sent, repetitions included. A '%' without two hex digits stays as it is.
Params parse_query(std::string_view text);

struct Request {
  Method method = Method::get;
  std::string path;       // as sent, without the query; not percent-decoded (the router decodes segments)
  std::string raw_query;  // as sent
  Params query;           // percent-decoded, '+' is a space, in the order sent
  Params headers;         // names in lower case; values exactly the bytes sent (trimmed of blanks)
  std::string body;
  std::string peer;  // "127.0.0.1:50312", from the socket, never from a header

  // First value, or an empty view.
  std::string_view header(std::string_view lower_case_name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";  // empty: no body (204, 304)
  Params headers;  // further headers; Content-Length, Connection and Date are the server's
  std::string body;
};

// One place in a log of things to stream: what a client has already seen.
struct StreamCursor {
  std::int64_t event_seq = 0;
  std::int64_t attempt_seq = 0;
};

// What a stream shows, and what happens when it ends.
struct StreamRequest {
  StreamCursor start;
  // Shown first, as is: one or more complete server-sent-event blocks.
  std::string preamble;
  // Opaque to the hub; the StreamSource reads it to decide what this client may see.
  std::shared_ptr<const void> filter;
  // Called once, on the hub's thread, when the client is gone or the server stops.
  std::function<void()> on_close;
  // Set: the stream follows one thing of its own in place of the log, and has neither heartbeats nor a last block,
  // unless it `beats`. Asked on the hub's thread at its beginning and whenever the bell has rung: appends what is new,
  // false when that was all. Must not block on anything but a read of the database.
  std::function<bool(std::string& out)> next;
  bool beats = false;  // with `next`: it speaks server-sent events
};

// What can become of a request instead of an answer: faults that a client must be able to meet.
enum class Unanswered : std::uint8_t {
  hold,   // nothing comes; the connection stays until the client goes, or limits::fault_hold_max
  reset,  // the connection is torn down (TCP RST)
};

// Answers one request, once, from any thread. Dropping it unanswered answers 500.
// Move-only; must not outlive the Server's stop().
class Responder {
 public:
  class Target {
   public:
    virtual ~Target() = default;
    virtual void respond(Response response) = 0;
    virtual void stream(Response head, StreamRequest stream) = 0;
    virtual void leave_unanswered(Unanswered how) = 0;
  };
  explicit Responder(std::unique_ptr<Target> target) : m_target(std::move(target)) {}
  Responder(Responder&&) = default;
  Responder& operator=(Responder&&) = default;
  ~Responder();
  void send(Response response);
  // Sends the head and hands the connection to the event-stream hub.
  void stream(Response head, StreamRequest stream);
  void leave_unanswered(Unanswered how);

 private:
  std::unique_ptr<Target> m_target;
};

}  // namespace satsrail::http
