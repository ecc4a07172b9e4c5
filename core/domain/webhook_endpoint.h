#pragma once
// Where a merchant wants to be told of events, and which.

#include "core/domain/dialect.h"
#include "core/domain/metadata.h"
#include "core/domain/scope.h"
#include "core/id.h"
#include "core/limits.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail {

// How an endpoint is spoken to. Sandbox extensions of the `webhook` object; the defaults are what production does.
struct DeliveryOptions {
  Dialect dialect = Dialect::seed;
  RetryPolicy retry = RetryPolicy::real;
  std::optional<std::chrono::milliseconds> timeout = limits::webhook_timeout;  // of a whole attempt; nothing: no limit
  HeaderList headers;                                                          // beside ours, in every attempt
  bool verify_tls = true;
  std::optional<std::string> ca_file;  // PEM to trust in place of the system's
  int concurrency = 1;                 // first attempts on the wire at once
  bool shuffle = false;                // first attempts in an order drawn by lot, and not in that of the events
};

// What a caller says of them: absent fields stay as they are.
struct DeliveryOptionsChange {
  std::optional<Dialect> dialect;
  std::optional<RetryPolicy> retry;
  std::optional<std::optional<std::chrono::milliseconds>> timeout;
  std::optional<HeaderList> headers;
  std::optional<bool> verify_tls;
  std::optional<std::optional<std::string>> ca_file;
  std::optional<int> concurrency;
  std::optional<bool> shuffle;

  void apply_to(DeliveryOptions& options) const;
};

struct WebhookEndpointInput {
  std::string url;
  std::optional<std::vector<std::string>> events;  // absent: the dialect's documented set
  std::optional<std::string> description;
  std::optional<std::string> secret;  // absent: minted
  bool active = true;
  Metadata metadata;
  DeliveryOptionsChange options;
};

// What a PATCH sends: absent fields stay as they are.
struct WebhookEndpointChange {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> events;
  std::optional<std::optional<std::string>> description;
  std::optional<bool> active;
  std::optional<Metadata> metadata;
  DeliveryOptionsChange options;
};

struct WebhookEndpoint {
  std::int64_t seq = 0;
  WebhookEndpointId id;
  Scope scope;
  std::string url;
  std::vector<std::string> events;  // patterns
  std::optional<std::string> description;
  std::string secret;
  bool active = true;
  bool temporary = false;  // lives as long as the event stream that made it
  DeliveryOptions options;
  std::optional<std::string> copy_of;  // a temporary one that stands for a registered one: its id
  std::string metadata_json = "{}";
  Time created_at{};
  Time updated_at{};
  std::optional<Time> last_delivery_at;
  std::int64_t failure_count = 0;  // failed attempts since the last success
};

// A pattern is a name, "order.*" or "*". In a list of them "!order.updated" or "!invoice.*" takes out what an earlier
// one let in; a list of nothing but those means all events but these.
bool event_pattern_matches(std::string_view pattern, std::string_view type);  // without "!"
bool any_pattern_matches(const std::vector<std::string>& patterns, std::string_view type);
// Does the pattern, "!" or not, name any event there is?
bool is_known_event_pattern(std::string_view pattern);
// The pattern there is that an unknown one may have meant.
std::optional<std::string> closest_event_pattern(std::string_view pattern);

}  // namespace satsrail
