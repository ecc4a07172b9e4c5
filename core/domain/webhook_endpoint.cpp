#include "core/domain/webhook_endpoint.h"

#include "core/domain/event_type.h"
#include "core/util/closest_word.h"

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
  const auto takes_out = [](std::string_view pattern) { return pattern.starts_with('!'); };
  bool matches = !patterns.empty() && std::all_of(patterns.begin(), patterns.end(), takes_out);
  for (const std::string_view pattern : patterns) {
    if (takes_out(pattern)) {
      matches = matches && !event_pattern_matches(pattern.substr(1), type);
    } else {
      matches = matches || event_pattern_matches(pattern, type);
    }
  }
  return matches;
}

bool is_known_event_pattern(std::string_view pattern) {
  const auto plain = pattern.starts_with('!') ? pattern.substr(1) : pattern;
  return std::any_of(event_type::all.begin(), event_type::all.end(),
                     [plain](std::string_view type) { return event_pattern_matches(plain, type); });
}

std::optional<std::string> closest_event_pattern(std::string_view pattern) {
  std::vector<std::string> known;
  for (const auto type : event_type::all) {
    known.emplace_back(type);
    known.push_back(std::string(type.substr(0, type.find('.'))) + ".*");
  }
  const bool takes_out = pattern.starts_with('!');
  auto found = closest_word(takes_out ? pattern.substr(1) : pattern, known);
  return found && takes_out ? "!" + *found : found;
}

void DeliveryOptionsChange::apply_to(DeliveryOptions& options) const {
  options.dialect = dialect.value_or(options.dialect);
  options.retry = retry.value_or(options.retry);
  options.timeout = timeout.value_or(options.timeout);
  options.headers = headers.value_or(options.headers);
  options.verify_tls = verify_tls.value_or(options.verify_tls);
  options.ca_file = ca_file.value_or(options.ca_file);
  options.concurrency = concurrency.value_or(options.concurrency);
  options.shuffle = shuffle.value_or(options.shuffle);
}

}  // namespace satsrail
