#pragma once
// What `listen` asks the sandbox for.

#include "cli/context.h"

#include <string>

namespace satsrail::cli {

// Does it send anything, or only show what happens?
bool forwards(const Invocation& invocation);

// The body of POST /_sandbox/stream: what is shown, from where on, and the endpoints that live as long as the stream.
// `since` is as parse_since() answers it; `secret` signs everything, except under --use-endpoints.
// Errors, all 2: unknown_event, invalid_url, invalid_route, invalid_header, invalid_duration, invalid_number,
// conflicting_flags, missing_target.
Outcome<std::string> listen_body(const Invocation& invocation, const std::string& since, const std::string& secret);

}  // namespace satsrail::cli
