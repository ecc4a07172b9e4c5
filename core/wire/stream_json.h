#pragma once
// What is asked of an event stream, and the blocks that it begins with.

#include "core/domain/webhook_endpoint.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

struct StreamInput {
  std::vector<std::string> types;  // patterns; empty: all
  std::string since;               // empty: from now; a cursor, an event's id or a duration
  std::vector<WebhookEndpointInput> endpoints;
  std::string copies_to;  // a URL, or empty
};

// Reads `{"stream":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<StreamInput> parse_stream(const JsonBody& body);

// The same in a query string: `types` with commas, `since`, and one endpoint as `forward_to` and `secret`, which is
// told of what `types` shows. Error: validation_error.
struct StreamQuery {
  std::string_view types;
  std::string_view since;
  std::string_view forward_to;
  std::string_view secret;
};
Result<StreamInput> parse_stream_query(const StreamQuery& query);

// A place in both logs: "12.7".
struct LogCursor {
  std::int64_t event_seq = 0;
  std::int64_t attempt_seq = 0;
  std::string text() const;
};
// "12.7"; "12" is "12.0".
std::optional<LogCursor> parse_cursor(std::string_view text);

std::string ready_block(const LogCursor& at, const std::vector<WebhookEndpoint>& endpoints);
std::string gap_block(const LogCursor& from, const LogCursor& to);

}  // namespace satsrail::wire
