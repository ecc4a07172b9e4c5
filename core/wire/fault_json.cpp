#include "core/wire/fault_json.h"

#include "core/domain/webhook_endpoint.h"
#include "core/limits.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"
#include "core/wire/json_writer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

namespace satsrail::wire {

namespace {

using nlohmann::json;

constexpr int k_status_min = 100;
constexpr int k_status_max = 599;

bool is_json_text(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[') && json::accept(text);
}

std::string listed(std::initializer_list<std::string_view> names) {
  std::string text;
  for (const auto name : names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

// A misspelt member would make a fault that strikes more than was meant.
void refuse_others(Fields& fields, std::string_view what, const Fields& inside,
                   std::initializer_list<std::string_view> known) {
  for (const auto& name : inside.names()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      fields.fail(what, "has the unknown member \"" + std::string(truncate_utf8(name, 40)) + "\"; here it takes " +
                            listed(known));
    }
  }
}

std::optional<Duration> read_delay(Fields& fields, FaultPlace place) {
  const auto text = fields.text("delay", limits::text_chars_max);
  if (!text) {
    return std::nullopt;
  }
  const auto delay = parse_duration(*text);
  const Duration most = place == FaultPlace::api ? Duration(limits::fault_delay_max) : Duration(limits::node_delay_max);
  if (!delay || delay->count() == 0) {
    fields.fail("delay", "must be a duration such as 500ms, 2s or 1m");
    return std::nullopt;
  }
  if (*delay > most) {
    fields.fail("delay", "must be at most " + format_duration(most) + " on " + std::string(to_string(place)));
    return std::nullopt;
  }
  return *delay;
}

void set_body(FaultAction& action, std::string text) {
  action.json = is_json_text(text);
  action.body = std::move(text);
}

void read_body(Fields& fields, FaultAction& action) {
  const auto* value = fields.find("body");
  if (value == nullptr) {
    return;
  }
  auto text = value->is_string() ? value->get<std::string>() : value->dump();
  if (text.size() > limits::fault_body_bytes_max) {
    fields.fail("body", "is too long (maximum is " + std::to_string(limits::fault_body_bytes_max) + " bytes)");
    return;
  }
  set_body(action, std::move(text));
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view k_others = "!#$%&'*+-.^_`|~";  // RFC 9110, section 5.6.2
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           k_others.find(c) != std::string_view::npos;
  });
}

void read_headers(Fields& fields, FaultAction& action) {
  const auto headers = fields.metadata("headers");
  for (const auto& [name, value] : headers.value_or(Metadata{})) {
    std::string small = name;
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (!is_header_name(name) || value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      fields.fail("headers", "has the entry \"" + std::string(truncate_utf8(name, 40)) + "\", which is no header");
    } else if (small == "content-length" || small == "connection" || small == "transfer-encoding") {
      fields.fail("headers", "must leave " + name + " to the sandbox");
    }
    action.headers.emplace_back(name, value);
  }
  if (action.headers.size() > limits::fault_headers_max) {
    fields.fail("headers", "has too many entries (maximum is " + std::to_string(limits::fault_headers_max) + ")");
  }
}

// A member that is there only to be true.
bool is_asked(Fields& fields, std::string_view name) {
  const auto asked = fields.boolean(name);
  if (asked == false) {
    fields.fail(name, "must be true, or be left out");
  }
  return asked.value_or(false);
}

std::optional<PaymentOutcome> read_outcome(Fields& fields) {
  const auto name = fields.text("outcome", limits::text_chars_max);
  if (!name) {
    return std::nullopt;
  }
  const auto outcome = parse_outcome(*name);
  if (!outcome) {
    fields.fail("outcome", "is not one of " + std::string(outcome_names()));
  }
  return outcome;
}

FaultAction read_action(Fields& fields, FaultPlace place) {
  FaultAction action;
  auto given = fields.object("action");
  if (!given) {
    fields.require("action");
    return action;
  }
  if (place == FaultPlace::node) {
    refuse_others(fields, "action", *given, {"status", "timeout", "reset", "outcome", "delay"});
  } else {
    refuse_others(fields, "action", *given, {"status", "timeout", "reset", "delay", "body", "headers"});
  }
  int kinds = 0;
  const auto is = [&](FaultKind kind) {
    action.kind = kind;
    ++kinds;
  };
  if (const auto status = given->integer("status", k_status_min, k_status_max)) {
    action.status = static_cast<int>(*status);
    is(FaultKind::status);
  }
  if (is_asked(*given, "timeout")) {
    is(FaultKind::timeout);
  }
  if (is_asked(*given, "reset")) {
    is(FaultKind::reset);
  }
  if (const auto outcome = read_outcome(*given)) {
    action.outcome = outcome;
    is(FaultKind::outcome);
  }
  action.delay = read_delay(*given, place).value_or(Duration{0});
  read_body(*given, action);
  read_headers(*given, action);
  if (kinds == 0 && (action.body || !action.headers.empty()) && place == FaultPlace::api) {
    action.kind = FaultKind::body;
  }
  fields.take_errors_of(*given);
  const bool has_answer = action.kind == FaultKind::status || action.kind == FaultKind::body;
  if (kinds > 1) {
    fields.fail("action", "is one of status, timeout, reset and outcome, not several");
  } else if ((action.body || !action.headers.empty()) && !has_answer) {
    fields.fail("action", "needs a status beside body and headers");
  } else if (action.kind == FaultKind::none && action.delay.count() == 0 && given->finish()) {
    fields.fail("action", place == FaultPlace::node
                              ? "names nothing to do; one of status, timeout, reset, outcome, delay"
                              : "names nothing to do; one of status, timeout, reset, delay, body");
  }
  return action;
}

// "order.*", "order.*,invoice.paid" or a list of them.
std::vector<std::string> read_events(Fields& fields) {
  std::vector<std::string> events;
  const auto* value = fields.find("event");
  if (value != nullptr && value->is_string()) {
    std::string_view rest = value->get_ref<const std::string&>();
    while (!rest.empty()) {
      const auto one = rest.substr(0, rest.find(','));
      events.emplace_back(one);
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
  } else {
    events = fields.texts("event", limits::fault_events_max, limits::text_chars_max).value_or(events);
  }
  for (const auto& pattern : events) {
    if (!is_known_event_pattern(pattern)) {
      fields.fail("event", "contains the unknown event \"" + std::string(truncate_utf8(pattern, 80)) + "\"");
    }
  }
  if (events.size() > limits::fault_events_max) {
    fields.fail("event", "has too many entries (maximum is " + std::to_string(limits::fault_events_max) + ")");
  }
  return events;
}

void read_api_match(Fields& given, FaultMatch& match) {
  constexpr std::size_t k_key_shown = 12;
  constexpr std::array<std::string_view, 5> k_methods{"GET", "POST", "PATCH", "PUT", "DELETE"};
  match.method = given.text("method", limits::text_chars_max).value_or("");
  std::transform(match.method.begin(), match.method.end(), match.method.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (!match.method.empty() && std::find(k_methods.begin(), k_methods.end(), match.method) == k_methods.end()) {
    given.fail("method", "must be GET, POST, PATCH, PUT or DELETE");
  }
  match.route = given.text("route", limits::request_path_bytes_max).value_or("");
  if (!match.route.empty() && match.route.front() != '/' && match.route.front() != '*') {
    given.fail("route", "must begin with /, as in /api/v1/checkout_sessions/*");
  }
  // No more of a key is kept than what a list of keys shows of it.
  match.key = given.text("key", limits::text_chars_max).value_or("").substr(0, k_key_shown);
}

FaultMatch read_match(Fields& fields, FaultPlace place, const FaultAction& action) {
  FaultMatch match;
  auto given = fields.object("match");
  if (given && place == FaultPlace::api) {
    refuse_others(fields, "match", *given, {"method", "route", "key"});
    read_api_match(*given, match);
  } else if (given && place == FaultPlace::webhook) {
    refuse_others(fields, "match", *given, {"event", "endpoint"});
    match.events = read_events(*given);
    match.endpoint = given->text("endpoint", limits::url_bytes_max).value_or("");
  } else if (given) {
    refuse_others(fields, "match", *given, {"call", "payer"});
    const auto call = given->text("call", limits::text_chars_max).value_or("");
    if (call == "invoice" || call == "pay") {
      match.call = call == "pay" ? NodeCall::pay : NodeCall::invoice;
    } else if (!call.empty()) {
      given->fail("call", "must be invoice or pay");
    }
    match.payer = given->text("payer", limits::payer_name_chars_max).value_or("");
  }
  if (given) {
    fields.take_errors_of(*given);
  }
  if (place == FaultPlace::node) {
    const bool pays = action.kind == FaultKind::outcome;
    if (!match.call) {
      match.call = pays || !match.payer.empty() ? NodeCall::pay : NodeCall::invoice;
    }
    if (match.call == NodeCall::pay && (!pays || action.delay.count() > 0)) {
      fields.fail("action", "of call=pay is an outcome, such as {\"outcome\": \"no_route\"}, and nothing else");
    } else if (match.call == NodeCall::invoice && (pays || !match.payer.empty())) {
      fields.fail("match", "names the call invoice, but outcomes and payers belong to the call pay");
    }
  }
  return match;
}

FaultBudget read_budget(Fields& fields) {
  FaultBudget budget;
  budget.next = fields.integer("next", 1, limits::fault_number_max);
  budget.every = fields.integer("every", 1, limits::fault_number_max);
  if (const auto* share = fields.find("probability")) {
    const double value = share->is_number() ? share->get<double>() : 0;
    if (!(value > 0 && value <= 1)) {
      fields.fail("probability", "must be a number above 0 and at most 1");
    } else {
      budget.probability = value;
    }
  }
  budget.seed = fields.integer("seed", 0, (1LL << 53) - 1).value_or(0);
  if (fields.has("seed") && !fields.has("probability")) {
    fields.fail("seed", "belongs to a probability");
  }
  if (budget.every && budget.probability) {
    fields.fail("every", "and a probability exclude each other");
  }
  return budget;
}

void write_match(JsonWriter& out, const FaultMatch& match) {
  out.key("match").begin_object();
  const auto text = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      out.field(name, value);
    }
  };
  text("method", match.method);
  text("route", match.route);
  text("key", match.key);
  if (!match.events.empty()) {
    out.raw_field("event", strings_json(match.events));
  }
  text("endpoint", match.endpoint);
  if (match.call) {
    out.field("call", to_string(*match.call));
  }
  text("payer", match.payer);
  out.end_object();
}

void write_action(JsonWriter& out, const FaultAction& action) {
  out.key("action").begin_object();
  if (action.delay.count() > 0) {
    out.field("delay", format_duration(action.delay));
  }
  if (action.kind == FaultKind::status) {
    out.field("status", action.status);
  } else if (action.kind == FaultKind::timeout || action.kind == FaultKind::reset) {
    out.field(to_string(action.kind), true);
  } else if (action.outcome) {
    out.field("outcome", to_string(*action.outcome));
  }
  if (action.body) {
    out.field("body", *action.body);
  }
  if (!action.headers.empty()) {
    out.raw_field("headers", headers_json(action.headers));
  }
  out.end_object();
}

void write_rule(JsonWriter& out, const FaultInput& input) {
  out.field("on", to_string(input.place));
  write_match(out, input.match);
  write_action(out, input.action);
  out.field("next", input.budget.next).field("every", input.budget.every);
  if (input.budget.probability) {
    out.raw_field("probability", json(*input.budget.probability).dump()).field("seed", input.budget.seed);
  } else {
    out.field("probability", nullptr).field("seed", nullptr);
  }
}

Error bad_header(std::string_view why) {
  return {ErrorCode::bad_request, "The header " + std::string(k_fault_header) + " " + std::string(why) +
                                      "; as in \"status=503; delay=2s\", \"timeout\" or \"reset\""};
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// One "name=value" of the header into the action.
Status read_part(std::string_view name, std::string_view value, bool has_value, FaultAction& action, int& kinds) {
  if (name == "status") {
    int status = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), status);
    if (error != std::errc() || end != value.data() + value.size() || status < k_status_min || status > k_status_max) {
      return bad_header("needs a status from 100 to 599");
    }
    action.status = status;
    action.kind = FaultKind::status;
    ++kinds;
  } else if (name == "delay") {
    const auto delay = parse_duration(value);
    if (!delay || delay->count() == 0 || *delay > limits::fault_delay_max) {
      return bad_header("needs a delay such as 500ms or 2s, at most " + format_duration(limits::fault_delay_max));
    }
    action.delay = *delay;
  } else if ((name == "timeout" || name == "reset") && !has_value) {
    action.kind = name == "timeout" ? FaultKind::timeout : FaultKind::reset;
    ++kinds;
  } else {
    return bad_header("does not know \"" + std::string(is_valid_utf8(name) ? truncate_utf8(name, 40) : "this") +
                      (has_value ? "=\"" : "\"") + "; it takes status, delay, body, timeout and reset");
  }
  return Done{};
}

}  // namespace

