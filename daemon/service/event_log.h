#pragma once
// Announces facts in the transaction that makes them true, and notes who is owed the news.

#include "core/domain/delivery_mode.h"
#include "core/wire/webhook_json.h"
#include "daemon/service/context.h"
#include "daemon/store/webhook_store.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service {

// How webhooks misbehave on the way, for receivers that must cope. The events themselves are always told.
enum class Deliver : std::uint8_t { once, twice, reversed, never };

// Makes deliveries of events, in one transaction: pending or collected as the merchant's mode says.
class DeliveryMaker {
 public:
  DeliveryMaker(Tx& tx, const Context& context, const Scope& scope);
  // Its seq. The event must have what its webhooks say, see can_tell().
  std::int64_t make(const Event& event, const store::webhook_endpoints::Subscriber& to,
                    const std::optional<DeliveryId>& shown_id = {});
  // Events of an older version have no payload, and then only the docs dialect can tell of them.
  static bool can_tell(const Event& event, Dialect dialect) {
    return dialect == Dialect::docs || !event.payload_json.empty();
  }

 private:
  Tx& m_tx;
  const Context& m_context;
  Scope m_scope;
  DeliveryMode m_mode;
  std::int64_t m_event_seq = 0;         // whose bodies these are
  std::array<std::string, 3> m_bodies;  // by dialect
};

// For the length of one use case: the subscribers are read once.
class EventLog {
 public:
  EventLog(Tx& tx, const Context& context, const Scope& scope, Deliver deliver = Deliver::once)
      : m_tx(tx), m_context(context), m_scope(scope), m_deliver(deliver) {}

  // Appends the event and a delivery for every endpoint that subscribes to it. Returns its id.
  std::string append(std::string_view type, std::string object_json, const wire::WebhookFacts& facts);
  // After the last event: what was kept back to be delivered in reverse.
  void finish();
  // Of all events appended, in order.
  const std::vector<std::string>& ids() const { return m_ids; }
  std::int64_t first_seq() const { return m_first_seq; }
  std::int64_t last_seq() const { return m_last_seq; }

 private:
  void tell(const Event& event);

  Tx& m_tx;
  const Context& m_context;
  Scope m_scope;
  Deliver m_deliver;
  std::optional<DeliveryMaker> m_maker;  // made when there is somebody to tell
  std::optional<std::vector<store::webhook_endpoints::Subscriber>> m_subscribers;
  struct Owed {
    Event event;
    const store::webhook_endpoints::Subscriber* to;
  };
  std::vector<Owed> m_kept_back;
  std::vector<std::string> m_ids;
  std::int64_t m_first_seq = 0;
  std::int64_t m_last_seq = 0;
};

}  // namespace satsrail::service
