#include "daemon/webhook/fault_meeting.h"

#include "core/limits.h"
#include "core/wire/fault_json.h"
#include "daemon/service/faults.h"
#include "daemon/store/fault_store.h"

namespace satsrail::webhook {

namespace {

// What the receiver would have had to do for the same attempt. Its time is that of the real thing, though nobody
// waited.
std::optional<WebhookResponse> response_of(const Fault& fault) {
  const auto& action = fault.action;
  WebhookResponse response;
  response.headers.emplace_back(wire::k_struck_header, fault.id.str());
  switch (action.kind) {
    case FaultKind::status:
      response.status = action.status;
      response.body = action.body.value_or("");
      response.headers.insert(response.headers.end(), action.headers.begin(), action.headers.end());
      return response;
    case FaultKind::timeout:
      response.duration = limits::webhook_timeout;
      response.error = "timed out after " + std::to_string(response.duration.count() / 1000) + " s";
      response.no_answer = NoAnswer::other;
      return response;
    case FaultKind::reset:
      response.error = "connection reset";
      response.no_answer = NoAnswer::broken;
      return response;
    default:
      return std::nullopt;
  }
}

void write(store::Store& store, std::function<void(store::Tx&)> work) {
  store.write(
      [work = std::move(work)](store::Tx& tx) -> Status {
        work(tx);
        return Done{};
      },
      [](const Status&) {});
}

}  // namespace

MetOnTheWay meet_fault(store::Store& store, service::FaultBook& faults, const Delivery& delivery, Time now) {
  MetOnTheWay met;
  const auto by = store.read([&](store::Tx& tx) { return store::faults::put_off_by(tx, delivery.seq); });
  if (by) {
    write(store, [seq = delivery.seq](store::Tx& tx) { store::faults::forget_put_off(tx, seq); });
    if (const auto fault = faults.find(delivery.scope, *by)) {
      met.response = response_of(*fault);
      return met;
    }
  }
  auto [struck, counts] =
      faults.meet(WebhookOccasion{delivery.scope, delivery.event_type, delivery.endpoint_id, delivery.url});
  if (!counts.empty()) {
    write(store, [counts = std::move(counts)](store::Tx& tx) { service::faults::remember(tx, counts); });
  }
  if (!struck) {
    return met;
  }
  if (struck->action.delay.count() > 0) {
    met.put_off = PutOff{now + struck->action.delay, struck->id};
  } else {
    met.response = response_of(*struck);
  }
  return met;
}

}  // namespace satsrail::webhook
