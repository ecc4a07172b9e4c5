#pragma once
// Turns a connection's bytes into whole requests, one at a time.

#include "daemon/http/message.h"
#include "daemon/http/request_guard.h"

#include <cstddef>
#include <string_view>

namespace satsrail::http {

// Parses a request line that passed the guard. Implemented over cpp-httplib in server.cpp.
class RequestLineParser {
 public:
  virtual ~RequestLineParser() = default;
  // Sets the method, path, raw query and query of `request`; false when the parser refuses the line. Thread-safe.
  virtual bool parse(const RequestHead& head, Request& request) const = 0;
};

class RequestReader {
 public:
  enum class Step {
    need_more,      // everything usable is consumed, the request isn't whole
    send_continue,  // the client waits for "100 Continue"; call again afterwards
    ready,          // take() it
    refused,        // refusal() says why; nothing that follows on this connection can be trusted
  };

  explicit RequestReader(const RequestLineParser& parser) : m_parser(&parser) {}

  // Consumes from the front of `bytes`. What is left over must be presented again, with what came after it.
  Step feed(std::string_view& bytes);
  // Is a request under way whose first bytes were consumed already?
  bool in_body() const { return m_in_body; }
  const RequestHead& head() const { return m_head; }  // its views are gone once feed() returned
  const Refusal& refusal() const { return m_refusal; }
  Request take();

 private:
  Step feed_head(std::string_view& bytes);
  Step refuse(const Refusal& refusal);

  const RequestLineParser* m_parser;
  std::size_t m_scanned = 0;  // no head ends before this offset of the bytes that were left over
  bool m_in_body = false;
  RequestHead m_head;
  Refusal m_refusal;
  Request m_request;
};

}  // namespace satsrail::http
