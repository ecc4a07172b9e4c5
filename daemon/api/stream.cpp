// The event stream: what is asked of it, and the endpoints that live as long as it does.

#include "daemon/api/stream.h"

#include "core/limits.h"
#include "core/util/time_format.h"
#include "core/wire/stream_json.h"
#include "daemon/api/handlers.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"
#include "daemon/store/log_store.h"
#include "daemon/store/webhook_store.h"

#include <algorithm>

namespace satsrail::api {

namespace {

// A cursor as it is; after an event; or what happened within a duration. Error: validation_error.
Result<wire::LogCursor> resolve_since(Tx& tx, const Scope& scope, const std::string& since) {
  if (since.empty()) {
    return wire::LogCursor{store::events::last_seq(tx), store::deliveries::last_attempt_seq(tx)};
  }
  if (const auto cursor = wire::parse_cursor(since)) {
    return *cursor;
  }
  if (since.starts_with("evt_")) {
    const auto event = store::events::find(tx, scope, since);
    if (!event) {
      return Error::validation("since", "names no event that is kept");
    }
    return wire::LogCursor{event->seq, store::deliveries::last_attempt_seq_before(tx, event->created_at)};
  }
  if (const auto duration = parse_duration(since)) {
    const auto from = tx.now() - *duration;
    return wire::LogCursor{store::events::last_seq_before(tx, from),
                           store::deliveries::last_attempt_seq_before(tx, from)};
  }
  return Error::validation("since",
                           "must be the id of a block of this stream, such as 12.7 or 0, an event's id, or a duration");
}

// By id: after a reset a seq may be another endpoint's.
std::function<void()> removal(App& app, const Scope& scope, const std::vector<WebhookEndpoint>& endpoints) {
  std::vector<WebhookEndpointId> ids;
  std::transform(endpoints.begin(), endpoints.end(), std::back_inserter(ids),
                 [](const WebhookEndpoint& endpoint) { return endpoint.id; });
  return [&app, scope, ids = std::move(ids)] {
    app.store.write(
        [scope, ids](Tx& closing) -> Status {
          for (const auto& id : ids) {
            if (const auto own = store::webhook_endpoints::find(closing, scope, id.view())) {
              store::webhook_endpoints::remove(closing, own->seq);
            }
          }
          return Done{};
        },
        [](const Status&) {});
  };
}

Result<Reply> stream_reply(Tx& tx, App& app, const Scope& scope, const wire::StreamInput& input,
                           const wire::LogCursor& since, const std::vector<WebhookEndpoint>& endpoints) {
  auto plan = std::make_shared<StreamPlan>();
  auto filter = std::make_shared<StreamFilter>();
  filter->scope = scope;
  filter->types = input.types;
  plan->preamble = wire::ready_block(since, endpoints);
  plan->after_event = since.event_seq;
  plan->after_attempt = since.attempt_seq;
  if (const auto gap = store::logs::gap(tx); !input.since.empty() && since.event_seq < gap.event_seq) {
    plan->after_event = gap.event_seq;
    plan->after_attempt = std::max(since.attempt_seq, gap.attempt_seq);
    plan->preamble += wire::gap_block(since, {plan->after_event, plan->after_attempt});
  }
  if (!input.endpoints.empty() || !input.copies_to.empty()) {
    filter->endpoint_seqs.emplace();
    for (const auto& endpoint : endpoints) {
      filter->endpoint_seqs->push_back(endpoint.seq);
    }
    plan->on_close = removal(app, scope, endpoints);
  }
  plan->filter = std::move(filter);
  Reply reply;
  reply.content_type = "text/event-stream; charset=utf-8";
  reply.headers = {{"Cache-Control", "no-store"}};
  reply.stream = std::move(plan);
  return reply;
}

Result<Reply> open_with_endpoints(Tx& tx, App& app, const Scope& scope, const wire::StreamInput& input) {
  using service::webhooks::Life;
  TRY_ASSIGN(const auto since, resolve_since(tx, scope, input.since));
  std::vector<WebhookEndpoint> endpoints;
  for (auto wanted : input.endpoints) {
    wanted.description = wanted.description ? wanted.description : std::optional<std::string>("satsrail listen");
    TRY_ASSIGN(auto endpoint, service::webhooks::create(tx, app.context, scope, wanted, Life::temporary));
    endpoints.push_back(std::move(endpoint));
  }
  if (!input.copies_to.empty()) {
    TRY_ASSIGN(auto copies, service::webhooks::copy_to(tx, app.context, scope, input.copies_to));
    std::move(copies.begin(), copies.end(), std::back_inserter(endpoints));
  }
  if (!input.since.empty()) {
    TRY(service::webhooks::owe_since(tx, app.context, scope, since.event_seq, endpoints));
  }
  return stream_reply(tx, app, scope, input, since, endpoints);
}

Result<Plan> open(const Call& call, App& app, wire::StreamInput input) {
  if (app.control.open_streams() >= limits::event_streams_max) {
    return Error(ErrorCode::unavailable,
                 "There are already " + std::to_string(limits::event_streams_max) + " open event streams");
  }
  if (input.since.empty()) {
    input.since = call.last_event_id;
  }
  for (const auto& endpoint : input.endpoints) {
    TRY(service::webhooks::check_files(endpoint.options));
  }
  const auto scope = call.caller.scope;
  if (input.endpoints.empty() && input.copies_to.empty()) {
    return ReadPlan{[&app, scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto since, resolve_since(tx, scope, input.since));
      return stream_reply(tx, app, scope, input, since, {});
    }};
  }
  return WritePlan{[&app, scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    return open_with_endpoints(tx, app, scope, input);
  }};
}

}  // namespace

Result<Plan> open_stream(const Call& call, App& app) {
  TRY_ASSIGN(auto input, wire::parse_stream_query({call.query_value("types"), call.query_value("since"),
                                                   call.query_value("forward_to"), call.query_value("secret")}));
  return open(call, app, std::move(input));
}

Result<Plan> open_stream_by_body(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_stream(body));
  return open(call, app, std::move(input));
}

}  // namespace satsrail::api
