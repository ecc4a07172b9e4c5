#include "core/domain/fault.h"

#include "core/domain/webhook_endpoint.h"

#include <cctype>

namespace satsrail {

namespace {

constexpr std::string_view k_sandbox_routes = "/_sandbox/";

std::string_view without_last_slash(std::string_view path) {
  return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

// The first segment of a path, and what follows it.
std::string_view take_segment(std::string_view& path) {
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(segment.size() + 1, path.size()));
  return segment;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::toupper(static_cast<unsigned char>(x)) == std::toupper(static_cast<unsigned char>(y));
         });
}

bool route_fits(const FaultMatch& match, const ApiOccasion& occasion) {
  return match.route == occasion.route ||
         glob_matches(without_last_slash(match.route), without_last_slash(occasion.path));
}

// Not by a pattern for everything: that must neither lock its maker out nor strike others' calls.
bool names_route(std::string_view pattern, const ApiOccasion& occasion) {
  if (occasion.route.starts_with(k_sandbox_routes)) {
    return pattern.starts_with(k_sandbox_routes);
  }
  return pattern.find_first_not_of("/*") != std::string_view::npos;
}

// A number in [0, 1) for each place in the stream of a seed (splitmix64).
double chance(std::int64_t seed, std::int64_t number) {
  constexpr std::uint64_t k_step = 0x9e3779b97f4a7c15ULL;
  auto mixed = static_cast<std::uint64_t>(seed) * 0xd1342543de82ef95ULL + static_cast<std::uint64_t>(number) * k_step;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  mixed ^= mixed >> 31;
  return static_cast<double>(mixed >> 11) * 0x1.0p-53;
}

}  // namespace

std::string_view to_string(FaultPlace place) {
  switch (place) {
    case FaultPlace::api:
      return "api";
    case FaultPlace::webhook:
      return "webhook";
    case FaultPlace::node:
      break;
  }
  return "node";
}

std::optional<FaultPlace> parse_fault_place(std::string_view text) {
  for (const auto place : k_fault_places) {
    if (to_string(place) == text) {
      return place;
    }
  }
  return std::nullopt;
}

std::string_view to_string(FaultKind kind) {
  switch (kind) {
    case FaultKind::none:
      return "delay";
    case FaultKind::status:
      return "status";
    case FaultKind::timeout:
      return "timeout";
    case FaultKind::reset:
      return "reset";
    case FaultKind::body:
      return "body";
    case FaultKind::outcome:
      break;
  }
  return "outcome";
}

std::string_view to_string(NodeCall call) {
  return call == NodeCall::invoice ? "invoice" : "pay";
}

bool Fault::strike() {
  if (is_spent()) {
    return false;
  }
  ++matched;
  const bool strikes = budget.every         ? matched % *budget.every == 0
                       : budget.probability ? chance(budget.seed, matched) < *budget.probability
                                            : true;
  applied += strikes ? 1 : 0;
  return strikes;
}

bool concerns(const Fault& fault, const ApiOccasion& occasion) {
  if (fault.place != FaultPlace::api || is_beyond_faults(occasion.route)) {
    return false;
  }
  const auto& match = fault.match;
  const bool own = occasion.scope == fault.scope;
  const bool of_another = occasion.scope && !own;
  const bool must_name = !own || occasion.route.starts_with(k_sandbox_routes);
  if (of_another || (must_name && !names_route(match.route, occasion))) {
    return false;
  }
  return (match.method.empty() || equals_ignoring_case(match.method, occasion.method)) &&
         (match.route.empty() || route_fits(match, occasion)) &&
         (match.key.empty() || (!occasion.key_prefix.empty() && occasion.key_prefix.starts_with(match.key)));
}

bool concerns(const Fault& fault, const WebhookOccasion& occasion) {
  const auto& match = fault.match;
  return fault.place == FaultPlace::webhook && fault.scope == occasion.scope &&
         (match.events.empty() || any_pattern_matches(match.events, occasion.event)) &&
         (match.endpoint.empty() || match.endpoint == occasion.endpoint_id ||
          glob_matches(match.endpoint, occasion.url));
}

bool concerns(const Fault& fault, const NodeOccasion& occasion) {
  const auto& match = fault.match;
  return fault.place == FaultPlace::node && fault.scope == occasion.scope && match.call == occasion.call &&
         (match.payer.empty() || match.payer == occasion.payer);
}

bool glob_matches(std::string_view pattern, std::string_view text) {
  // Goes back to the last '*' only: whatever an earlier one could take, that one can take as well.
  std::size_t at = 0;
  std::size_t read = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_read = 0;
  while (read < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_read = read;
    } else if (at < pattern.size() && pattern[at] == text[read]) {
      ++at;
      ++read;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      read = ++star_read;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') {
    ++at;
  }
  return at == pattern.size();
}

bool route_can_match(std::string_view pattern, std::string_view route) {
  if (pattern == route) {
    return true;
  }
  pattern = without_last_slash(pattern);
  while (!pattern.empty() && !route.empty()) {
    const auto wanted = take_segment(pattern);
    const auto has = take_segment(route);
    if (wanted.find('*') != std::string_view::npos) {
      // It may take any number of segments: only what stands before it is certain.
      const auto fixed = wanted.substr(0, wanted.find('*'));
      return has.starts_with('{') || has.starts_with(fixed);
    }
    if (!has.starts_with('{') && has != wanted) {
      return false;
    }
  }
  return pattern.empty() && route.empty();
}

bool is_beyond_faults(std::string_view route) {
  return route == "/livez" || route == "/readyz" || route.starts_with("/_sandbox/faults");
}

}  // namespace satsrail
