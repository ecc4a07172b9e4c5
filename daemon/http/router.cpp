#include "daemon/http/router.h"

#include "core/util/hex.h"

#include <array>

namespace satsrail::http {

namespace {

constexpr std::size_t k_segments_max = 16;

// "/a/b/" -> {"a","b"}; nothing for more than k_segments_max.
std::size_t split(std::string_view path, std::array<std::string_view, k_segments_max>& segments) {
  std::size_t count = 0;
  if (path.starts_with('/')) {
    path.remove_prefix(1);
  }
  if (path.ends_with('/')) {
    path.remove_suffix(1);
  }
  while (true) {
    if (count == k_segments_max) {
      return 0;
    }
    const auto slash = path.find('/');
    segments[count++] = path.substr(0, slash);
    if (slash == std::string_view::npos) {
      return count;
    }
    path.remove_prefix(slash + 1);
  }
}

bool is_placeholder(std::string_view segment) {
  return segment.starts_with('{');
}

bool serves(const api::Route& route, Method method) {
  switch (route.verb) {
    case api::Verb::get:
      return method == Method::get || method == Method::head;
    case api::Verb::post:
      return method == Method::post;
    case api::Verb::patch:
      // Rails routes PUT to the same action.
      return method == Method::patch || method == Method::put;
    case api::Verb::del:
      break;
  }
  return method == Method::del;
}

}  // namespace

Router::Router(std::span<const api::Route> routes, Aliases aliases) {
  for (const auto& route : routes) {
    if (route.is_alias() && aliases == Aliases::left_out) {
      continue;
    }
    std::array<std::string_view, k_segments_max> segments;
    const auto count = split(route.path, segments);
    m_by_length[count].push_back({&route, {segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(count)}});
  }
}

Router::Match Router::find(Method method, std::string_view path) const {
  Match match;
  std::array<std::string_view, k_segments_max> segments;
  const auto count = split(path, segments);
  const auto entries = m_by_length.find(count);
  if (entries == m_by_length.end()) {
    return match;
  }
  for (const auto& entry : entries->second) {
    bool fits = true;
    for (std::size_t i = 0; i < count && fits; ++i) {
      fits = is_placeholder(entry.segments[i]) ? !segments[i].empty() : entry.segments[i] == segments[i];
    }
    if (!fits) {
      continue;
    }
    if (!serves(*entry.route, method)) {
      match.other_verb = entry.route;
      continue;
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_placeholder(entry.segments[i])) {
        continue;
      }
      auto value = percent_decode(segments[i]);
      if (!value || !is_valid_utf8(*value)) {
        return {};
      }
      const auto name = entry.segments[i].substr(1, entry.segments[i].size() - 2);
      match.params.emplace_back(name, *std::move(value));
    }
    match.route = entry.route;
    return match;
  }
  return match;
}

}  // namespace satsrail::http
