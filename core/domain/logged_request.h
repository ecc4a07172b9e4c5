#pragma once
// A request to the sandbox and what became of it, as the request log keeps it.

#include "core/domain/scope.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

// Bytes of a message as far as they are kept: at most limits::request_log_body_bytes_kept.
struct LoggedBody {
  std::string text;
  std::size_t bytes = 0;  // before it was cut
};
LoggedBody kept_body(std::string&& body);
LoggedBody kept_body(const std::string& body);

struct LoggedRequest {
  std::int64_t seq = 0;
  std::string id;              // "req_…", as X-Request-Id
  Time at{};                   // when it was answered, in real time
  Time sandbox_at{};           // the same on the sandbox clock
  std::optional<Scope> scope;  // whose key made it; none: nobody's, or the control key
  std::string key_prefix;      // "sk_test_Ab12"
  std::string method;
  std::string path;
  std::string query;          // as sent
  std::string route;          // as the route table has it; empty: none
  std::optional<int> status;  // none: it was not answered
  std::string fault;          // its id, or "header"; empty: none struck
  std::chrono::microseconds duration{0};
  HeaderList request_headers;
  LoggedBody request_body;
  HeaderList response_headers;
  LoggedBody response_body;
};

// Takes out what would let a reader of the log act as somebody else: keys, secrets, macaroons, product keys. What is
// left of each is enough to recognise it by. Bodies become text.
void redact(LoggedRequest& request);
// The same for any text.
std::string redacted(std::string_view text);

// How much memory it holds, about.
std::size_t footprint(const LoggedRequest& request);

}  // namespace satsrail
