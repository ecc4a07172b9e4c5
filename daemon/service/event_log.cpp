#include "daemon/service/event_log.h"

#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"

namespace satsrail::service {

std::string EventLog::append(std::string_view type, std::string object_json, const wire::WebhookFacts& facts) {
  Event event;
  event.id = make_token("evt_", m_tx.now(), m_context.entropy);
  event.scope = m_scope;
  event.type = type;
  event.object_json = std::move(object_json);
  event.created_at = m_tx.now();
  event.seq = store::events::insert(m_tx, event);

  if (!m_subscribers) {
    m_subscribers.emplace();
    for (const auto& row : store::webhook_endpoints::active_in(m_tx, m_scope)) {
      m_subscribers->push_back({row.seq, wire::parse_strings(row.events)});
    }
  }
  std::string body;
  for (const auto& subscriber : *m_subscribers) {
    if (!any_pattern_matches(subscriber.patterns, type)) {
      continue;
    }
    if (body.empty()) {
      body = wire::seed_webhook_body(type, facts, m_tx.now());
    }
    Owed owed{event.seq, subscriber.seq, body};
    if (m_deliver == Deliver::reversed) {
      m_kept_back.push_back(std::move(owed));
    } else if (m_deliver != Deliver::never) {
      owe(owed);
    }
  }
  m_first_seq = m_ids.empty() ? event.seq : m_first_seq;
  m_last_seq = event.seq;
  m_ids.push_back(event.id);
  return event.id;
}

void EventLog::owe(const Owed& owed) {
  for (int copies = m_deliver == Deliver::twice ? 2 : 1; copies > 0; --copies) {
    store::deliveries::insert(m_tx, DeliveryId::make(m_tx.now(), m_context.entropy), m_scope, owed.event_seq,
                              owed.endpoint_seq, owed.body);
  }
}

void EventLog::finish() {
  // First attempts go out in the order of their rows.
  for (auto owed = m_kept_back.rbegin(); owed != m_kept_back.rend(); ++owed) {
    owe(*owed);
  }
  m_kept_back.clear();
}

}  // namespace satsrail::service