Result<FaultInput> parse_fault(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "fault"));
  FaultInput input;
  fields.require("on");
  const auto on = fields.text("on", limits::text_chars_max).value_or("");
  const auto place = parse_fault_place(on);
  if (!place && !on.empty()) {
    fields.fail("on", "must be api, webhook or node");
  }
  if (place) {
    refuse_others(fields, "fault", fields, {"on", "match", "action", "next", "every", "probability", "seed"});
    input.place = *place;
    input.action = read_action(fields, *place);
    input.match = read_match(fields, *place, input.action);
  }
  input.budget = read_budget(fields);
  TRY(fields.finish());
  return input;
}

std::string fault_rule_json(const FaultInput& input) {
  JsonWriter out;
  out.begin_object().key("fault").begin_object();
  write_rule(out, input);
  return out.end_object().end_object().take();
}

std::string fault_json(const Fault& fault) {
  JsonWriter out;
  out.begin_object()
      .field("object", "fault")
      .field("id", fault.id.view())
      .field("livemode", fault.scope.livemode)
      .field("state", fault.is_spent() ? "spent" : "active");
  write_rule(out, fault);
  out.field("matched", fault.matched).field("applied", fault.applied).field("created_at", fault.created_at);
  return out.end_object().take();
}

std::string fault_deleted_json(std::size_t count) {
  JsonWriter out;
  return out.begin_object().field("object", "fault.deleted").field("deleted", count).end_object().take();
}

