#pragma once
// One request on its way into the request log. It costs a request some copies of its answer and a few moves: what is
// secret is taken out, and written down, by the log's own thread.

#include "core/domain/logged_request.h"
#include "daemon/api/app.h"
#include "daemon/api/call.h"
#include "daemon/http/message.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace satsrail::http {

class RequestNote {
 public:
  RequestNote() = default;
  // The request begins. Nothing is noted where nothing is logged, nor of the log itself, probes and assets.
  RequestNote(const api::App& app, const Request& request, std::string_view id);

  void caller(const api::Caller& caller);
  void asked(Request request);  // when nobody needs it any more
  // The answer is about to leave; none: there is none. Later calls do nothing.
  void answered(std::string_view route, std::string_view fault, const Response* response);

 private:
  const api::App* m_app = nullptr;
  std::unique_ptr<LoggedRequest> m_entry;
  std::chrono::steady_clock::time_point m_began;
};

}  // namespace satsrail::http
