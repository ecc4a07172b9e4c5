#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view k_path = "/_sandbox/faults";

constexpr View k_fault_view{
    .id = "id",
    .block = {{"fault", "id"},
              {"state", "state", Show::state},
              {"on", "on"},
              {"match", "match"},
              {"action", "action"},
              {"next", "next"},
              {"every", "every"},
              {"probability", "probability"},
              {"seed", "seed"},
              {"met", "matched"},
              {"struck", "applied"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"ID", "id", Show::id},
                {"STATE", "state", Show::state},
                {"ON", "on", Show::id},
                {"MET", "matched", Show::id},
                {"STRUCK", "applied", Show::id},
                {"ACTION", "action"},
                {"MATCH", "match"}},
    .empty = "nothing is to fail; as in:  satsrail faults add --on api --status 503 --next 1",
};

// Two lines for each: what a table would cut off at 80 columns is what one looks for.
void show_fault(Output& out, const json& fault) {
  const auto text = [&](std::string_view path) { return printable(text_at_path(fault, path)); };
  const auto words = [&](std::string_view path) { return printable(shown_text(fault, {path, path})); };
  std::vector<std::string> how_often;
  for (const std::string name : {"next", "every", "probability", "seed"}) {
    if (const auto value = text(name); !value.empty()) {
      how_often.push_back(name + " " + value);
    }
  }
  const auto match = words("match");
  const bool spent = text("state") == "spent";
  out.line(out.paint(Ink::bold, text("id")) + "  " + text("on") + "  " + words("action") + "  " +
           out.paint(spent ? Ink::dim : Ink::warn, spent ? "spent" : "active"));
  out.line("  " + (match.empty() ? "everything" : match) + "  " +
           out.paint(Ink::dim, join(how_often, ", ") + (how_often.empty() ? "" : "; ") + "struck " + text("applied") +
                                   " of " + text("matched") + " met"));
}

std::vector<std::string> match_names(const std::string& place) {
  if (place == "api") {
    return {"route", "method", "key"};
  }
  return place == "webhook" ? std::vector<std::string>{"event", "endpoint"} : std::vector<std::string>{"call", "payer"};
}

Failure unknown_match(const std::string& name, const std::string& place) {
  const auto names = match_names(place);
  const auto near = closest(name, names);
  return usage_failure("unknown_match", "'" + printable(name) + "' is nothing that --match knows on " + place,
                       "it takes " + join(names, ", "),
                       near ? "did you mean:  --match " + *near + "=…" : "as in:  --match " + names.front() + "=…");
}

// "route=/a,method=POST" as pairs. A part without '=' goes on with the value before: event=order.*,invoice.paid
Outcome<std::vector<std::pair<std::string, std::string>>> match_pairs(const Invocation& in, const std::string& place) {
  const auto names = match_names(place);
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& given : in.values("match")) {
    bool first = true;
    for (const auto& part : split(given, ',')) {
      const auto equals = part.find('=');
      const auto name = std::string(trim(part.substr(0, equals)));
      const bool known = equals != std::string::npos && std::find(names.begin(), names.end(), name) != names.end();
      if (!known && first) {
        return unknown_match(name, place);
      }
      if (known) {
        pairs.emplace_back(name, trim(std::string_view(part).substr(equals + 1)));
      } else if (equals != std::string::npos && part.find('/') == std::string::npos) {
        return unknown_match(name, place);
      } else {
        pairs.back().second += "," + part;
      }
      first = false;
    }
  }
  return pairs;
}

// An endpoint is named by its URL, or by its id or the beginning of one.
Outcome<std::string> endpoint_of(Context& context, const std::string& text) {
  if (text.find_first_of("/:*") != std::string::npos) {
    return text;
  }
  return resolve_id(context, Source::webhooks, text);
}

Outcome<Done> set_match(Context& context, const std::string& place, Body& body) {
  TRY_ASSIGN(const auto pairs, match_pairs(context.in, place));
  body.set_object("fault.match");
  std::vector<std::string> events;
  for (const auto& [name, value] : pairs) {
    if (value.empty()) {
      return usage_failure("invalid_match", "--match " + name + "= has no value", "it would match nothing",
                           "leave it out to match everything");
    }
    if (name == "event") {
      TRY_ASSIGN(const auto list, parse_event_list(value));
      events.insert(events.end(), list.begin(), list.end());
    } else if (name == "endpoint") {
      TRY_ASSIGN(const auto endpoint, endpoint_of(context, value));
      body.set("fault.match.endpoint", endpoint);
    } else {
      body.set("fault.match." + name, value);
    }
  }
  if (!events.empty()) {
    body.set_list("fault.match.event", events);
  }
  return Done{};
}

