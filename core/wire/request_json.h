#pragma once
// The request log on the wire: a line of a list, and one request whole.

#include "core/domain/logged_request.h"

#include <string>

namespace satsrail::wire {

std::string request_summary_json(const LoggedRequest& request);
std::string request_json(const LoggedRequest& request);

}  // namespace satsrail::wire
