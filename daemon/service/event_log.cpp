#include "daemon/service/event_log.h"

#include "daemon/store/delivery_mode_store.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"

namespace satsrail::service {

namespace {

// Where a first attempt stands among the others of a shuffled endpoint. Never 0, which is the place of all of one that
// is not.
std::int64_t draw_place(Entropy& entropy) {
  std::int64_t place = 1;
  for (const auto byte : entropy.bytes<4>()) {
    place = place * 256 + byte;
  }
  return place;
}

}  // namespace

DeliveryMaker::DeliveryMaker(Tx& tx, const Context& context, const Scope& scope)
    : m_tx(tx), m_context(context), m_scope(scope), m_mode(store::delivery_modes::get(tx, scope)) {}

std::int64_t DeliveryMaker::make(const Event& event, const store::webhook_endpoints::Subscriber& to,
                                 const std::optional<DeliveryId>& shown_id) {
  if (m_event_seq != event.seq) {
    m_event_seq = event.seq;
    m_bodies.fill({});
  }
  auto& body = m_bodies[static_cast<std::size_t>(to.dialect)];
  if (body.empty()) {
    body = wire::webhook_body(to.dialect, event);
  }
  store::deliveries::NewDelivery made;
  made.id = DeliveryId::make(m_tx.now(), m_context.entropy);
  made.scope = m_scope;
  made.event_seq = event.seq;
  made.endpoint_seq = to.seq;
  made.body = body;
  made.state = m_mode == DeliveryMode::collect ? DeliveryState::collected : DeliveryState::pending;
  made.place = to.shuffle ? draw_place(m_context.entropy) : 0;
  made.shown_id = shown_id;
  const auto seq = store::deliveries::insert(m_tx, made);
  if (m_mode == DeliveryMode::sync) {
    m_tx.awaited.push_back({seq, made.id, to.seq});
  }
  return seq;
}

std::string EventLog::append(std::string_view type, std::string object_json, const wire::WebhookFacts& facts) {
  Event event;
  event.id = make_token("evt_", m_tx.now(), m_context.entropy);
  event.scope = m_scope;
  event.type = type;
  event.object_json = std::move(object_json);
  event.created_at = m_tx.now();
  event.payload_json = wire::payload_json(type, facts, m_tx.now());
  event.seq = store::events::insert(m_tx, event);
  m_first_seq = m_ids.empty() ? event.seq : m_first_seq;
  m_last_seq = event.seq;
  m_ids.push_back(event.id);
  tell(event);
  return m_ids.back();
}

void EventLog::tell(const Event& event) {
  if (!m_subscribers) {
    m_subscribers = store::webhook_endpoints::active_in(m_tx, m_scope);
  }
  for (const auto& subscriber : *m_subscribers) {
    if (m_deliver == Deliver::never || !any_pattern_matches(subscriber.events, event.type)) {
      continue;
    }
    if (!m_maker) {
      m_maker.emplace(m_tx, m_context, m_scope);
    }
    if (m_deliver == Deliver::reversed) {
      m_kept_back.push_back({event, &subscriber});
      continue;
    }
    for (int copies = m_deliver == Deliver::twice ? 2 : 1; copies > 0; --copies) {
      m_maker->make(event, subscriber);
    }
  }
}

void EventLog::finish() {
  // First attempts go out in the order of their rows.
  for (auto owed = m_kept_back.rbegin(); owed != m_kept_back.rend(); ++owed) {
    m_maker->make(owed->event, *owed->to);
  }
  m_kept_back.clear();
}

}  // namespace satsrail::service