Result<FaultAction> parse_fault_header(std::string_view value) {
  constexpr std::string_view k_body = "body=";
  FaultAction action;
  int kinds = 0;
  auto rest = trimmed(value);
  if (rest.empty()) {
    return bad_header("is empty");
  }
  while (!rest.empty()) {
    if (rest.starts_with(k_body)) {
      const auto text = rest.substr(k_body.size());
      if (!is_valid_utf8(text)) {
        return bad_header("has a body that is not valid UTF-8");
      }
      set_body(action, std::string(text));
      break;
    }
    const auto part = rest.substr(0, rest.find(';'));
    rest = trimmed(rest.substr(std::min(part.size() + 1, rest.size())));
    const auto equals = part.find('=');
    const auto name = trimmed(part.substr(0, equals));
    const auto text = equals == std::string_view::npos ? std::string_view() : trimmed(part.substr(equals + 1));
    TRY(read_part(name, text, equals != std::string_view::npos, action, kinds));
  }
  if (kinds > 1) {
    return bad_header("takes one of status, timeout and reset, not several");
  }
  if (action.body && kinds == 1 && action.kind != FaultKind::status) {
    return bad_header("takes a body alone or with a status");
  }
  if (action.body && kinds == 0) {
    action.kind = FaultKind::body;
  }
  return action;
}

std::string fault_error_json(int status, std::string_view message, std::string_view request_id) {
  auto code = error_info(status < 500 ? ErrorCode::bad_request : ErrorCode::unavailable).code;
  for (const auto usual :
       {ErrorCode::bad_request, ErrorCode::unauthorized, ErrorCode::payment_failed, ErrorCode::forbidden,
        ErrorCode::not_found, ErrorCode::method_not_allowed, ErrorCode::conflict, ErrorCode::payload_too_large,
        ErrorCode::misdirected_request, ErrorCode::validation_error, ErrorCode::rate_limited, ErrorCode::internal,
        ErrorCode::unavailable}) {
    code = error_info(usual).status == status ? error_info(usual).code : code;
  }
  JsonWriter out;
  out.begin_object()
      .key("error")
      .begin_object()
      .field("code", code)
      .field("message", message)
      .field("status", status)
      .key("details")
      .begin_array()
      .end_array()
      .field("request_id", request_id);
  return out.end_object().end_object().take();
}

}  // namespace satsrail::wire
