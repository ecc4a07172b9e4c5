#pragma once
// One HTTP POST to a merchant's endpoint. The dispatcher decides what, when and to whom; this carries it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace satsrail {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct WebhookRequest {
  std::string url;
  HeaderList headers;
  std::string body;  // sent byte for byte
  std::chrono::milliseconds timeout{10'000};
  bool verify_tls = true;
  std::string ca_file = {};  // PEM to trust; empty: what the transport trusts
};

// Why there was no HTTP answer, as far as it matters to what follows.
enum class NoAnswer : std::uint8_t {
  none,         // there was one
  unreachable,  // nobody there: refused, not resolved, no connection in time
  broken,       // the connection was made and ended before the answer was whole
  other,        // silence until the time was up, a certificate that is not trusted, …
};

// What came of it. `status` is 0 when there was no HTTP answer; `error` then says why ("connection refused").
struct WebhookResponse {
  int status = 0;
  HeaderList headers;
  std::string body;  // the first limits::webhook_response_bytes_kept bytes
  std::string error;
  std::chrono::milliseconds duration{0};
  NoAnswer no_answer = NoAnswer::none;
  bool succeeded() const { return status >= 200 && status < 300; }
};

class WebhookTransport {
 public:
  using Completion = std::function<void(WebhookResponse)>;
  virtual ~WebhookTransport() = default;
  // Returns at once; `done` is called exactly once, on a thread of the transport (or on this one).
  virtual void post(WebhookRequest request, Completion done) = 0;
  // Does anybody take connections there? Asks without a request, and tells in the same way.
  virtual void probe(std::string url, std::function<void(bool)> done) = 0;
};

}  // namespace satsrail
