#include "core/limits.h"
#include "core/wire/json_writer.h"
#include "core/wire/webhook_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/api/stream.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"
#include "daemon/store/webhook_store.h"

#include <array>
#include <charconv>

namespace satsrail::api {

Result<Plan> list_events(const Call& call, App&) {
  static constexpr std::array k_filters{Filter{"type_eq", FilterKind::text, "type", "=", "type"}};
  return ReadPlan{[scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, k_filters)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "events", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::event_json(store::events::get(tx, seq)));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_event(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    const auto event = store::events::find(tx, scope, id);
    if (!event) {
      return Error::not_found("Event");
    }
    return Reply::json(200, wire::event_json(*event));
  }};
}

Result<Plan> list_deliveries(const Call& call, App&) {
  static constexpr std::array k_filters{
      Filter{"state_eq", FilterKind::nocase, "state", "=", "state"},
      Filter{"event_id_eq", FilterKind::text, "event_seq", "IN (SELECT seq FROM events WHERE id = ?)", "event_id"},
      Filter{"webhook_id_eq", FilterKind::text, "endpoint_seq", "IN (SELECT seq FROM webhook_endpoints WHERE id = ?)",
             "webhook_id"},
  };
  return ReadPlan{[scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, k_filters)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "deliveries", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::delivery_json(store::deliveries::get(tx, seq), nullptr));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_delivery(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto delivery, service::webhooks::find_delivery(tx, scope, id));
    const auto attempts = store::deliveries::attempts(tx, delivery.seq);
    return Reply::json(200, wire::delivery_json(delivery, &attempts));
  }};
}

Result<Plan> retry_delivery(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto delivery, service::webhooks::retry(tx, scope, id));
    const auto attempts = store::deliveries::attempts(tx, delivery.seq);
    return Reply::json(202, wire::delivery_json(delivery, &attempts));
  }};
}

namespace {

struct StreamRequest {
  std::vector<std::string> types;
  std::optional<std::pair<std::int64_t, std::int64_t>> since;  // event and attempt
  std::optional<WebhookEndpointInput> forward;
};

// "12.7", or "0" for the beginning.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_cursor(std::string_view text) {
  std::pair<std::int64_t, std::int64_t> cursor{0, 0};
  const auto* end = text.data() + text.size();
  auto [after_event, event_error] = std::from_chars(text.data(), end, cursor.first);
  if (event_error != std::errc() || cursor.first < 0) {
    return std::nullopt;
  }
  if (after_event == end) {
    return cursor;
  }
  const auto [after_attempt, attempt_error] = std::from_chars(after_event + 1, end, cursor.second);
  if (*after_event != '.' || attempt_error != std::errc() || after_attempt != end || cursor.second < 0) {
    return std::nullopt;
  }
  return cursor;
}

Result<StreamRequest> read_stream_request(const Call& call) {
  StreamRequest request;
  std::string_view types = call.query_value("types");
  while (!types.empty()) {
    const auto comma = types.find(',');
    const auto type = types.substr(0, comma);
    if (!is_known_event_pattern(type)) {
      return Error::validation("types", "contains the unknown event \"" + std::string(type.substr(0, 80)) + "\"");
    }
    request.types.emplace_back(type);
    types = comma == std::string_view::npos ? std::string_view{} : types.substr(comma + 1);
  }
  auto since = call.query_value("since");
  if (since.empty()) {
    since = call.last_event_id;
  }
  if (!since.empty()) {
    request.since = parse_cursor(since);
    if (!request.since) {
      return Error::validation("since", "must be the id of a block of this stream, such as 12.7, or 0");
    }
  }
  if (const auto url = call.query_value("forward_to"); !url.empty()) {
    // The same rules as for an endpoint that is created by hand.
    wire::JsonWriter json;
    json.begin_object().key("webhook").begin_object().field("url", url);
    if (const auto secret = call.query_value("secret"); !secret.empty()) {
      json.field("secret_key", secret);
    }
    json.end_object().end_object();
    TRY_ASSIGN(const auto body, wire::JsonBody::parse(json.text()));
    TRY_ASSIGN(request.forward, wire::parse_webhook(body));
    // Without a choice the target is sent what production would send it: the dialect's documented set.
    if (!request.types.empty()) {
      request.forward->events = request.types;
    }
    request.forward->description = "satsrail listen";
  }
  return request;
}

std::string ready_block(std::int64_t event_seq, std::int64_t attempt_seq,
                        const std::optional<WebhookEndpoint>& endpoint) {
  const auto cursor = std::to_string(event_seq) + "." + std::to_string(attempt_seq);
  wire::JsonWriter json;
  json.begin_object().field("type", "ready").field("cursor", cursor).key("webhook");
  if (endpoint) {
    json.begin_object()
        .field("id", endpoint->id.view())
        .field("url", endpoint->url)
        .field("secret", endpoint->secret)
        .end_object();
  } else {
    json.value(nullptr);
  }
  json.end_object();
  return "id: " + cursor + "\nevent: ready\ndata: " + json.text() + "\n\n";
}

// What a client sees: its own endpoint, made with the stream and gone with it.
Reply stream_reply(Tx& tx, App& app, const Scope& scope, const StreamRequest& request,
                   const std::optional<WebhookEndpoint>& endpoint) {
  auto plan = std::make_shared<StreamPlan>();
  plan->after_event = request.since ? request.since->first : store::events::last_seq(tx);
  plan->after_attempt = request.since ? request.since->second : store::deliveries::last_attempt_seq(tx);
  auto filter = std::make_shared<StreamFilter>();
  filter->scope = scope;
  filter->types = request.types;
  if (endpoint) {
    filter->endpoint_seq = endpoint->seq;
    plan->on_close = [&app, scope, id = endpoint->id] {
      app.store.write(
          [scope, id](Tx& closing) -> Status {
            // By id: after a reset its seq may be another endpoint's.
            if (const auto own = store::webhook_endpoints::find(closing, scope, id.view())) {
              store::webhook_endpoints::remove(closing, own->seq);
            }
            return Done{};
          },
          [](const Status&) {});
    };
  }
  plan->filter = std::move(filter);
  plan->preamble = ready_block(plan->after_event, plan->after_attempt, endpoint);
  Reply reply;
  reply.content_type = "text/event-stream; charset=utf-8";
  reply.headers = {{"Cache-Control", "no-store"}};
  reply.stream = std::move(plan);
  return reply;
}

}  // namespace

Result<Plan> open_stream(const Call& call, App& app) {
  TRY_ASSIGN(auto request, read_stream_request(call));
  if (app.control.open_streams() >= limits::event_streams_max) {
    return Error(ErrorCode::unavailable,
                 "There are already " + std::to_string(limits::event_streams_max) + " open event streams");
  }
  const auto scope = call.caller.scope;
  if (!request.forward) {
    return ReadPlan{[&app, scope, request = std::move(request)](Tx& tx) -> Result<Reply> {
      return stream_reply(tx, app, scope, request, std::nullopt);
    }};
  }
  return WritePlan{[&app, scope, request = std::move(request)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto endpoint,
               service::webhooks::create(tx, app.context, scope, *request.forward, service::webhooks::Life::temporary));
    return stream_reply(tx, app, scope, request, endpoint);
  }};
}

}  // namespace satsrail::api
