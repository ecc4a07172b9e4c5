#pragma once
// The checks on a request's raw bytes, before any parser sees them.
//
// Two readers that disagree about where a request ends are a security hole, so everything ambiguous is refused
// rather than guessed (RFC 9112, sections 2.2, 3, 5 and 6.3; RFC 9110, section 5). Values are kept exactly as
// sent: nothing here is percent-decoded.

#include "daemon/http/message.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace satsrail::http {

// Why a request is not even looked at. The texts are literals.
struct Refusal {
  int status = 400;
  std::string_view code = "bad_request";
  std::string_view message;
};

// What the front itself needs to know of a head. The views point into the bytes that were checked.
struct RequestHead {
  std::string_view line;  // without its CRLF
  std::string_view method;
  std::string_view target;
  std::size_t content_length = 0;
  bool http_1_0 = false;
  bool keep_alive = true;
  bool expects_continue = false;
};

// `bytes`: a whole head, from the request line to the empty line, that line included. Fills `head` and `headers`
// (lower-case names; without Range, Accept-Encoding and the pseudo headers that cpp-httplib trusts), or says why not.
std::optional<Refusal> check_head(std::string_view bytes, RequestHead& head, Params& headers);

// `bytes`: a head that has not ended yet. What is certain not to become a valid one is refused at once.
std::optional<Refusal> check_unfinished_head(std::string_view bytes);

}  // namespace satsrail::http
