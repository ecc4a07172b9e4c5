#pragma once
// Which fault strikes a request: the one that its own header asks for, or the first of the book.

#include "core/domain/fault.h"
#include "core/result.h"
#include "daemon/api/call.h"
#include "daemon/api/route.h"
#include "daemon/http/message.h"
#include "daemon/service/fault_book.h"

#include <optional>
#include <string>
#include <vector>

namespace satsrail::http {

struct StruckRequest {
  std::string name;  // the fault's id, or "header"
  FaultAction action;
};

struct GateAnswer {
  std::optional<StruckRequest> struck;
  std::vector<service::FaultCount> counts;  // to be stored
};

// After routing and authentication. Without faults and header this is one atomic load and a look through the headers.
// Error: bad_request for a header that cannot be read.
Result<GateAnswer> ask_faults(service::FaultBook& book, const Request& request, const api::Route& route,
                              const api::Caller& caller);

// What a fault of the kind `status` answers, without the headers that every answer has. Without a body of its own it
// looks as a failure of the route does.
Response struck_response(const StruckRequest& struck, const api::Route& route, bool wants_html,
                         const std::string& request_id);
// Replaces what a fault of the kind `body` replaces.
void replace_body(const FaultAction& action, Response& response);

}  // namespace satsrail::http