Outcome<Done> set_headers(const Invocation& in, Body& body) {
  std::vector<std::string> pairs;
  for (const auto& text : in.values("header")) {
    const auto colon = text.find(':');
    const auto name = std::string(trim(std::string_view(text).substr(0, colon)));
    if (colon == std::string::npos || name.empty()) {
      return usage_failure("invalid_header", "'" + printable(text) + "' is no header", "it has to be NAME: VALUE",
                           "as in:  -H 'Retry-After: 5'");
    }
    pairs.push_back(name + "=" + std::string(trim(std::string_view(text).substr(colon + 1))));
  }
  return body.set_pairs("fault.action.headers", pairs);
}

Outcome<Done> set_action(const Invocation& in, Body& body) {
  TRY_ASSIGN(const auto status, whole_number(in, "status", 100, 599));
  if (status) {
    body.set_number("fault.action.status", *status);
  }
  for (const std::string flag : {"timeout", "reset"}) {
    if (in.has(flag)) {
      body.set_flag("fault.action." + flag, true);
    }
  }
  if (const auto outcome = in.value("outcome")) {
    TRY(parse_outcome_name(*outcome));
    body.set("fault.action.outcome", *outcome);
  }
  if (const auto delay = in.value("delay")) {
    if (const auto parsed = parse_duration(*delay); !parsed.ok() || parsed->count() == 0) {
      return invalid_duration(*delay);
    }
    body.set("fault.action.delay", *delay);
  }
  if (const auto text = in.value("body")) {
    TRY_ASSIGN(const auto content, read_text(*text));
    body.set("fault.action.body", content);
  }
  TRY(set_headers(in, body));
  const bool any = status || in.has("timeout") || in.has("reset") || in.has("outcome") || in.has("delay") ||
                   in.has("body") || in.has("header");
  if (!any) {
    return usage_failure("missing_action", "faults add does not say what is to happen", "no flag names an action",
                         "one of:  --status 503, --timeout, --reset, --delay 2s, --body TEXT, --outcome NAME");
  }
  return Done{};
}

// "0.25" or "25%".
Outcome<double> parse_share(const std::string& text) {
  const bool percent = text.ends_with('%');
  const std::string_view digits(text.data(), text.size() - (percent ? 1 : 0));
  double share = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), share);
  share /= percent ? 100 : 1;
  if (error != std::errc() || end != digits.data() + digits.size() || !(share > 0 && share <= 1)) {
    return usage_failure("invalid_number", "'" + printable(text) + "' is no probability",
                         "it is a share above 0 and at most 1", "as in:  --probability 0.25, or 25%");
  }
  return share;
}

Outcome<Done> set_budget(const Invocation& in, json& fault) {
  TRY_ASSIGN(const auto next, whole_number(in, "next", 1, limits::fault_number_max));
  TRY_ASSIGN(const auto every, whole_number(in, "every", 1, limits::fault_number_max));
  TRY_ASSIGN(const auto seed, whole_number(in, "seed", 0, (1LL << 53) - 1));
  if (next) {
    fault["next"] = *next;
  }
  if (every) {
    fault["every"] = *every;
  }
  if (const auto text = in.value("probability")) {
    TRY_ASSIGN(const auto share, parse_share(*text));
    fault["probability"] = share;
    fault["seed"] = seed.value_or(0);
  } else if (seed && in.was_typed("seed")) {
    return usage_failure("invalid_value", "--seed belongs to --probability", "nothing else is left to chance",
                         "as in:  --probability 0.25 --seed 7");
  }
  return Done{};
}

}  // namespace

Outcome<int> faults_add(Context& context) {
  const auto place = *context.in.value("on");
  Body body;
  body.set("fault.on", place);
  TRY(set_match(context, place, body));
  TRY(set_action(context.in, body));
  auto whole = json::parse(body.text());
  TRY(set_budget(context.in, whole["fault"]));
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, std::string(k_path), dump(whole)));
  return context.out.object(reply.body(), k_fault_view);
}

Outcome<int> faults_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_path), query));
  const auto list = json::parse(reply.body(), nullptr, false);
  const auto* rows = at_path(list, "data");
  if (!context.out.for_people() || rows == nullptr || !rows->is_array() || rows->empty()) {
    return context.out.list(reply.body(), k_fault_view);
  }
  for (const auto& fault : *rows) {
    show_fault(context.out, fault);
  }
  return 0;
}

Outcome<int> faults_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::faults, "GET"));
  return context.out.object(reply.body(), k_fault_view);
}

Outcome<int> faults_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::faults, "DELETE"));
  context.out.note("deleted");
  return 0;
}

Outcome<int> faults_clear(Context& context) {
  TRY_ASSIGN(const auto reply, context.call(Key::merchant, {"DELETE", std::string(k_path), {}, {}, {}}));
  constexpr View k_view{.id = "deleted", .block = {{"deleted", "deleted"}}};
  return context.out.object(reply.body(), k_view);
}

}  // namespace satsrail::cli::handlers
