#pragma once
// Where a merchant wants to be told of events, and which.

#include "core/domain/metadata.h"
#include "core/domain/scope.h"
#include "core/id.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail {

struct WebhookEndpointInput {
  std::string url;
  std::optional<std::vector<std::string>> events;  // absent: the dialect's documented set
  std::optional<std::string> description;
  std::optional<std::string> secret;  // absent: minted
  bool active = true;
  Metadata metadata;
};

// What a PATCH sends: absent fields stay as they are.
struct WebhookEndpointChange {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> events;
  std::optional<std::optional<std::string>> description;
  std::optional<bool> active;
  std::optional<Metadata> metadata;
};

struct WebhookEndpoint {
  std::int64_t seq = 0;
  WebhookEndpointId id;
  Scope scope;
  std::string url;
  std::vector<std::string> events;  // exact names; "*" stands for all
  std::optional<std::string> description;
  std::string secret;
  bool active = true;
  bool temporary = false;  // lives as long as the event stream that made it
  std::string metadata_json = "{}";
  Time created_at{};
  Time updated_at{};
  std::optional<Time> last_delivery_at;
  std::int64_t failure_count = 0;  // failed attempts since the last success
};

// "order.*" matches "order.created"; "*" matches everything.
bool event_pattern_matches(std::string_view pattern, std::string_view type);
bool any_pattern_matches(const std::vector<std::string>& patterns, std::string_view type);
// Does the pattern match any event there is?
bool is_known_event_pattern(std::string_view pattern);

}  // namespace satsrail
