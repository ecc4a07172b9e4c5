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
    store::deliveries::insert(m_tx, DeliveryId::make(m_tx.now(), m_context.entropy), m_scope, event.seq, subscriber.seq,
                              body);
  }
  m_first_seq = m_ids.empty() ? event.seq : m_first_seq;
  m_last_seq = event.seq;
  m_ids.push_back(event.id);
  return event.id;
}

}  // namespace satsrail::service
