#pragma once
// Answers as bytes, and the answers that the front gives by itself.

#include "daemon/http/message.h"
#include "daemon/http/request_guard.h"

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace satsrail::http {

// How the request wants its answer framed.
struct Framing {
  bool keep_alive = true;
  bool http_1_0 = false;
  bool head_only = false;  // HEAD: the head that GET would get, Content-Length included
};

// The Date header's value (RFC 9110, section 5.6.7), made once a second. One per thread.
class DateHeader {
 public:
  // Real time, whatever the sandbox clock says: HTTP caches and debuggers compare it with their own clock.
  std::string_view value();

 private:
  std::time_t m_second = -1;
  std::string m_text;
};

// Appends status line, headers and body. A header whose value holds a line break is left out: it would be two.
void append_response(std::string& out, const Response& response, const Framing& framing, std::string_view date);
// Appends the head of an answer whose end is the connection's end.
void append_stream_head(std::string& out, const Response& head, std::string_view date);

// The envelope of docs/api.md with a request id of its own.
Response refusal_response(const Refusal& refusal);
Response internal_error();

}  // namespace satsrail::http
