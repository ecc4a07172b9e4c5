#include "core/domain/webhook_endpoint.h"

#include "core/domain/event_type.h"

#include <algorithm>

namespace satsrail {

bool event_pattern_matches(std::string_view pattern, std::string_view type) {
  if (pattern == "*") {
    return true;
  }
  if (pattern.ends_with(".*")) {
    return type.starts_with(pattern.substr(0, pattern.size() - 1));
  }
  return pattern == type;
}

bool any_pattern_matches(const std::vector<std::string>& patterns, std::string_view type) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [type](const std::string& pattern) { return event_pattern_matches(pattern, type); });
}

bool is_known_event_pattern(std::string_view pattern) {
  return std::any_of(event_type::all.begin(), event_type::all.end(),
                     [pattern](std::string_view type) { return event_pattern_matches(pattern, type); });
}

}  // namespace satsrail
