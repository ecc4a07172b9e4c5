#pragma once
// How an endpoint is spoken to, as `webhooks create`, `webhooks update` and `listen` take it.

#include "cli/body.h"
#include "cli/failure.h"
#include "cli/parser.h"

#include <string>

namespace satsrail::cli {

// --dialect, --retry, --header, --insecure, --ca-file, --concurrency and --shuffle, where they were given, as fields of
// the object at `path`; `timeout` is the receiver's, if one was given: a duration, or none.
// Errors, all 2: invalid_header, invalid_duration, invalid_number.
Outcome<Done> set_delivery_options(Body& body, const Invocation& invocation, const std::string& path,
                                   const std::optional<std::string>& timeout);

}  // namespace satsrail::cli
