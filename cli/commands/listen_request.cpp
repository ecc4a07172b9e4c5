#include "cli/commands/listen_request.h"

#include "cli/body.h"
#include "cli/delivery_options.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/domain/event_type.h"
#include "core/domain/webhook_endpoint.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

namespace {

using json = nlohmann::ordered_json;
using Patterns = std::vector<std::string>;

struct Route {
  Patterns events;
  std::string url;
};

Outcome<Route> parse_route(const std::string& text) {
  const auto at = text.find('=');
  if (at == std::string::npos || at == 0) {
    return usage_failure("invalid_route", "'" + printable(text) + "' is no route", "it has to be EVENTS=URL",
                         "as in:  --route 'order.*=3000/orders'");
  }
  TRY_ASSIGN(auto events, parse_event_list(text.substr(0, at)));
  TRY_ASSIGN(auto url, parse_target_url(text.substr(at + 1)));
  return Route{std::move(events), std::move(url)};
}

Outcome<std::vector<Route>> parse_routes(const Invocation& in) {
  std::vector<Route> routes;
  for (const auto& text : in.values("route")) {
    TRY_ASSIGN(auto route, parse_route(text));
    routes.push_back(std::move(route));
  }
  return routes;
}

bool is_negative(const std::string& pattern) {
  return pattern.starts_with('!');
}

// All events that these patterns, or one of the routes, let in.
Patterns let_in(const Patterns& patterns, const std::vector<Route>& routes) {
  Patterns out;
  for (const auto type : event_type::all) {
    const bool routed = std::any_of(routes.begin(), routes.end(),
                                    [&](const Route& route) { return any_pattern_matches(route.events, type); });
    if (routed || any_pattern_matches(patterns, type)) {
      out.emplace_back(type);
    }
  }
  return out;
}

// What is left for --forward-to: `patterns` without what a route takes. Written as patterns where that can be said,
// since those also take events that a later sandbox may have.
Patterns not_routed(const Patterns& patterns, const std::vector<Route>& routes) {
  Patterns rest;
  for (const auto type : event_type::all) {
    const bool routed = std::any_of(routes.begin(), routes.end(),
                                    [&](const Route& route) { return any_pattern_matches(route.events, type); });
    if (!routed && any_pattern_matches(patterns, type)) {
      rest.emplace_back(type);
    }
  }
  const bool sayable = std::none_of(routes.begin(), routes.end(), [](const Route& route) {
    return std::any_of(route.events.begin(), route.events.end(), is_negative);
  });
  if (rest.empty() || !sayable) {
    return rest;
  }
  auto out = patterns;
  for (const auto& route : routes) {
    for (const auto& pattern : route.events) {
      out.push_back("!" + pattern);
    }
  }
  return out;
}

// The fields that all endpoints of this stream have in common. --timeout of the environment is for the sandbox.
Outcome<json> common_fields(const Invocation& in, const std::string& secret) {
  Body body;
  body.set("endpoint.secret_key", secret);
  TRY(set_delivery_options(body, in, "endpoint", in.was_typed("timeout") ? in.value("timeout") : std::nullopt));
  return json::parse(body.text()).at("endpoint");
}

constexpr std::string_view k_sending_flags[]{"dialect", "header",   "retry",   "concurrency",
                                             "shuffle", "insecure", "ca-file", "timeout"};

// What is said of deliveries needs some; registered endpoints have a secret, events and settings of their own.
Outcome<Done> check_targets(const Invocation& in) {
  const bool copies = in.has("use-endpoints");
  if (copies && !in.has("forward-to")) {
    return usage_failure("missing_target", "--use-endpoints needs --forward-to",
                         "it sends there what the registered endpoints get",
                         "as in:  satsrail listen --use-endpoints --forward-to 3000");
  }
  for (const std::string flag : {"route", "events", "secret", "secret-file", "print-secret", "write-env"}) {
    if (copies && in.was_typed(flag)) {
      return usage_failure("conflicting_flags", "--use-endpoints and --" + flag + " exclude each other",
                           "each endpoint keeps its own events and its own secret", "keep one of them");
    }
  }
  for (const auto flag : k_sending_flags) {
    if (!in.was_typed(flag) || (forwards(in) && !copies)) {
      continue;
    }
    const auto name = "--" + std::string(flag);
    if (copies) {
      return usage_failure("conflicting_flags", "--use-endpoints and " + name + " exclude each other",
                           "each endpoint is sent to as it is registered",
                           "change it there:  satsrail webhooks update ID --help");
    }
    return usage_failure("missing_target", name + " is about what is sent, and nothing is",
                         "there is neither --forward-to nor --route", "as in:  --forward-to 3000/webhooks");
  }
  return Done{};
}

Outcome<json> endpoints(const Invocation& in, const Patterns& wanted, const std::string& secret) {
  TRY_ASSIGN(const auto routes, parse_routes(in));
  TRY_ASSIGN(const auto common, common_fields(in, secret));
  auto out = json::array();
  const auto add = [&](const std::string& url, const Patterns& events) {
    json endpoint{{"url", url}};
    if (!events.empty()) {
      endpoint["events"] = events;
    }
    endpoint.update(common);
    out.push_back(std::move(endpoint));
  };
  for (const auto& route : routes) {
    add(route.url, route.events);
  }
  if (const auto target = in.value("forward-to")) {
    TRY_ASSIGN(const auto url, parse_target_url(*target));
    // Without any choice it gets what production would send: the documented set of the dialect.
    auto events = wanted;
    if (!routes.empty()) {
      events = not_routed(wanted.empty() ? Patterns{"*"} : wanted, routes);
      if (events.empty()) {
        return usage_failure("invalid_route", "nothing is left for --forward-to", "the routes take every event",
                             "leave --forward-to out, or make a route narrower");
      }
    }
    add(url, events);
  }
  return out;
}

}  // namespace

bool forwards(const Invocation& invocation) {
  return invocation.has("forward-to") || invocation.has("route");
}

Outcome<std::string> listen_body(const Invocation& in, const std::string& since, const std::string& secret) {
  TRY(check_targets(in));
  json stream = json::object();
  Patterns wanted;
  if (const auto events = in.value("events")) {
    TRY_ASSIGN(wanted, parse_event_list(*events));
    TRY_ASSIGN(const auto routes, parse_routes(in));
    stream["types"] = routes.empty() ? wanted : let_in(wanted, routes);
  }
  if (!since.empty()) {
    stream["since"] = since;
  }
  if (in.has("use-endpoints")) {
    TRY_ASSIGN(const auto url, parse_target_url(*in.value("forward-to")));
    stream["copies_to"] = url;
  } else if (forwards(in)) {
    TRY_ASSIGN(stream["endpoints"], endpoints(in, wanted, secret));
  }
  return json{{"stream", stream}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace satsrail::cli
