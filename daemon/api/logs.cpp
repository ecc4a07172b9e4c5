#include "core/limits.h"
#include "core/util/time_format.h"
#include "core/wire/json_writer.h"
#include "core/wire/request_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/api/stream.h"
#include "daemon/store/request_log.h"

#include <algorithm>
#include <charconv>

namespace satsrail::api {

namespace {

constexpr std::size_t k_tail_batch = 100;

// "404", or "4xx" for a whole class.
Status read_status(std::string_view text, store::RequestFilter& filter) {
  const bool of_class = text.size() == 3 && text.substr(1) == "xx" && text[0] >= '1' && text[0] <= '5';
  int status = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  if (of_class) {
    filter.status_min = (text[0] - '0') * 100;
    filter.status_max = filter.status_min + 99;
  } else if (error == std::errc() && end == text.data() + text.size() && status >= 100 && status <= 599) {
    filter.status_min = filter.status_max = status;
  } else {
    return Error::validation("status", "must be a status such as 404, or a class such as 4xx");
  }
  return Done{};
}

Result<Time> read_since(std::string_view text, Time now) {
  if (const auto ago = parse_duration(text)) {
    return now - *ago;
  }
  if (const auto time = parse_iso(text)) {
    return time->time;
  }
  return Error::validation("since", "must be a duration such as 10m, or a time such as 2026-01-31T12:00:00Z");
}

Result<store::RequestFilter> read_filter(const Call& call, const App& app) {
  store::RequestFilter filter;
  if (call.caller.kind != CallerKind::control_key) {
    filter.scope = call.caller.scope;
  }
  filter.method = call.query_value("method");
  std::transform(filter.method.begin(), filter.method.end(), filter.method.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (const auto status = call.query_value("status"); !status.empty()) {
    TRY(read_status(status, filter));
  }
  if (const auto since = call.query_value("since"); !since.empty()) {
    TRY_ASSIGN(filter.since, read_since(since, app.real_clock.now()));
  }
  filter.path = call.query_value("path");
  filter.fault = call.query_value("fault");
  return filter;
}

// A place in the log, as answers name it.
Result<std::optional<std::int64_t>> read_seq(const Call& call, std::string_view name) {
  const auto text = call.query_value(name);
  std::int64_t seq = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (text.empty()) {
    return std::optional<std::int64_t>();
  }
  if (error != std::errc() || end != text.data() + text.size()) {
    return Error::validation(std::string(name), "must be a place in the log, as an earlier answer named it");
  }
  return std::optional(seq);
}

Error not_kept() {
  return {ErrorCode::not_found, "This sandbox keeps no log of requests"};
}

std::string block(const LoggedRequest& request) {
  return "id: " + std::to_string(request.seq) + "\nevent: request\ndata: " + wire::request_summary_json(request) +
         "\n\n";
}

// {"object":"list","data":[…],"meta":{"per_page","next_before","dropped"}}
std::string log_list_json(const std::vector<LoggedRequest>& found, std::int64_t per_page, std::int64_t dropped) {
  wire::JsonWriter json;
  json.begin_object().field("object", "list").key("data").begin_array();
  for (const auto& request : found) {
    json.raw(wire::request_summary_json(request));
  }
  json.end_array().key("meta").begin_object().field("per_page", per_page);
  const bool more = static_cast<std::int64_t>(found.size()) == per_page;
  json.field("next_before", more ? std::optional(found.back().seq) : std::nullopt);
  return json.field("dropped", dropped).end_object().end_object().take();
}

}  // namespace

Result<Plan> list_requests(const Call& call, App& app) {
  if (app.requests == nullptr) {
    return not_kept();
  }
  TRY_ASSIGN(const auto filter, read_filter(call, app));
  TRY_ASSIGN(const auto before, read_seq(call, "before"));
  const auto per_page = read_page(call).per_page;
  const auto found = app.requests->newest(filter, before, static_cast<std::size_t>(per_page));
  return Plan(Reply::json(200, log_list_json(found, per_page, app.requests->dropped())));
}

Result<Plan> show_request(const Call& call, App& app) {
  if (app.requests == nullptr) {
    return not_kept();
  }
  store::RequestFilter filter;
  if (call.caller.kind != CallerKind::control_key) {
    filter.scope = call.caller.scope;
  }
  TRY_ASSIGN(const auto request, app.requests->find(filter, call.param("id")));
  return Plan(Reply::json(200, wire::request_json(request)));
}

Result<Plan> follow_requests(const Call& call, App& app) {
  if (app.requests == nullptr) {
    return not_kept();
  }
  TRY_ASSIGN(auto filter, read_filter(call, app));
  TRY_ASSIGN(const auto after, read_seq(call, "after"));
  auto& followers = app.requests->followers;
  if (app.control.open_streams() >= limits::event_streams_max ||
      followers.fetch_add(1) >= limits::request_log_followers_max) {
    followers.fetch_sub(1);
    return Error(ErrorCode::unavailable, "Too many streams are open already");
  }
  auto plan = std::make_shared<StreamPlan>();
  plan->beats = true;
  // With `since` or `after` what has happened is shown first; else from now on.
  auto seen = std::make_shared<std::int64_t>(after.value_or(filter.since ? 0 : app.requests->last_seq()));
  plan->preamble = "id: " + std::to_string(*seen) + "\nevent: ready\ndata: {\"type\":\"ready\"}\n\n";
  plan->on_close = [&followers] { followers.fetch_sub(1); };
  plan->next = [&app, filter = std::move(filter), seen](std::string& out) {
    std::vector<LoggedRequest> batch;
    do {
      batch = app.requests->after(filter, *seen, k_tail_batch);
      for (const auto& request : batch) {
        *seen = request.seq;
        out += block(request);
      }
    } while (batch.size() == k_tail_batch);
    return true;
  };
  Reply reply;
  reply.content_type = "text/event-stream; charset=utf-8";
  reply.headers = {{"Cache-Control", "no-store"}};
  reply.stream = std::move(plan);
  return Plan(std::move(reply));
}

}  // namespace satsrail::api
