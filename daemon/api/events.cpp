#include "core/limits.h"
#include "core/wire/webhook_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/service/webhook_headers.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/delivery_mode_store.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"
#include "daemon/store/webhook_store.h"

#include <algorithm>
#include <array>

namespace satsrail::api {

std::span<const Filter> event_filters() {
  static constexpr std::array k_filters{Filter{"type_eq", FilterKind::text, "type", "=", "type"}};
  return k_filters;
}

Result<Plan> list_events(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, event_filters())](Tx& tx) -> Result<Reply> {
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

std::span<const Filter> delivery_filters() {
  static constexpr std::array k_filters{
      Filter{"state_eq", FilterKind::nocase, "state", "=", "state"},
      Filter{"event_id_eq", FilterKind::text, "event_seq", "IN (SELECT seq FROM events WHERE id = ?)", "event_id"},
      Filter{"event_type_eq", FilterKind::text, "event_seq", "IN (SELECT seq FROM events WHERE type = ?)",
             "event_type"},
      Filter{"webhook_id_eq", FilterKind::text, "endpoint_seq", "IN (SELECT seq FROM webhook_endpoints WHERE id = ?)",
             "webhook_id"},
  };
  return k_filters;
}

Result<Plan> list_deliveries(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, delivery_filters())](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "deliveries", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::delivery_json(store::deliveries::get(tx, seq), nullptr));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

namespace {

// With all that is known of it; of one that was collected also what would be sent.
std::string whole_delivery(Tx& tx, const App& app, const Delivery& delivery) {
  const auto attempts = store::deliveries::attempts(tx, delivery.seq);
  std::optional<HeaderList> would_send;
  if (delivery.state == DeliveryState::collected) {
    const auto endpoint = store::webhook_endpoints::get(tx, delivery.endpoint_seq);
    would_send = service::webhooks::headers(delivery, endpoint, app.real_clock.now());
  }
  return wire::delivery_json(delivery, &attempts, would_send ? &*would_send : nullptr);
}

}  // namespace

Result<Plan> show_delivery(const Call& call, App& app) {
  return ReadPlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto delivery, service::webhooks::find_delivery(tx, scope, id));
    return Reply::json(200, whole_delivery(tx, app, delivery));
  }};
}

Result<Plan> retry_delivery(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto delivery, service::webhooks::retry(tx, scope, id));
    return Reply::json(202, whole_delivery(tx, app, delivery));
  }};
}

Result<Plan> resend_event(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  service::webhooks::Resend wish;
  wish.event_id = call.param("id");
  wish.times = fields.integer("times", 1, limits::resends_max).value_or(1);
  wish.webhook_id = fields.text("webhook_id", limits::text_chars_max);
  const auto delivery_id = fields.text("delivery_id", limits::text_chars_max).value_or("new");
  wish.same_delivery_id = delivery_id == "same";
  if (delivery_id != "same" && delivery_id != "new") {
    fields.fail("delivery_id", "must be new or same");
  }
  TRY(fields.finish());
  return WritePlan{[&app, scope = call.caller.scope, wish = std::move(wish)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto made, service::webhooks::resend(tx, app.context, scope, wish));
    std::vector<std::string> items;
    for (const auto& delivery : made) {
      items.push_back(wire::delivery_json(delivery, nullptr));
    }
    const auto total = static_cast<std::int64_t>(made.size());
    return Reply::json(202, list_json(items, {1, std::max<std::int64_t>(total, 1)}, total));
  }};
}

Result<Plan> show_delivery_mode(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope](Tx& tx) -> Result<Reply> {
    return Reply::json(200, wire::delivery_mode_json(store::delivery_modes::get(tx, scope)));
  }};
}

Result<Plan> set_delivery_mode(const Call& call, App&) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(const auto mode, wire::parse_delivery_mode(body));
  return WritePlan{[scope = call.caller.scope, mode](Tx& tx) -> Result<Reply> {
    store::delivery_modes::put(tx, scope, mode);
    return Reply::json(200, wire::delivery_mode_json(mode));
  }};
}

}  // namespace satsrail::api
