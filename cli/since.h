#pragma once
// --since: from where in the log of events.

#include "cli/context.h"

#include <string>

namespace satsrail::cli {

// As the event stream takes it: "" from now, "0" from the beginning, a cursor of the stream ("12.7"), an event's whole
// id (after it), or a duration ("10m": what happened in the last ten minutes of the sandbox clock). `typed` may also be
// now, start, or the beginning of an event's id, which is looked up. Errors: invalid_since (2), and those of
// resolve_id.
Outcome<std::string> parse_since(Context& context, const std::string& typed);

bool is_cursor(std::string_view text);  // "12.7", "12"

}  // namespace satsrail::cli
