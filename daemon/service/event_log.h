#pragma once
// Announces facts in the transaction that makes them true, and notes who is owed the news.

#include "core/wire/webhook_json.h"
#include "daemon/service/context.h"
#include "daemon/store/webhook_store.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service {

// How webhooks misbehave on the way, for receivers that must cope. The events themselves are always told.
enum class Deliver : std::uint8_t { once, twice, reversed, never };

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
  struct Owed {
    std::int64_t event_seq;
    std::int64_t endpoint_seq;
    std::string body;
  };
  void owe(const Owed& owed);

  Tx& m_tx;
  const Context& m_context;
  Scope m_scope;
  Deliver m_deliver;
  std::vector<Owed> m_kept_back;
  struct Subscriber {
    std::int64_t seq;
    std::vector<std::string> patterns;
  };
  std::optional<std::vector<Subscriber>> m_subscribers;
  std::vector<std::string> m_ids;
  std::int64_t m_first_seq = 0;
  std::int64_t m_last_seq = 0;
};

}  // namespace satsrail::service
